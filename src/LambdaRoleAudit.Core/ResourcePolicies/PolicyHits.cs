using System.Text.Json;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>
/// Finds the policies of resources that treat functions differently after their moves, and creates the patches. If several functions wait
/// for one policy, the patch is for all of them, because the commands write the complete policy.
/// </summary>
internal static class PolicyHits
{
    /// <summary>Returns the hits of each function, in the order of the policies.</summary>
    /// <param name="policies">The policies of resources.</param>
    /// <param name="functions">The functions that move.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static IReadOnlyList<ResourcePolicyHit>[] Of(
        IEnumerable<ResourcePolicyRecord> policies, IReadOnlyList<MovingFunction> functions, CancellationToken cancellationToken)
    {
        var found = functions.Select(_ => new List<ResourcePolicyHit>()).ToArray();
        foreach (var policy in policies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddOfDocument(policy, functions, found, cancellationToken);
            AddOfGrants(policy, functions, found);
            AddOfRetiring(policy, functions, found);
        }

        return found;
    }

    private static void AddOfDocument(
        ResourcePolicyRecord policy, IReadOnlyList<MovingFunction> functions, List<ResourcePolicyHit>[] found,
        CancellationToken cancellationToken)
    {
        if (policy.Document is not { } text) return;
        var candidates = Candidates(text, functions);
        if (candidates.Count == 0) return;
        PolicyDocument document;
        try
        {
            document = PolicyDocument.Parse(text);
        }
        catch (PolicyFormatException e)
        {
            foreach (var i in candidates.Where(i => Names(text, functions[i].Source)))
                found[i].Add(Hit(
                    policy, [], ResourcePolicyEffect.Unknown, functions[i].Usage, ResourcePolicyVerdict.Waits,
                    $"The policy names the role and cannot be read: {e.Message}"));
            return;
        }

        var hits = candidates
            .Select(i =>
                (Index: i, Function: functions[i], Statements: StatementHit.Of(
                document, functions[i].Source, functions[i].Target, ResourcePatch.MustDelegate(policy.Kind), cancellationToken)))
            .Where(hit => hit.Statements.Count > 0)
            .Select(hit => (hit.Index, hit.Function, hit.Statements, Verdict: HitJudge.Judge(
                policy.Kind, policy.ResourceArn, document, hit.Statements, hit.Function, cancellationToken)))
            .ToList();
        var waiting = hits.Where(hit => hit.Verdict.Verdict == ResourcePolicyVerdict.Waits).Select(hit => hit.Function).ToList();
        foreach (var (index, function, statements, (verdict, reason)) in hits)
        {
            var effect = statements.Any(hit => hit.Effect == ResourcePolicyEffect.Gains) ? ResourcePolicyEffect.Gains
                : statements.Any(hit => hit.Effect == ResourcePolicyEffect.Loses) ? ResourcePolicyEffect.Loses
                : ResourcePolicyEffect.Unknown;
            var hit = Hit(policy, [.. statements.Select(statement => statement.Statement.Text)], effect, function.Usage, verdict, reason);
            found[index].Add(ResourcePatch.Of(policy, document, verdict == ResourcePolicyVerdict.Waits ? waiting : [function]) is { } patch
                ? hit with
                {
                    PatchedStatements = [.. patch.Statements],
                    PatchedPolicy = patch.Document,
                    PatchCommands = [.. patch.Commands],
                    RemovalCommands = [.. patch.Removal],
                }
                : hit);
        }
    }

    private static void AddOfGrants(
        ResourcePolicyRecord policy, IReadOnlyList<MovingFunction> functions, List<ResourcePolicyHit>[] found)
    {
        for (var i = 0; i < functions.Count; i++)
        {
            var (source, target) = (functions[i].Source, functions[i].Target);
            foreach (var grant in policy.Grants.Where(grant => IsTo(grant, source)))
            {
                if (policy.Grants.Any(other => IsTo(other, target) && other.Constraints == grant.Constraints
                    && grant.Operations.All(other.Operations.Contains))) continue;
                var isUsed = HitJudge.IsUsed(policy.Kind, policy.ResourceArn, functions[i].Usage);
                var verdict = isUsed == false ? ResourcePolicyVerdict.NotUsed
                    : functions[i].AllowLoss ? ResourcePolicyVerdict.LossAllowed
                    : ResourcePolicyVerdict.Waits;
                var name = ResourcePatch.GrantName(target, grant);
                found[i].Add(Hit(
                    policy, [JsonSerializer.Serialize(grant)], ResourcePolicyEffect.Loses, functions[i].Usage, verdict,
                    isUsed == false ? "The usage shows that the function did not use the resource."
                        : functions[i].AllowLoss ? "The function may lose what the grant allows the source role."
                        : isUsed == true ? "The usage shows that the function uses the resource."
                        : "Whether the function uses the resource is not known.") with
                {
                    PatchedStatements = [
                        JsonSerializer.Serialize(grant with { GranteePrincipal = target.RoleArn, Name = name, GrantId = "" })],
                    PatchCommands = [.. PolicyCommands.ToPutGrant(policy, grant, target.RoleArn, name)],
                    RemovalCommands = [.. PolicyCommands.ToRevokeGrant(policy, name)],
                });
            }
        }
    }

    /// <summary>
    /// The retiring principal is set when a grant is created and cannot be changed, so there is no patch. An administrator of the key can
    /// revoke the grant instead (KMS developer guide, "Retiring and revoking grants").
    /// </summary>
    private static void AddOfRetiring(
        ResourcePolicyRecord policy, IReadOnlyList<MovingFunction> functions, List<ResourcePolicyHit>[] found)
    {
        for (var i = 0; i < functions.Count; i++)
            if (policy.Grants.Where(grant => Is(grant.RetiringPrincipal, functions[i].Source)).ToList() is { Count: > 0 } grants)
                found[i].Add(Hit(
                    policy, [.. grants.Select(grant => JsonSerializer.Serialize(grant))], ResourcePolicyEffect.Unknown, functions[i].Usage,
                    ResourcePolicyVerdict.Unclear,
                    "The source role is the retiring principal of a grant, and the new role will not be. Check whether the function "
                    + "retires grants."));
    }

    private static bool IsTo(KeyGrant grant, PolicyCaller caller) => Is(grant.GranteePrincipal, caller);

    private static bool Is(string? principal, PolicyCaller caller) => principal == caller.RoleArn || principal == caller.SessionArn;

    /// <summary>Returns the functions whose roles a policy can tell apart. Most policies name none of thousands of roles.</summary>
    private static List<int> Candidates(string text, IReadOnlyList<MovingFunction> functions)
    {
        if (CallerText.HasCallerKey(text)) return [.. Enumerable.Range(0, functions.Count)];
        var named = new Dictionary<string, bool>(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, functions.Count).Where(i =>
        {
            var (source, target) = (functions[i].Source, functions[i].Target);
            if (!named.TryGetValue(source.RoleArn, out var isNamed)) named[source.RoleArn] = isNamed = Names(text, source);
            // A policy cannot name a role that does not exist yet.
            return isNamed || (target.RoleId is not null && Names(text, target));
        })];
    }

    private static bool Names(string text, PolicyCaller caller) =>
        text.Contains(Arn.NameIn(caller.RoleArn), StringComparison.Ordinal)
        || (caller.RoleId is { } id && text.Contains(id, StringComparison.Ordinal));

    private static ResourcePolicyHit Hit(
        ResourcePolicyRecord policy, IReadOnlyList<string> statements, ResourcePolicyEffect effect, LambdaRoleUsage? usage,
        ResourcePolicyVerdict verdict,
        string reason) => new()
        {
            ResourceType = PolicyResources.Of(policy.Kind).Words,
            ResourceArn = policy.ResourceArn,
            Region = policy.Region,
            Effect = effect,
            Statements = [.. statements],
            IsUsed = HitJudge.IsUsed(policy.Kind, policy.ResourceArn, usage),
            Verdict = verdict,
            Reason = reason,
        };
}
