using System.Text.Json.Nodes;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Narrows the policies of a declared role to the actions that a function used, or whose use cannot be seen. Resources and conditions stay
/// as the template has them, because their real values are known at deployment only.
/// </summary>
/// <param name="usage">The usage of deployed functions.</param>
/// <param name="options">How to narrow. Resources are always the template's.</param>
/// <param name="now">The time from which on the proofs are about requests.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
public sealed class TemplateNarrower(
    IReadOnlyList<LambdaRoleUsage> usage, NarrowingOptions options, DateTimeOffset now, CancellationToken cancellationToken)
{
    private static readonly Cover OfSettings = new(
        null, CoverageStatus.NotLogged, "Lambda itself can make this call with the role, for a setting of the function.");

    private readonly NarrowingOptions _options = options with { ResourceScope = NarrowedResourceScope.Source };

    /// <summary>Returns what a function keeps of a role.</summary>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public TemplateNarrowing Narrow(DeclaredFunction function, DeclaredRole role)
    {
        var used = UsageMatch.Of(function, usage);
        if (used.Issue is { } missing) return new() { Blockers = [missing] };
        if (WhyNot(role) is { } reason) return new() { Blockers = [reason] };

        var patterns = new SymbolPatterns();
        var inline = role.InlinePolicies.Concat(role.DeclaredPolicies).ToList();
        var managed = role.ManagedPolicyArns.Select(arn => (Arn: arn, Document: DocumentOf(arn)!)).ToList();
        var source = RoleOf(role, inline, managed.ConvertAll(one => one.Arn), patterns);
        if (patterns.IsAmbiguous) return new() { Blockers = [TemplateNarrowingIssues.NotWritable(role.Address)] };
        // Each deployment of the template is a function of its own, and the template serves them all.
        var narrowed = used.Usages.Select(one => RoleNarrower.Narrow(
            new NarrowingInput
            {
                Role = source,
                Usage = one,
                OtherUsage = [.. usage.Where(other => other.FunctionArn is null && other.RoleArn == one.RoleArn)],
                Options = _options,
                Now = now,
                CoverageOf = new ActionCoverage(one) is var coverage
                    ? action => SettingsActions.Contains(action.Action) ? OfSettings : coverage.Of(action)
                    : null,
            }, cancellationToken)).ToList();
        if (narrowed.SelectMany(one => one.Blockers).DistinctBy(issue => issue.Message).ToList() is { Count: > 0 } blockers)
            return new() { Blockers = blockers };
        if (narrowed is not [var only])
            return new() { Blockers = [TemplateNarrowingIssues.SeveralDeployments(used.Usages.Select(one => one.FunctionName ?? ""))] };
        var written = Written(only, inline, patterns);
        if (written.Policies.DistinctBy(policy => policy.PolicyName).Count() != written.Policies.Count)
            return new() { Blockers = [TemplateNarrowingIssues.NotWritable(role.Address)] };
        return written.Blockers.Count > 0 || IsProven(role, written)
            ? written
            : new() { Blockers = [TemplateNarrowingIssues.NotProven(role.Address)] };
    }

    /// <summary>Proves from the final texts that they grant no more than the declared role, whatever the symbols' values are.</summary>
    private bool IsProven(DeclaredRole role, TemplateNarrowing written)
    {
        var standIns = new StandIns(isWide: false);
        var source = Set(standIns, role.InlinePolicies.Concat(role.DeclaredPolicies), role.ManagedPolicyArns);
        var target = Set(standIns, written.Policies, written.ManagedPolicyArns);
        return new NarrowingProofs(source, target, RequestFacts.From(now), cancellationToken).GrantsNoMore().Outcome == ProofOutcome.Proven;
    }

    private static PolicySet Set(StandIns standIns, IEnumerable<InlinePolicy> inline, IEnumerable<string> managed) => new([
        .. inline.Select(policy => PolicyDocument.Parse(standIns.ReplaceIn(PolicyJson.Rewritten(policy.Document)))),
        .. managed.Select(arn => PolicyDocument.Parse(DocumentOf(arn)!))]);

    private TemplateNarrowing Written(NarrowedRole narrowed, IReadOnlyList<InlinePolicy> inline, SymbolPatterns patterns)
    {
        if (narrowed.Policies.Any(policy => policy.Placement == PolicyPlacement.CustomerManaged))
            return new() { Blockers = [TemplateNarrowingIssues.TooLarge()] };
        var policies = new List<InlinePolicy>();
        var attached = narrowed.Policies.Where(IsUnchanged).ToList();
        foreach (var policy in narrowed.Policies.Except(attached))
        {
            if (patterns.Back(policy.Document) is not { } document)
                return new() { Blockers = [TemplateNarrowingIssues.NotWritable(policy.PolicyName)] };
            policies.Add(new InlinePolicy(policy.PolicyName, document));
        }

        // Denies with symbols were left out of the narrowing, since a pattern for any value would deny too much. They stay.
        foreach (var policy in inline)
        {
            if (DeniesOf(policy.Document) is not { Count: > 0 } denies) continue;
            policies.Add(new InlinePolicy(
                Unused($"{policy.PolicyName}-deny", policies),
                PolicyJson.Of(new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. denies]) })));
        }

        return new()
        {
            Policies = policies,
            ManagedPolicyArns = [.. attached.Select(policy => policy.PolicyArn!)],
            Warnings = [.. narrowed.Warnings],
        };
    }

    private static string Unused(string name, IReadOnlyCollection<InlinePolicy> policies)
    {
        var unused = name;
        for (var i = 2; policies.Any(policy => policy.PolicyName == unused); i++)
            unused = FormattableString.Invariant($"{name}-{i}");
        return unused;
    }

    /// <summary>True for a managed policy of which nothing is left out: it stays attached.</summary>
    private static bool IsUnchanged(NarrowedPolicy policy) => policy.PolicyArn is { } arn && (policy.Placement == PolicyPlacement.Attached
        || (policy.Statements.All(statement => statement.IsUnchanged)
            && policy.Statements.Count == StatementsOf(DocumentOf(arn)!).Count));

    private static ExecutionRole RoleOf(
        DeclaredRole role, IReadOnlyList<InlinePolicy> inline, IReadOnlyList<string> managed, SymbolPatterns patterns) => new()
        {
            RoleName = role.Address,
            RoleArn = $"arn:aws:iam::{StandIns.AccountId}:role/declared",
            AccountId = StandIns.AccountId,
            Path = "/",
            Exists = true,
            TrustsLambda = true,
            InlinePolicies = [
                .. inline.Where(policy => StatementsOf(policy.Document).Any(statement => !IsSymbolicDeny(statement)))
                    .Select(policy => new RolePolicy(policy.PolicyName, null, patterns.Of(WithoutDenies(policy.Document))))],
            AttachedPolicies = [.. managed.Select(arn => new RolePolicy(Symbol.Shown(arn).Split('/')[^1], arn, DocumentOf(arn)))],
            IsComplete = true,
        };

    private static PlanIssue? WhyNot(DeclaredRole role)
    {
        if (role.Unknown.Count > 0) return TemplateNarrowingIssues.NotDetermined(role.Unknown[0]);
        if (role.ManagedPolicyArns.FirstOrDefault(arn => DocumentOf(arn) is null) is { } unknown)
            return TemplateNarrowingIssues.DocumentUnknown(Symbol.Shown(unknown));
        foreach (var policy in role.InlinePolicies.Concat(role.DeclaredPolicies))
        {
            if (PolicyJson.Statements(policy.Document) is null) return TemplateNarrowingIssues.SymbolIn("Statement", policy.PolicyName);
            if (Fault(policy.Document) is { } fault) return TemplateNarrowingIssues.NotValid(Symbol.Shown(policy.PolicyName), fault);
            if (Symbol.IsIn(policy.PolicyName)) return TemplateNarrowingIssues.NotWritable(Symbol.Shown(policy.PolicyName));
            foreach (var statement in StatementsOf(policy.Document))
            {
                foreach (var key in (ReadOnlySpan<string>)["Action", "NotAction", "NotResource", "Effect"])
                    if (statement[key] is { } value && Symbol.IsIn(PolicyJson.Of(value)))
                        return TemplateNarrowingIssues.SymbolIn(key, policy.PolicyName);
            }
        }

        return null;
    }

    /// <summary>What is wrong with a policy that AWS would not accept either; null if nothing is.</summary>
    private static string? Fault(string document)
    {
        try
        {
            PolicyDocument.Parse(new StandIns(isWide: false).ReplaceIn(document));
            return null;
        }
        catch (PolicyFormatException e)
        {
            return e.Message;
        }
    }

    private static string? DocumentOf(string arn) =>
        AwsManagedDocuments.DocumentOf(Symbol.Replace(arn, (shown, _) => shown == "AWS::Partition" ? "aws" : "*"));

    private static IReadOnlyList<JsonObject> StatementsOf(string document) => PolicyJson.Statements(document) ?? [];

    private static bool IsSymbolicDeny(JsonObject statement) =>
        statement["Effect"]?.ToString() == nameof(PolicyEffect.Deny) && Symbol.IsIn(PolicyJson.Of(statement));

    private static List<JsonNode?> DeniesOf(string document) =>
        [.. StatementsOf(document).Where(IsSymbolicDeny).Select(statement => (JsonNode?)statement.DeepClone())];

    private static string WithoutDenies(string document)
    {
        var policy = (JsonObject)JsonNode.Parse(document)!.DeepClone();
        policy["Statement"] = new JsonArray([
            .. StatementsOf(document).Where(statement => !IsSymbolicDeny(statement))
                .Select(statement => (JsonNode?)statement.DeepClone())]);
        return PolicyJson.Of(policy);
    }
}
