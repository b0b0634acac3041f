namespace LambdaRoleAudit.Aws.Wire;

/// <summary>A service, in the terms of AWS's own model.</summary>
/// <param name="SigningName">The name in signatures and host names.</param>
/// <param name="ServiceId">The id in AWS_ENDPOINT_URL_… and in a profile's <c>services</c> section.</param>
/// <param name="ApiVersion">The API's version.</param>
/// <param name="Protocol">The protocol of the requests.</param>
/// <param name="IsGlobal">True if the service has one endpoint in the entire partition.</param>
/// <param name="TargetPrefix">The prefix of the operation in the header X-Amz-Target (Json).</param>
/// <param name="JsonVersion">The version of the protocol (Json).</param>
/// <param name="HostName">The first part of host names, if it is not the signing name.</param>
internal sealed record WireService(
    string SigningName, string ServiceId, string ApiVersion, WireProtocol Protocol, bool IsGlobal = false, string? TargetPrefix = null,
    string JsonVersion = "1.1", string? HostName = null)
{
    public static readonly WireService Lambda = new("lambda", "Lambda", "2015-03-31", WireProtocol.RestJson);
    public static readonly WireService Iam = new("iam", "IAM", "2010-05-08", WireProtocol.Query, IsGlobal: true);
    public static readonly WireService Sts = new("sts", "STS", "2011-06-15", WireProtocol.Query);
    public static readonly WireService SignIn = new("signin", "Signin", "2023-01-01", WireProtocol.RestJson);
    public static readonly WireService Ec2 = new("ec2", "EC2", "2016-11-15", WireProtocol.Query);

    public static readonly WireService CloudTrail = new(
        "cloudtrail", "CloudTrail", "2013-11-01", WireProtocol.Json,
        TargetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    /// <summary>S3's name and endpoint settings. The SDK's own client writes its requests.</summary>
    public static readonly WireService S3 = new("s3", "S3", "2006-03-01", WireProtocol.RestJson);

    public static readonly WireService Athena = new("athena", "Athena", "2017-05-18", WireProtocol.Json, TargetPrefix: "AmazonAthena");

    public static readonly WireService CloudWatch = new("monitoring", "CloudWatch", "2010-08-01", WireProtocol.Query);

    public static readonly WireService Config = new(
        "config", "Config Service", "2014-11-12", WireProtocol.Json, TargetPrefix: "StarlingDoveService");

    public static readonly WireService Kms = new("kms", "KMS", "2014-11-01", WireProtocol.Json, TargetPrefix: "TrentService");

    public static readonly WireService Sqs = new(
        "sqs", "SQS", "2012-11-05", WireProtocol.Json, TargetPrefix: "AmazonSQS", JsonVersion: "1.0");

    public static readonly WireService Sns = new("sns", "SNS", "2010-03-31", WireProtocol.Query);

    public static readonly WireService SecretsManager = new(
        "secretsmanager", "Secrets Manager", "2017-10-17", WireProtocol.Json, TargetPrefix: "secretsmanager");

    public static readonly WireService DynamoDb = new(
        "dynamodb", "DynamoDB", "2012-08-10", WireProtocol.Json, TargetPrefix: "DynamoDB_20120810", JsonVersion: "1.0");

    public static readonly WireService DynamoDbStreams = new(
        "dynamodb", "DynamoDB Streams", "2012-08-10", WireProtocol.Json, TargetPrefix: "DynamoDBStreams_20120810", JsonVersion: "1.0",
        HostName: "streams.dynamodb");

    public static readonly WireService Kinesis = new(
        "kinesis", "Kinesis", "2013-12-02", WireProtocol.Json, TargetPrefix: "Kinesis_20131202");

    public static readonly WireService Ecr = new(
        "ecr", "ECR", "2015-09-21", WireProtocol.Json, TargetPrefix: "AmazonEC2ContainerRegistry_V20150921", HostName: "api.ecr");

    public static readonly WireService EventBridge = new(
        "events", "EventBridge", "2015-10-07", WireProtocol.Json, TargetPrefix: "AWSEvents");

    public static readonly WireService Efs = new("elasticfilesystem", "EFS", "2015-02-01", WireProtocol.RestJson);

    public static readonly WireService Ssm = new("ssm", "SSM", "2014-11-06", WireProtocol.Json, TargetPrefix: "AmazonSSM");

    public static readonly WireService Glue = new("glue", "Glue", "2017-03-31", WireProtocol.Json, TargetPrefix: "AWSGlue");

    public static readonly WireService OpenSearch = new("es", "OpenSearch", "2021-01-01", WireProtocol.RestJson);

    public static readonly WireService ApiGateway = new("apigateway", "API Gateway", "2015-07-09", WireProtocol.RestJson);

    public static readonly WireService Backup = new("backup", "Backup", "2018-11-15", WireProtocol.RestJson);

    public static readonly WireService CodeArtifact = new("codeartifact", "codeartifact", "2018-09-22", WireProtocol.RestJson);

    /// <summary>S3 Control: its responses are XML, and its requests for reading have no body.</summary>
    public static readonly WireService S3Control = new(
        "s3", "S3 Control", "2018-08-20", WireProtocol.RestJson, HostName: "s3-control");
}
