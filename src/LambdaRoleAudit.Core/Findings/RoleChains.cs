using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Role chains: the roles that a role can assume, and the roles that those can assume. "In the same account, either an identity policy that
/// allows it, or the role's trust policy names the principal" (STS API reference, AssumeRole).
/// </summary>
internal static class RoleChains
{
    private const string Assume = "sts:AssumeRole";

    /// <summary>The maximum length of a chain. AWS does not set a limit.</summary>
    private const int Longest = 5;

    private static readonly IReadOnlyList<PolicyStatement> MayAssume =
        PolicyDocument.Parse($$"""{"Statement":[{"Effect":"Allow","Action":"{{Assume}}","Resource":"*"}]}""").Statements;

    /// <summary>Returns the roles in the chain that have more permissions than the role, the most powerful first.</summary>
    public static IEnumerable<EscalationWay> Of(RoleCase role, RoleGrants grants)
    {
        var reached = new Dictionary<string, (Truth Is, IReadOnlyList<string> Names, RoleCase Case)>(StringComparer.OrdinalIgnoreCase);
        var next = new Queue<(RoleCase Case, Truth Is, IReadOnlyList<string> Names)>();
        next.Enqueue((role, Truth.True, [role.Role!.RoleName]));
        while (next.TryDequeue(out var here))
        {
            role.CancellationToken.ThrowIfCancellationRequested();
            if (here.Case.Grants is not { } mine || here.Names.Count >= Longest) continue;
            foreach (var target in Candidates(here.Case, mine))
            {
                if (target.RoleArn.Equals(role.Arn, StringComparison.OrdinalIgnoreCase)) continue;
                var may = here.Is.And(MayAssumeOf(here.Case, mine, target));
                if (may == Truth.False || (reached.TryGetValue(target.RoleArn, out var known) && known.Is >= may)) continue;
                var there = role.Cases.Reached(target.RoleArn);
                if (there is null) continue;
                IReadOnlyList<string> names = [.. here.Names, target.RoleName];
                reached[target.RoleArn] = (may, names, there);
                next.Enqueue((there, may, names));
            }
        }

        return reached.Values.Select(found => WayOf(found.Is, found.Names, found.Case, grants))
            .OfType<(bool IsAdministrator, int Length, EscalationWay Way)>()
            .OrderByDescending(found => found.Way.Is).ThenByDescending(found => found.IsAdministrator).ThenBy(found => found.Length)
            .Select(found => found.Way);
    }

    /// <summary>Returns whether one role has more permissions than another.</summary>
    public static (Truth Is, PolicyWitness? Witness) HoldsMore(RoleGrants theirs, RoleGrants mine)
    {
        var sure = mine.Prove(theirs.View.Certain, mine.View.Possible);
        if (sure.Outcome == ProofOutcome.Refuted) return (Truth.True, sure.Witnesses[0]);
        return mine.HoldsNoMore(theirs).Outcome == ProofOutcome.Proven ? (Truth.False, null) : (Truth.Unknown, null);
    }

    private static (bool IsAdministrator, int Length, EscalationWay Way)? WayOf(
        Truth is_, IReadOnlyList<string> names, RoleCase target, RoleGrants grants)
    {
        var chain = string.Join(" → ", names);
        if (target.Grants is not { } theirs)
            return (false, names.Count,
                new EscalationWay(
                    "sts-chain", $"{Assume}: {chain}", Truth.Unknown, $"what {names[^1]} is allowed to do is unknown: {target.WhyNoGrants}",
                    [$"what {names[^1]} may do"]));
        var (more, witness) = HoldsMore(theirs, grants);
        if (more == Truth.False) return null;
        var what = target.IsAdministrator ? $"is an administrator, and {names[0]} is not"
            : witness is null
                ? $"may have more permissions than {names[0]}"
                : $"may {witness.Request.Action} on {witness.Request.Resource}, which {names[0]} may not";
        return (target.IsAdministrator, names.Count, new EscalationWay("sts-chain", $"{Assume}: {chain}", is_.And(more),
            $"{names[^1]} {what}; its trust policy: {Evidence.Line(target.Role!.TrustPolicy!)}",
            ["conditions of trust policies or of permissions"]));
    }

    /// <summary>
    /// Returns the roles whose trust policy names the role, and, if the role can assume any role, those whose trust policy leaves this to
    /// the account.
    /// </summary>
    private static IEnumerable<ExecutionRole> Candidates(RoleCase role, RoleGrants grants)
    {
        var trusting = role.Cases.Trusting;
        var found = Direct(role.Role!).SelectMany(principal => trusting[principal]);
        if (grants.View.Exact.Allows.Any(allow => allow.Actions.Patterns.Contains(Assume.ToLowerInvariant()) == true))
            found = found.Concat(Delegating(role.Role!).SelectMany(principal => trusting[principal]));
        return found.DistinctBy(target => target.RoleArn);
    }

    private static IEnumerable<string> Direct(ExecutionRole role) =>
        new[] { $"AWS:{role.RoleArn}", $"AWS:{role.RoleId}", "AWS:*", PolicyPrincipals.Everyone };

    private static IEnumerable<string> Delegating(ExecutionRole role) =>
        [$"AWS:{role.AccountId}",
            $"AWS:arn:{(Arn.TryParse(role.RoleArn, out var arn) ? arn.Partition : "aws")}:iam::{role.AccountId}:root"];

    private static Truth MayAssumeOf(RoleCase role, RoleGrants grants, ExecutionRole target)
    {
        if (role.Cases.TrustOf(target, out _) is not { } trust) return Truth.False;
        var direct = Direct(role.Role!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var delegating = Delegating(role.Role!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var asTrusted = grants.ViewOf(new PolicySet([trust]));
        var unlessDenied = grants.ViewOf(new PolicySet(MayAssume, grants.Set.Denies, grants.Set.BoundaryAllows));
        var may = Truth.False;
        foreach (var principal in trust.Statements.Where(statement => statement is { Effect: PolicyEffect.Allow, Principals.IsNot: false })
            .SelectMany(statement => statement.Principals!.Values).Distinct(StringComparer.Ordinal))
        {
            if (!direct.Contains(principal) && !delegating.Contains(principal)) continue;
            var asked = principal is PolicyPrincipals.Everyone or "AWS:*"
                ? $"AWS:{role.Role!.RoleArn}"
                : principal.Length == 16 ? $"AWS:arn:aws:iam::{principal[4..]}:root" : principal;
            var trusted = RoleGrants.Decide(asTrusted, Assume, "*", asked).Is;
            // If the trust policy names the role itself, no permission is needed, but a deny or a boundary still applies.
            var mine = direct.Contains(principal)
                ? RoleGrants.Decide(unlessDenied, Assume, target.RoleArn).Is
                : grants.May(Assume, target.RoleArn).Is;
            may = may.Or(trusted.And(mine));
        }

        return may;
    }
}
