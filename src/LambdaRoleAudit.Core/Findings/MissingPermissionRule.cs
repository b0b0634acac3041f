using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-301: the role lacks permissions that the function's own settings need.</summary>
internal sealed class MissingPermissionRule : FindingRule
{
    /// <summary>
    /// Permissions that Lambda's documentation requires but that may not be needed: a log group may already exist, and these EC2 actions
    /// were added later, while functions without them still work.
    /// </summary>
    private static readonly HashSet<string> NotMissed = new(StringComparer.Ordinal)
    {
        "logs:CreateLogGroup", "ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
        "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs",
        "dynamodb:ListStreams", "kinesis:ListStreams", "kinesis:DescribeStreamSummary", "kinesis:DescribeStream",
        "elasticfilesystem:ClientWrite", "s3:ListBucket", "kafka:DescribeClusterV2",
    };

    internal const string WithoutSettings =
        "The file has the function's name and role, but not its settings, so what they require is unknown.";
    internal const string ReadSettings = "Use the output of 'aws lambda list-functions', or run the command on the account.";

    private const string AccessPoint = "elasticfilesystem:AccessPointArn";

    public override string RuleId => "LRA-301";

    public override string Title => "Execution role lacks permissions for the function settings";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override ItemList<string> Compliance { get; } = ["AWS Well-Architected REL06-BP01"];

