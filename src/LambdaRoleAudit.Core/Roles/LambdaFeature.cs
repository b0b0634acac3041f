namespace LambdaRoleAudit.Roles;

/// <summary>
/// A feature that a function uses, with the AWS managed policy that AWS publishes for it (Lambda developer guide, "AWS managed policies for
/// Lambda features").
/// </summary>
public enum LambdaFeature
{
    /// <summary>Logs: AWSLambdaBasicExecutionRole.</summary>
    Basic,

    /// <summary>Durable functions: AWSLambdaBasicDurableExecutionRolePolicy.</summary>
    Durable,

    /// <summary>A DynamoDB stream: AWSLambdaDynamoDBExecutionRole.</summary>
    DynamoDB,

    /// <summary>A Kinesis stream: AWSLambdaKinesisExecutionRole.</summary>
    Kinesis,

    /// <summary>A Kafka cluster of Amazon MSK: AWSLambdaMSKExecutionRole.</summary>
    MSK,

    /// <summary>
    /// A broker of Amazon MQ. The rule's remedy names AWSLambdaMQExecutionRole, which does not exist in AWS. So this feature creates an
    /// inline policy of the actions that AWS documents.
    /// </summary>
    MQ,

    /// <summary>An SQS queue: AWSLambdaSQSQueueExecutionRole.</summary>
    SQS,

    /// <summary>A VPC: AWSLambdaVPCAccessExecutionRole.</summary>
    VPC,

    /// <summary>X-Ray: AWSXRayDaemonWriteAccess.</summary>
    XRay,

    /// <summary>Lambda Insights: CloudWatchLambdaInsightsExecutionRolePolicy.</summary>
    Insights,

    /// <summary>Application Signals: CloudWatchLambdaApplicationSignalsExecutionRolePolicy.</summary>
    ApplicationSignals,

    /// <summary>S3 Object Lambda: AmazonS3ObjectLambdaExecutionRolePolicy.</summary>
    S3ObjectLambda,
}
