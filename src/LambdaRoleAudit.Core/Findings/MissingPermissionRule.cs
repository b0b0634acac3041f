using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-301: the role lacks what the function's own settings ask of it.</summary>
internal sealed class MissingPermissionRule : FindingRule
{
    /// <summary>
    /// Asked for by Lambda's pages, and not missed: a log group may have been made before; and these EC2 actions came later
    /// than functions that run well without them.
    /// </summary>
    private static readonly HashSet<string> NotMissed = new(StringComparer.Ordinal)
    {
        "logs:CreateLogGroup", "ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs",
        "dynamodb:ListStreams", "kinesis:ListStreams", "kinesis:DescribeStreamSummary", "kinesis:DescribeStream", "elasticfilesystem:ClientWrite", "s3:ListBucket", "kafka:DescribeClusterV2",
    };

    public override string RuleId => "LRA-301";

    public override string Title => "The execution role lacks what the function's settings need";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override IReadOnlyList<string> Compliance { get; } = ["AWS Well-Architected REL06-BP01"];

    public override bool NeedsMappings => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Role.Unread is { } why) return [RuleOutcome.Unknown(Severity, why)];
        if (function.Role.Grants is not { } grants) return function.Role.WhyNoGrants is { } unknown ? [RuleOutcome.Unknown(Severity, unknown)] : [];
        return Check(function, grants);
    }

    private IEnumerable<RuleOutcome> Check(FunctionCase function, RoleGrants grants)
    {
        var mappings = function.Mappings;
        if (mappings is null)
            yield return RuleOutcome.Unknown(Severity, $"Whether the role can read the function's event sources is not known: {function.Account.WhyNoMappings(function.Function.Region)}", "Allow lambda:ListEventSourceMappings.");
        if (function.Role.IsAdministrator) yield break;
        // A mapping that is switched off needs nothing.
        var needs = ScopedPolicy.Needs(function.Detail, [.. (mappings ?? []).Where(mapping => mapping.State is null or "Enabled" or "Enabling" or "Creating" or "Updating")]);
        var lacking = needs.Where(need => !NotMissed.Contains(need.Action)).Select(need => (Need: need, Is: grants.Every(need.Action, need.Resource, need.Known))).Where(asked => asked.Is != Truth.True).ToList();
        foreach (var group in lacking.GroupBy(asked => (asked.Need.Sid, IsSure: asked.Is == Truth.False && !IsGivenElsewhere(asked.Need.Action))))
        {
            var words = $"{ReasonOf(group.Key.Sid)} needs {NameList.Few(group.Select(asked => $"{asked.Need.Action} on {asked.Need.Resource}"))}";
            yield return group.Key.IsSure
                ? RuleOutcome.Fail(SeverityOf(group.Key.Sid), $"{words}, which the role does not allow.", function.NewRole)
                : RuleOutcome.Unknown(SeverityOf(group.Key.Sid), group.Any(asked => asked.Is == Truth.Unknown)
                    ? $"{words}, which the role allows under conditions that may not hold."
                    : $"{words}, which the role does not allow; the key's own policy, or a grant, may.", function.NewRole);
        }
    }

    /// <summary>A key's policy alone can allow what an identity policy does not (KMS developer guide, "Key policies in AWS KMS").</summary>
    private static bool IsGivenElsewhere(string action) => action.StartsWith("kms:", StringComparison.Ordinal);

    private static FindingSeverity SeverityOf(string sid) => sid is "LogGroup" or "LogStreams" or "TracingConfig" or "KmsKey" ? FindingSeverity.Medium : FindingSeverity.High;

    private static string ReasonOf(string sid) => sid switch
    {
        "LogGroup" or "LogStreams" => "Writing its logs, without which it fails silently,",
        "VpcConfig" => "Its VPC",
        "TracingConfig" => "X-Ray tracing, without which it fails silently,",
        "DeadLetterConfig" => "Its dead letter target, without which failed events are lost,",
        "FileSystemConfigs" => "Its file system",
        "KmsKey" => "Its environment's key",
        "DurableConfig" => "Its durable execution",
        "OnFailure" or "OnFailureList" => "Its mapping's destination for failed records",
        _ => "Its event source",
    };
}
