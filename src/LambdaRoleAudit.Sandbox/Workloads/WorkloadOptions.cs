using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>The size and form of a workload.</summary>
public sealed record WorkloadOptions
{
    /// <summary>The kind of the monthly call: a management event, which event history has.</summary>
    internal const string MonthlyShape = "ec2.StopInstances";

    /// <summary>The account.</summary>
    public string AccountId { get; init; } = SandboxCredential.Default.AccountId;

    public string Partition { get; init; } = "aws";

    /// <summary>The regions that functions are in.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["eu-west-1", "us-east-1", "ap-southeast-2"];

    /// <summary>The number of functions, 7 or more.</summary>
    public int Functions { get; init; } = 24;

    /// <summary>The number of roles, which functions share evenly; null for roles with one to three functions.</summary>
    public int? Roles { get; init; }

    /// <summary>
    /// True if roles allow all actions of each service that their functions use, and passing any role. False if they allow what their
    /// functions need.
    /// </summary>
    public bool HasBroadRoles { get; init; }

    /// <summary>True if no function makes a call every hour, so that a log of many days stays small.</summary>
    public bool IsSparse { get; init; }

    /// <summary>The number of calls in each function's program.</summary>
    public int CallsPerFunction { get; init; } = 5;

    /// <summary>The end of the period. Whole hours only.</summary>
    public DateTimeOffset End { get; init; } = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The length of the period.</summary>
    public int Days { get; init; } = 3;

    /// <summary>The share of records that other principals cause.</summary>
    public double NoiseShare { get; init; } = 0.95;

    /// <summary>The shape of the records.</summary>
    public RecordEra Era { get; init; } = RecordEra.ByDate;

    /// <summary>The trail's selectors.</summary>
    public TrailSelectors Selectors { get; init; } = TrailSelectors.OfTypes(DataTypes);

    /// <summary>The resource types of all data events in the vocabulary.</summary>
    public static IReadOnlyList<string> DataTypes { get; } =
    [
        "AWS::S3::Object", "AWS::DynamoDB::Table", "AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Kinesis::Stream",
        "AWS::Events::EventBus", "AWS::SES::EmailIdentity", "AWS::RDS::DBCluster", "AWS::CloudWatch::Metric",
        "AWS::AppConfig::Configuration", "AWS::IoT::Thing",
    ];

    /// <summary>
    /// True to give the first function a call that it makes once a month, on a day that is not in the period: its role allows the call, and
    /// no record shows it. The period must be shorter than 28 days.
    /// </summary>
    public bool HasMonthlyCallOutside { get; init; }

    /// <summary>The start of the period.</summary>
    public DateTimeOffset Start => End.AddDays(-Days);
}
