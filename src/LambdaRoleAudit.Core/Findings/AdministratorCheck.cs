using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Whether a role is an administrator: it may do everything on everything, or everything but a little, and can lift that little
/// by its own permissions.
/// </summary>
/// <param name="Is">True: surely. Unknown: it hangs on what is not known.</param>
/// <param name="Evidence">What it rests on, for a reader.</param>
/// <param name="IsOutright">Nothing is withheld: there is nothing to be lifted.</param>
internal sealed record AdministratorCheck(Truth Is, string Evidence, bool IsOutright = false)
{
    private static readonly PolicySet AllOfEverything =
        new([PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""")]);

    /// <summary>What no policy names: who may do this may do all that is not named.</summary>
    private static readonly PolicyRequest Anything = new("zq7:anything", "arn:aws:zq7:zq7::anything", RequestContext.Empty);

    /// <summary>Ways that lead to everything: a role that is written anew and assumed, or one's own limits.</summary>
    private static readonly HashSet<string> Lifting = new(StringComparer.Ordinal)
    {
        "iam-014", "iam-017", "iam-createrole-attach", "iam-createrole-put"
    };

    /// <summary>Ways that add to one's own permissions: they lift what is not allowed, and nothing that is denied.</summary>
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
        // Statements whose conditions complete each other.
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

    /// <summary>What is denied, left out or bounded, as the policies write it.</summary>
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
