using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-206: AWS managed policies for triggers, or for a VPC, that no function of the role has.</summary>
internal sealed class UnusedTriggerRule : FindingRule
{
    public override string RuleId => "LRA-206";

    public override string Title => "Execution role has permissions for unused triggers";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override bool NeedsMappings => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Role.Unread is { } why) yield return RuleOutcome.Unknown(Severity, why);
        if (function.Role.Role is not { Exists: true } role || function.Role.MayDoEverything) yield break;
        var sharing = function.Account.DetailsOn(function.Role.Arn);
        var who = sharing.Count > 1
            ? FormattableString.Invariant($"none of the role's {sharing.Count} functions has")
            : "the function does not have";
        foreach (var policy in role.AttachedPolicies.Where(policy => policy.IsAwsManaged))
        {
            var feature = FeaturePolicies.FeatureOf(policy.PolicyName) ?? FeatureOfOther(policy.PolicyName);
            if (feature == LambdaFeature.VPC && !sharing.Any(one => one.IsInVpc))
            {
                if (sharing.Any(one => !one.AreSettingsRead))
                    yield return RuleOutcome.Unknown(Severity, MissingPermissionRule.WithoutSettings, MissingPermissionRule.ReadSettings);
                else yield return Fail(policy, "a VPC");
            }

            if (SourceOf(feature) is not { } service) continue;
            var mappings = sharing.Select(one => function.Account.MappingsOf(one.Function)).ToList();
            if (mappings.Exists(list => list?.Any(mapping => ServiceOf(mapping.EventSourceArn) == service) == true)) continue;
            if (mappings.Contains(null))
            {
                var unread = function.Account.WhyNoMappings(function.Function.Region)
                    ?? "event source mappings of another region could not be read.";
                yield return RuleOutcome.Unknown(
                    Severity, $"Policy {policy.PolicyName} is for {feature}; {unread}", "Allow lambda:ListEventSourceMappings.");
            }
            else
            {
                yield return Fail(policy, $"an event source mapping of {feature}");
            }
        }

        RuleOutcome Fail(RolePolicy policy, string lack) => RuleOutcome.Fail(
            Severity, $"Policy {policy.PolicyName} is attached, but {who} {lack}.",
            $"aws iam detach-role-policy --role-name {role.RoleName} --policy-arn {policy.PolicyArn}; if the function needs it for its "
            + "logs, attach AWSLambdaBasicExecutionRole first.");
    }

    /// <summary>Returns the feature of AWS policies with the same purpose that this module does not attach.</summary>
    private static LambdaFeature? FeatureOfOther(string policyName) => policyName switch
    {
        "AWSLambdaInvocation-DynamoDB" => LambdaFeature.DynamoDB,
        "AWSLambdaENIManagementAccess" => LambdaFeature.VPC,
        _ => null,
    };

    /// <summary>Returns the service that the event source mappings of a feature poll; null if the feature has none.</summary>
    private static string? SourceOf(LambdaFeature? feature) => feature switch
    {
        LambdaFeature.SQS => "sqs",
        LambdaFeature.Kinesis => "kinesis",
        LambdaFeature.DynamoDB => "dynamodb",
        LambdaFeature.MSK => "kafka",
        _ => null,
    };

    /// <summary>A mapping without an event source ARN is self-managed Kafka.</summary>
    private static string ServiceOf(string? source) => Arn.TryParse(source, out var arn) ? arn.Service : "kafka";
}