    public override bool NeedsMappings => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Role.Unread is { } why) return [RuleOutcome.Unknown(Severity, why)];
        if (!function.Detail.AreSettingsRead) return [RuleOutcome.Unknown(Severity, WithoutSettings, ReadSettings)];
        if (function.Role.Grants is not { } grants)
            return function.Role.WhyNoGrants is { } unknown ? [RuleOutcome.Unknown(Severity, unknown)] : [];
        return Check(function, grants);
    }

    private IEnumerable<RuleOutcome> Check(FunctionCase function, RoleGrants grants)
    {
        var mappings = function.Mappings;
        if (mappings is null)
            yield return RuleOutcome.Unknown(
                Severity,
                "Whether the role can read the function's event sources is unknown: "
                + $"{function.Account.WhyNoMappings(function.Function.Region)}", "Allow lambda:ListEventSourceMappings.");
        // Under a condition, the permissions of the function's code and of Lambda's own calls are different.
        if (function.Role.MayDoEverything && grants.View.IsUnconditional) yield break;
        // A disabled mapping needs no permissions.
        var needs = RequiredPermissions.Of(
            function.Detail,
            [.. (mappings ?? []).Where(mapping => mapping.State is null or "Enabled" or "Enabling" or "Creating" or "Updating")]);
        var lacking = needs.Where(need => IsAsked(need, grants)).Select(need => (Need: need, Is: Ask(need, grants)));
        foreach (var outcome in Outcomes(lacking, WhyOpen, function.NewRole)) yield return outcome;
    }

    /// <summary>Returns the results for permissions, each with whether the role has it.</summary>
    internal static IEnumerable<RuleOutcome> Outcomes(
        IEnumerable<(RequiredPermission Need, Truth Is)> asked, Func<IReadOnlyList<(RequiredPermission Need, Truth Is)>, string> why,
        string remedy)
    {
        foreach (var group in asked.Where(one => one.Is != Truth.True).GroupBy(one =>
            (one.Need.Sid, IsSure: one.Is == Truth.False && !IsGivenElsewhere(one.Need.Action))))
        {
            var requests = group.Select(one => $"{one.Need.Action} on {one.Need.Resource}").Distinct(StringComparer.Ordinal);
            var words = $"{ReasonOf(group.Key.Sid)} requires {NameList.Few(requests)}";
            yield return group.Key.IsSure
                ? RuleOutcome.Fail(SeverityOf(group.Key.Sid), $"{words}, which the role does not allow.", remedy)
                : RuleOutcome.Unknown(SeverityOf(group.Key.Sid), $"{words}, {why([.. group])}", remedy);
        }
    }

    /// <summary>False for a permission that is not missed if the role does not have it.</summary>
    internal static bool IsAsked(RequiredPermission need, RoleGrants grants) => !NotMissed.Contains(need.Action) && !IsMeant(need, grants);

    /// <summary>Returns whether the role has a permission, or one that replaces it.</summary>
    internal static Truth Ask(RequiredPermission need, RoleGrants grants)
    {
        var granted = IsGranted(need, grants);
        return granted != Truth.True && IsReplaced(need, grants) ? Truth.True : granted;
    }

    /// <summary>
    /// DescribeStream returned the shards before ListShards existed, and AWS SAM's KinesisStreamReadPolicy has only DescribeStream.
    /// </summary>
    internal static string? ReplacementOf(string action) => action == "kinesis:ListShards" ? "kinesis:DescribeStream" : null;

    private static string WhyOpen(IReadOnlyList<(RequiredPermission Need, Truth Is)> open) =>
        open.All(asked => asked.Is == Truth.False) ? "which the role does not allow; the key's own policy, or a grant, may."
        : open.All(asked => asked.Need.IsOne)
            ? "which the role allows for some of them, or under conditions; the settings do not say which one is used."
            : "which the role allows under conditions that may not hold.";

    private static Truth IsGranted(RequiredPermission need, RoleGrants grants)
    {
        if (grants.IsPlain(need.Action, need.Resource)) return Truth.True;
        (string, string?)[] known = [.. need.Known];
        // An action without resource types is tested on "*", so it must be allowed on "*".
        if (need.Resource == "*") return grants.Ask(need.Action, need.Resource, known).Is;
        var every = grants.Every(need.Action, need.Resource, known);
        if (every != Truth.False || !need.IsOne) return every;
        if (grants.AskSome(need.Action, ResourceScope.Of([need.Resource], need.ButNot), known).Is != Truth.False)
            return NamesAccessPoint(need, grants) ? Truth.True : Truth.Unknown;
        // Serverless Framework writes the access point as the resource. IAM checks the file system, whose own policy may allow the role;
        // the default policy does.
        return AccessPointOf(need) is { } point && grants.Ask(need.Action, point, known).Is != Truth.False ? Truth.Unknown : Truth.False;
    }

    /// <summary>
    /// Returns true if a permission is limited to the function's own access point by its condition. The file system is then the one of the
    /// access point.
    /// </summary>
    private static bool NamesAccessPoint(RequiredPermission need, RoleGrants grants) => AccessPointOf(need) is { } point
        && grants.Set.Allows.Any(allow =>
            allow.Actions.Patterns.Contains(need.Action.ToLowerInvariant()) == true && allow.Conditions.Any(condition =>
                condition.Key.Equals(AccessPoint, StringComparison.OrdinalIgnoreCase) && condition.Patterns is { } patterns
                && condition.Operator is { IsNegated: false, IfExists: false } && patterns.Contains(point) == true
                && patterns.Contains($"{point}{ArnTemplates.AnyName}") == false));

    private static string? AccessPointOf(RequiredPermission need) => need.Known.FirstOrDefault(key => key.Key == AccessPoint).Value;

    /// <summary>A deny that names the function's own log group is intended: Serverless Framework writes it for disableLogs.</summary>
    private static bool IsMeant(RequiredPermission need, RoleGrants grants)
    {
        if (need.Sid != "LogStreams") return false;
        var group = need.Resource[..need.Resource.IndexOf(":log-stream:", StringComparison.Ordinal)];
        return grants.Set.Denies.Any(deny => deny.Conditions.Count == 0 && deny.Actions.Patterns.Contains("logs:putlogevents") == true
            && deny.Resources is { IsNot: false } resources
            && resources.Values.Any(value => value == group || value.StartsWith($"{group}:", StringComparison.Ordinal)));
    }

    private static bool IsReplaced(RequiredPermission need, RoleGrants grants) =>
        ReplacementOf(need.Action) is { } other && grants.Ask(other, need.Resource, [.. need.Known]).Is == Truth.True;

    /// <summary>A key policy alone can allow what an identity policy does not (KMS developer guide, "Key policies in AWS KMS").</summary>
    private static bool IsGivenElsewhere(string action) => action.StartsWith("kms:", StringComparison.Ordinal);

    private static FindingSeverity SeverityOf(string sid) =>
        sid is "LogGroup" or "LogStreams" or "TracingConfig" or "KmsKey" ? FindingSeverity.Medium : FindingSeverity.High;

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
