using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The result of the check whether a role is an administrator: the role can perform every action on every resource, or every action except
/// a few that it can allow itself with its own permissions.
/// </summary>
/// <param name="Is">True: certainly. Unknown: it depends on data that is not known.</param>
/// <param name="Evidence">The evidence, for a reader.</param>
/// <param name="IsOutright">True if nothing is withheld, so that there is no limit to remove.</param>
internal sealed record AdministratorCheck(Truth Is, string Evidence, bool IsOutright = false)
{
    private static readonly PolicySet AllOfEverything =
        new([PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]);

    /// <summary>An action that no policy names. A role that can perform it can perform every action that is not named.</summary>
    private static readonly PolicyRequest Anything = new("zq7:anything", "arn:aws:zq7:zq7::anything", RequestContext.Empty);

    /// <summary>The paths that lead to every permission: creating and assuming a new role, or removing the role's own limits.</summary>
    private static readonly HashSet<string> Lifting = new(StringComparer.Ordinal)
    {
        "iam-014", "iam-017", "iam-createrole-attach", "iam-createrole-put"
    };

    /// <summary>The paths that add to the role's own permissions. They add what is not allowed, but they do not remove a deny.</summary>
    private static readonly HashSet<string> Adding = new(StringComparer.Ordinal) { "iam-001", "iam-005", "iam-009" };

    public static AdministratorCheck Of(RoleCase role, RoleGrants grants)
    {
        var everything = grants.Everything;
        if (everything.Is == Truth.True)
            return new(
                Truth.True, $"Every action on every resource is allowed, proven: {Findings.Evidence.Of(grants, everything.Statement!)}",
                IsOutright: true);
        var (may, statement, _) = PolicyEvaluator.Evaluate(grants.View.Possible, Anything);
        if (may != PolicyVerdict.Allowed) return new(Truth.False, "");
        var shown = Findings.Evidence.Of(grants, statement!);
        // Statements whose conditions complement each other.
        if (grants.Prove(AllOfEverything, grants.View.Exact).Outcome == ProofOutcome.Proven)
            return new(
                Truth.True, $"Every action on every resource is allowed, under one condition or another, proven: {shown}",
                IsOutright: true);
        var isSure = PolicyEvaluator.Evaluate(grants.View.Certain, Anything).Verdict == PolicyVerdict.Allowed;
        var isLimited = grants.Set.Denies.Count > 0 || grants.Set.BoundaryAllows is not null;
        var ways =
            role.Ways.Where(way =>
                Lifting.Contains(way.Id) || way.Id.StartsWith("limit-", StringComparison.Ordinal)
                    || (!isLimited && Adding.Contains(way.Id))).ToList();
        if (isSure && ways.Find(way => way.Is == Truth.True) is { } lifting)
            return new(
                Truth.True,
                $"Every action on every resource is allowed except {Withheld(grants)}, and the role can remove this limit: {lifting}. "
                + $"{char.ToUpperInvariant(lifting.Shown[0])}{lifting.Shown[1..]} The rest: {shown}");
        if (everything.Is == Truth.Unknown)
            return new(
                Truth.Unknown, $"Every action on every resource is allowed if {string.Join(", ", everything.DependsOn)} allows: {shown}");
        if (ways.Count == 0) return new(Truth.False, "");
        var keys = ways.SelectMany(way => way.DependsOn)
            .Concat(grants.Set.Allows.Concat(grants.Set.Denies).SelectMany(one => one.Conditions).Select(condition => condition.Key));
        return new(
            Truth.Unknown,
            $"Every action on every resource is allowed except {Withheld(grants)}, which the role can remove ({ways[0]}), if "
            + $"{string.Join(", ", keys.Distinct(StringComparer.OrdinalIgnoreCase))} allows: {shown}");
    }

    /// <summary>Returns what is denied, left out or limited, as the policies write it.</summary>
    private static string Withheld(RoleGrants grants)
    {
        var denied =
            grants.Set.Denies.Select(deny =>
                $"{(deny.Actions.IsNot ? "everything except " : "")}{NameList.Few(deny.Actions.Values)}{On(deny)}");
        var left = grants.Set.Denies.Count > 0
            ? []
            : grants.View.Exact.Allows.Where(allow => allow.Actions.IsNot).Select(allow => NameList.Few(allow.Actions.Values));
        var all = denied.Concat(left).Distinct(StringComparer.Ordinal).ToList();
        return all.Count > 0 ? NameList.Few(all) : "what its boundary or its resources exclude";
    }

    private static string On(PolicyStatement deny) =>
        deny.Resources is { IsNot: false } resources && !resources.Values.Contains("*") ? $" on {NameList.Few(resources.Values)}" : "";
}
