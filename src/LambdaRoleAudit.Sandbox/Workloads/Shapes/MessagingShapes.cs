using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// SQS, SNS, Kinesis, Firehose, EventBridge and SES (CloudTrail user guide, "Logging data events"; each service's actions in the service
/// authorization reference). The batch operations of SQS and SNS need the action of the single one.
/// </summary>
internal static class MessagingShapes
{
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("sqs.SendMessage", s => Sqs(s, "SendMessage", "sqs:SendMessage", $$""","messageBody":"{{Hidden}}" """)),
        One("sqs.SendMessageBatch", s => Sqs(s, "SendMessageBatch", "sqs:SendMessage", ""","entries":[{"id":"1"}]""")),
        One("sqs.ReceiveMessage", s => Sqs(s, "ReceiveMessage", "sqs:ReceiveMessage", ""","maxNumberOfMessages":10""")),
        One("sqs.DeleteMessage", s => Sqs(s, "DeleteMessage", "sqs:DeleteMessage", ""","receiptHandle":"r" """)),
        One("sqs.DeleteMessageBatch", s => Sqs(s, "DeleteMessageBatch", "sqs:DeleteMessage", ""","entries":[{"id":"1"}]""")),
        One("sqs.ChangeMessageVisibility", s => Sqs(
            s, "ChangeMessageVisibility", "sqs:ChangeMessageVisibility", ""","visibilityTimeout":60""")),
        One("sqs.GetQueueAttributes", s => Sqs(s, "GetQueueAttributes", "sqs:GetQueueAttributes", ""","attributeNames":["All"]""") with
        {
            IsReadOnly = true, DataType = null, DataArn = null,
        }),
        One("sqs.GetQueueUrl", s => new ApiCall(
            "sqs", "GetQueueUrl", true, $$"""{"queueName":"{{s.Thing}}"}""", new Need("sqs:GetQueueUrl", s.Arn("sqs", s.Thing)))),
        One("sns.Publish", s => Sns(s, "Publish")),
        One("sns.PublishBatch", s => Sns(s, "PublishBatch")),
        One("kinesis.PutRecord", s => Kinesis(s, "PutRecord")),
        One("kinesis.PutRecords", s => Kinesis(s, "PutRecords")),
        One("kinesis.DescribeStreamSummary", s => new ApiCall(
            "kinesis", "DescribeStreamSummary", true, $$"""{"streamName":"{{s.Thing}}"}""",
            new Need("kinesis:DescribeStreamSummary", s.Arn("kinesis", $"stream/{s.Thing}")))),
        One("firehose.PutRecordBatch", s => new ApiCall(
            "firehose", "PutRecordBatch", false, null, new Need("firehose:PutRecordBatch", s.Arn("firehose", $"deliverystream/{s.Thing}")))
        {
            IsRecorded = false,
        }),
        One("firehose.DescribeDeliveryStream", s => new ApiCall(
            "firehose", "DescribeDeliveryStream", true, $$"""{"deliveryStreamName":"{{s.Thing}}"}""",
            new Need("firehose:DescribeDeliveryStream", s.Arn("firehose", $"deliverystream/{s.Thing}")))),
        One("events.PutEvents", s => new ApiCall(
            "events", "PutEvents", false, $$"""{"entries":[{"eventBusName":"{{s.Thing}}","source":"app","detail":"{{Hidden}}"}]}""",
            new Need("events:PutEvents", s.Arn("events", $"event-bus/{s.Thing}")))
        {
            DataType = "AWS::Events::EventBus", DataArn = s.Arn("events", $"event-bus/{s.Thing}"),
        }),
        One("ses.SendEmail", s => new ApiCall(
            "ses", "SendEmail", false,
            $$"""{"fromEmailAddress":"{{Hidden}}","fromEmailAddressIdentityArn":"{{s.Arn("ses", $"identity/{s.Thing}.example.com")}}"}""",
            new Need("ses:SendEmail", s.Arn("ses", $"identity/{s.Thing}.example.com")))
        {
            DataType = "AWS::SES::EmailIdentity", DataArn = s.Arn("ses", $"identity/{s.Thing}.example.com"),
            Resources = [new(s.Arn("ses", $"identity/{s.Thing}.example.com"), "AWS::SES::EmailIdentity")],
        }),
    ];

    private static ApiCall Sqs(CallScene s, string name, string action, string more) => new(
        "sqs", name, false, $$"""{"queueUrl":"https://sqs.{{s.Region}}.amazonaws.com/{{s.AccountId}}/{{s.Thing}}"{{more}}}""",
        new Need(action, s.Arn("sqs", s.Thing)))
    {
        DataType = "AWS::SQS::Queue", DataArn = s.Arn("sqs", s.Thing),
        Resources = [new(s.Arn("sqs", s.Thing), "AWS::SQS::Queue")],
    };

    private static ApiCall Sns(CallScene s, string name) => new(
        "sns", name, false, $$"""{"topicArn":"{{s.Arn("sns", s.Thing)}}","message":"{{Hidden}}"}""",
        new Need("sns:Publish", s.Arn("sns", s.Thing)))
    {
        DataType = "AWS::SNS::Topic", DataArn = s.Arn("sns", s.Thing), Resources = [new(s.Arn("sns", s.Thing), "AWS::SNS::Topic")],
    };

    private static ApiCall Kinesis(CallScene s, string name) => new(
        "kinesis", name, false, $$"""{"streamName":"{{s.Thing}}","partitionKey":"{{Hidden}}"}""",
        new Need($"kinesis:{name}", s.Arn("kinesis", $"stream/{s.Thing}")))
    {
        DataType = "AWS::Kinesis::Stream", DataArn = s.Arn("kinesis", $"stream/{s.Thing}"),
        Resources = [new(s.Arn("kinesis", $"stream/{s.Thing}"), "AWS::Kinesis::Stream")],
    };
}
