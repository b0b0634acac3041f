using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-202: the role can get more power than it has.</summary>
internal sealed class EscalationRule : PermissionRule
{
    /// <summary>Every action of a path, lower case: most roles have none of them.</summary>
    private static readonly HashSet<string> Actions =
        EscalationPaths.All.SelectMany(path => path.Steps).Select(step => step.Action.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    public override string RuleId => "LRA-202";

    public override string Title => "The execution role can get more permissions than it has";

    public override FindingSeverity Severity => FindingSeverity.High;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        var named = grants.View.Exact.Allows.SelectMany(allow => BroadStatements.AmongOf(allow, Actions)).ToHashSet(StringComparer.Ordinal);
        if (named.Count == 0) yield break;
        var answers = new Dictionary<(string Action, EscalationReach Reach, string? PassedTo), Grant>();
        var paths = EscalationPaths.All.Where(path => path.Steps.All(step => named.Contains(step.Action.ToLowerInvariant())))
            .Select(path => (Path: path, Grants: Walk(path))).Where(found => found.Grants.Count == found.Path.Steps.Length).ToList();
        var sure = paths.Where(found => found.Grants.TrueForAll(grant => grant.Is == Truth.True)).ToList();
        var hanging = paths.Except(sure).ToList();
        if (sure.Count > 0)
        {
            var shown = sure[0].Grants[0];
            yield return RuleOutcome.Fail(Severity,
                $"{NameList.Few(sure.Select(found => $"{found.Path} ({found.Path.Id})"))}. For one, it may {sure[0].Path.Steps[0].Action} on {shown.Request!.Resource}: {Evidence.Of(grants, shown.Statement!)}",
                Remedies.Narrow(role));
        }
        else if (hanging.Count > 0)
        {
            yield return RuleOutcome.Unknown(Severity,
                $"{NameList.Few(hanging.Select(found => $"{found.Path} ({found.Path.Id})"))}, if {string.Join(", ", hanging.SelectMany(found => found.Grants).SelectMany(grant => grant.DependsOn).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))} allows: {Evidence.Of(grants, hanging.SelectMany(found => found.Grants).First(grant => grant.Is == Truth.Unknown).Statement!)}",
                Remedies.Narrow(role));
        }

        // All steps, as far as they go: fewer than the path has where one is surely not allowed.
        List<Grant> Walk(EscalationPath path)
        {
            var found = new List<Grant>(path.Steps.Length);
            foreach (var (action, reach) in path.Steps)
            {
                var passedTo = action == "iam:PassRole" ? path.PassedTo : null;
                if (!answers.TryGetValue((action, reach, passedTo), out var grant))
                    answers[(action, reach, passedTo)] = grant = grants.Some(action, ScopeOf(action, reach, role), passedTo);
                if (grant.Is == Truth.False) break;
                found.Add(grant);
            }

            return found;
        }
    }

    private static ResourceScope ScopeOf(string action, EscalationReach reach, RoleCase role)
    {
        var self = role.Role!.RoleArn;
        Arn.TryParse(self, out var arn);
        var (partition, account) = (arn!.Partition, arn.AccountId);
        return reach switch
        {
            EscalationReach.Self => ResourceScope.Of([self]),
            EscalationReach.OtherRole => ResourceScope.Of([$"arn:{partition}:iam::{account}:role/?*"], [self]),
            EscalationReach.OtherFunction => ResourceScope.Of(
                [$"arn:{partition}:lambda:?*:{account}:function:?*"], role.Functions.SelectMany(function => new[] { Unqualified(function), $"{Unqualified(function)}:*" }).Distinct(StringComparer.Ordinal)),
            EscalationReach.OwnOrAnyPolicy => ResourceScope.Of(
                role.Role.AttachedPolicies.Where(policy => !policy.IsAwsManaged).Select(policy => policy.PolicyArn!).Append($"arn:{partition}:iam::{account}:policy/{ArnTemplates.AnyName}")),
            EscalationReach.AnyName when action == "sts:AssumeRole" => ResourceScope.Of([$"arn:{partition}:iam::{account}:role/{ArnTemplates.AnyName}"]),
            EscalationReach.AnyName => AnyNameOf(EscalationPaths.Resources[action]),
            _ => ResourceScope.Everything,
        };

        // In the regions that it works in: a wildcard in the question would match across the parts of an ARN.
        ResourceScope AnyNameOf((string Service, string Resource) type) => ResourceScope.Of(
            role.Functions.Select(function => function.Region).Append("us-east-1").Distinct(StringComparer.Ordinal)
                .Select(region => $"arn:{partition}:{type.Service}:{region}:{account}:{string.Format(System.Globalization.CultureInfo.InvariantCulture, type.Resource, ArnTemplates.AnyName)}"));
    }

    private static string Unqualified(LambdaFunction function) =>
        function.IsPublishedVersion ? function.FunctionArn[..function.FunctionArn.LastIndexOf(':')] : function.FunctionArn;
}
