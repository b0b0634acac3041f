using System.Collections.Concurrent;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-205: an AWS managed policy that is broader than the settings of any function need.</summary>
internal sealed class ManagedPolicyRule : PermissionRule
{
    /// <summary>A policy for this many services is meant for a person's job, or for an administrator's tool.</summary>
    private const int ManyServices = 20;

    private static readonly ConcurrentDictionary<string, Breadth> Known = new(StringComparer.Ordinal);

    public override string RuleId => "LRA-205";

    public override string Title => "AWS managed policy is broader than a function needs";

    public override FindingSeverity Severity => FindingSeverity.High;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        foreach (var (policy, document) in grants.Policies.Where(pair => pair.Policy.IsAwsManaged))
        {
            var breadth = Known.GetOrAdd(document.Text, static (_, parsed) => BreadthOf(parsed), document);
            if (breadth.Whole.Count == 0 && breadth.Services < ManyServices) continue;
            var left = breadth.Whole.Count == 0 ? [] : breadth.Whole.Where(service => IsLeft(grants, service)).ToList();
            if (breadth.Whole.Count > 0 && left.Count == 0) continue;
            var severity = left.Contains("iam", StringComparer.Ordinal) || left.Contains("lambda", StringComparer.Ordinal)
                ? FindingSeverity.High
                : FindingSeverity.Medium;
            yield return RuleOutcome.Fail(severity,
                left.Count > 0
                    ? $"{policy.PolicyArn} allows all actions of {NameList.Few(left)} on all resources: "
                        + $"{Evidence.Of(policy, breadth.Shown!)}"
                    : FormattableString.Invariant($"{policy.PolicyArn} allows actions of {breadth.Services} services on all resources."),
                $"Attach only what the function needs instead: {Remedies.Narrow(role)}");
        }
    }

    /// <summary>Returns true if the role still has all of a service's permissions, after its denies and within its boundary.</summary>
    private static bool IsLeft(RoleGrants grants, string service) =>
        (grants.Set.BoundaryAllows is null && grants.Set.Denies.Count == 0)
        || ActionCatalog.Find(service)!.Actions.All(action => grants.Some(action.Action, ResourceScope.Everything).Is == Truth.True);

    private static Breadth BreadthOf(PolicyDocument document)
    {
        var allows =
            document.Statements.Where(statement => statement is { Effect: PolicyEffect.Allow, Conditions.Count: 0, Resources: not null })
                .ToList();
        var services = BroadStatements.ServicesOf(allows).Select(ActionCatalog.Find).OfType<AwsService>()
            .Select(service => (Service: service, Wide: allows.Where(statement => IsWide(statement, service)).ToList()))
            .Where(service => service.Wide.Count > 0).ToList();
        var whole =
            services.Where(one =>
                one.Service.CanBeChanged && BroadStatements.MatchAll(one.Wide, one.Service)
                    && one.Wide.Exists(statement => BroadStatements.IsMeantWhole(statement, one.Service))).ToList();
        return new Breadth(
            [.. whole.Select(one => one.Service.Prefix)],
            services.Count(one =>
                one.Service.Actions.Any(action =>
                    one.Wide.Exists(statement => statement.Actions.Patterns.Contains(action.Action) == true))),
            whole.Count > 0 ? whole[0].Wide.Find(statement => BroadStatements.IsMeantWhole(statement, whole[0].Service)) : null);
    }

    /// <summary>Returns true for all resources of a service: "*", or an ARN that names only the service.</summary>
    private static bool IsWide(PolicyStatement statement, AwsService service) =>
        statement.Resources!.Patterns.Contains(
            $"arn:aws:{service.Prefix}:{ArnTemplates.AnyName}:000000000000:{ArnTemplates.AnyName}:{ArnTemplates.AnyName}") == true
            || statement.Resources.Patterns.Contains($"arn:aws:{service.Prefix}:::{ArnTemplates.AnyName}/{ArnTemplates.AnyName}") == true;

    private sealed record Breadth(IReadOnlyList<string> Whole, int Services, PolicyStatement? Shown);
}
