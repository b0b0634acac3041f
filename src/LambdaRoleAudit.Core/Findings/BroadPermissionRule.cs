using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// LRA-203: all actions of a service, or write actions on all resources of a service that stores data. Only the account's own policies are
/// checked: AWS managed policies and NotAction have separate rules.
/// </summary>
internal sealed class BroadPermissionRule : PermissionRule
{
    public override string RuleId => "LRA-203";

    public override string Title => "Policy allows all actions of a service, or writing to all resources";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    private protected override IEnumerable<RuleOutcome> Check(RoleCase role, RoleGrants grants)
    {
        var own = grants.View.Exact.Allows.Where(allow => !allow.Actions.IsNot && grants.PolicyOf(allow)?.IsAwsManaged != true).ToList();
        if (own.Count == 0) yield break;
        var services = BroadStatements.ServicesOf(own).Select(ActionCatalog.Find).OfType<AwsService>().ToList();
        foreach (var outcome in WholeServices(role, grants, own, services)) yield return outcome;
        foreach (var outcome in AllResources(role, grants, own, services)) yield return outcome;
    }

    private IEnumerable<RuleOutcome> WholeServices(RoleCase role, RoleGrants grants, List<PolicyStatement> own, List<AwsService> services)
    {
        var found = new List<(Truth Is, AwsService Service, PolicyStatement Statement)>();
        // Services that can only be read are not included, because all of their actions together only read.
        foreach (var service in services.Where(service => service.CanBeChanged))
        {
            if (own.Find(statement => BroadStatements.IsMeantWhole(statement, service)) is not { } wide
                || !BroadStatements.MatchAll(own, service)) continue;
            var all = Truth.True;
            foreach (var action in service.Actions)
            {
                all = all.And(IsPlain(grants, own, action) ? Truth.True : grants.Some(action.Action, ResourceScope.Everything).Is);
                if (all == Truth.False) break;
            }

            if (all != Truth.False) found.Add((all, service, wide));
        }

        return Outcomes(role, grants, found.Select(one => (one.Is, one.Service.Prefix, one.Statement)), "All actions are allowed of");
    }

    /// <summary>Returns true if a statement without conditions allows the action, and no deny or boundary affects it.</summary>
    private static bool IsPlain(RoleGrants grants, List<PolicyStatement> own, ServiceAction action) =>
        grants.Set.BoundaryAllows is null
        && own.Exists(statement =>
            statement.Conditions.Count == 0 && !statement.IsUnknown && statement.Actions.Patterns.Contains(action.Action) == true)
        && grants.Set.Denies.All(deny => deny.Actions.Patterns.Contains(action.Action) != true);

    private IEnumerable<RuleOutcome> AllResources(RoleCase role, RoleGrants grants, List<PolicyStatement> own, List<AwsService> services)
    {
        // A name that no resource has matches only a wildcard.
        var wide =
            own.Where(statement =>
                statement.Resources is null || statement.Resources.IsNot || statement.Resources.Patterns.Globs.Any(glob => !glob.IsLiteral))
                .ToList();
        if (wide.Count == 0) return [];
        Arn.TryParse(role.Role!.RoleArn, out var arn);
        var found = new List<(Truth Is, string What, PolicyStatement Statement)>();
        foreach (var service in services.Where(service => service.KeepsData))
        {
            foreach (var group in wide.SelectMany(statement =>
                BroadStatements.ActionsOf(statement, service).Select(action => (Action: action, Statement: statement)))
                .Where(pair => pair.Action is { IsWrite: true, Resources.Count: > 0 }).GroupBy(pair => pair.Action))
            {
                var answer = Truth.False;
                var shown = group.First().Statement;
                if (group.FirstOrDefault(pair => IsEverywhere(pair.Statement)).Statement is { } everywhere
                    && IsPlain(grants, [everywhere], group.Key))
                {
                    found.Add((Truth.True, $"{service.Prefix}:{group.Key.Name}", everywhere));
                    continue;
                }

                foreach (var resource in group.Key.Resources.SelectMany(pattern => Probes(pattern, role, arn!)))
                {
                    if (group.All(pair => pair.Statement.Resources?.Patterns.Contains(resource) == false)) continue;
                    var asked = grants.May(group.Key.Action, resource);
                    // Permissions from other statements, in AWS managed policies or with NotAction, are checked by other rules.
                    if (asked.Is > answer
                        && (asked.Statement is null || own.Exists(mine => ReferenceEquals(mine.Text, asked.Statement.Text))))
                        (answer, shown) = (asked.Is, asked.Statement ?? shown);
                }

                if (answer != Truth.False) found.Add((answer, $"{service.Prefix}:{group.Key.Name}", shown));
            }
        }

        return Outcomes(role, grants, found, "Resources of any name can be changed with");
    }

    private static bool IsEverywhere(PolicyStatement statement) =>
        statement.Resources is { IsNot: false } resources && resources.Patterns.Covers(Glob.Everything);

    /// <summary>Returns a resource with an unknown name in each region of the role's functions.</summary>
    private static IEnumerable<string> Probes(string pattern, RoleCase role, Arn arn) =>
        role.Functions.Select(function => function.Region).DefaultIfEmpty("us-east-1").Distinct(StringComparer.Ordinal)
            .Select(region => role.Cases.Probe(pattern, arn.Partition, region, arn.AccountId));

    private IEnumerable<RuleOutcome> Outcomes(
        RoleCase role, RoleGrants grants, IEnumerable<(Truth Is, string What, PolicyStatement Statement)> found, string words)
    {
        foreach (var group in found.GroupBy(one => one.Is).OrderByDescending(group => group.Key))
        {
            var shown = group.First().Statement;
            var evidence = $"{words} {NameList.Few(group.Select(one => one.What))}: {Evidence.Of(grants, shown)}";
            var keys = shown.Conditions.Select(condition => condition.Key).DefaultIfEmpty("a condition of a deny or of the boundary");
            yield return group.Key == Truth.True
                ? RuleOutcome.Fail(Severity, evidence, Remedies.Narrow(role))
                : RuleOutcome.Unknown(Severity, $"{evidence} It depends on {string.Join(", ", keys)}.", Remedies.Narrow(role));
        }
    }
}
