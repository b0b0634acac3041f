using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Evaluates the roles that a template declares against the rules that a template can decide. A value that is known at deployment only
/// decides nothing: the rules see it once as a value without a wildcard and once as <c>*</c>, and what differs is unknown.
/// </summary>
/// <param name="options">The findings to return.</param>
/// <param name="selection">The functions and roles.</param>
public sealed class TemplateExaminer(FindingOptions options, Selection selection)
{
    private const string MissingRuleId = "LRA-301";

    private static readonly HashSet<string> Decidable = new(StringComparer.Ordinal)
    {
        SharedLambdaRole.LambdaRuleId, "LRA-101", "LRA-102", "LRA-201", "LRA-202", "LRA-203", "LRA-204", "LRA-205",
        MissingRuleId,
    };

    /// <summary>True for a rule that a template can decide. The others need the account: what was used, what else exists.</summary>
    public static bool CanDecide(FindingRule rule) => Decidable.Contains(rule.RuleId);

    /// <summary>Returns the findings, by function in the order of the file, the most severe of each first.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="cancellationToken">Cancels the proofs.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public IEnumerable<LambdaRoleFinding> Run(TemplateSet templates, CancellationToken cancellationToken = default) =>
        templates.Stacks.SelectMany(stack => Run(templates, stack, cancellationToken));

    private IEnumerable<LambdaRoleFinding> Run(TemplateSet templates, DeclaredStack stack, CancellationToken cancellationToken)
    {
        var found = OfRoles(templates, stack, cancellationToken);
        var sharing = options.Rules.Any(rule => rule.RuleId == SharedLambdaRole.LambdaRuleId)
            ? new SharingFindings(stack, templates.Shared.Select(one => one.Shared), templates.Nested)
            : null;
        foreach (var function in stack.Functions.Where(function => function.Roles.Any(use => selection.Has(stack, function, use))))
        {
            var own = (sharing?.Of(function) ?? []).Concat(found[function.Declaration.Address]).ToList();
            foreach (var finding in own.OrderBy(finding => finding.Status).ThenByDescending(finding => finding.Severity))
                if (RuleRunner.Judge(finding, options.Suppressions, options) is { } judged) yield return judged;
            if (!options.IncludePassed) continue;
            // A role that the template only names was not examined, and so has not passed.
            var isExamined = function.Roles.All(use => stack.Roles.Any(role => role.Address == use.RoleAddress));
            foreach (var rule in options.Rules.Where(rule => CanDecide(rule) && (isExamined || !rule.NeedsRoles)))
                if (!own.Exists(finding => finding.RuleId == rule.RuleId)) yield return Passed(stack, function, rule);
        }
    }

    private ILookup<string, LambdaRoleFinding> OfRoles(TemplateSet templates, DeclaredStack stack, CancellationToken cancellationToken)
    {
        var rules = options.Rules.Where(rule => CanDecide(rule) && rule.NeedsRoles && rule is not MissingPermissionRule).ToList();
        var missing = options.Rules.FirstOrDefault(rule => rule is MissingPermissionRule);
        var needs = new TemplateNeeds(stack, templates.Stacks, cancellationToken);
        var all = new List<LambdaRoleFinding>();
        var most = rules.Count == 0 && missing is null
            ? 0
            : stack.Functions.Select(function => function.Roles.Count).DefaultIfEmpty().Max();
        // A function that has one of several roles is examined with each.
        for (var i = 0; i < most; i++)
        {
            var uses = stack.Functions.Where(function => function.Roles.Count > i)
                .Select(function => (Function: function, Use: function.Roles[i]))
                .Where(pair => pair.Use.RoleAddress is { } address && stack.Roles.Any(role => role.Address == address)).ToList();
            if (missing is not null) all.AddRange(uses.SelectMany(pair => Missing(stack, needs, missing, pair.Function, pair.Use)));
            if (rules.Count == 0) continue;
            var (narrow, wide) = (
                Find(stack, uses, rules, isWide: false, cancellationToken),
                stack.Roles.Any(HasFree) ? Find(stack, uses, rules, isWide: true, cancellationToken) : null);
            var certain = (wide is null ? narrow : Certain(narrow, wide)).Select(finding => Undecided.Trust(stack, finding)).ToList();
            all.AddRange(certain);
            all.AddRange(Undecided.Actions(stack, uses, rules, certain));
        }

        return all.Select(finding => finding.RuleId == MissingRuleId ? InAllRoles(stack, all, finding) : finding)
            .DistinctBy(finding => (finding.Declaration, finding.RuleId, finding.RoleArn, finding.Evidence))
            .ToLookup(finding => finding.Declaration!.Address, StringComparer.Ordinal);
    }

    private static List<LambdaRoleFinding> Find(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Use)> uses, IReadOnlyList<FindingRule> rules, bool isWide,
        CancellationToken cancellationToken)
    {
        var account = TemplateAccount.Of(stack, uses, isWide);
        var byName = uses.ToDictionary(pair => TemplateAccount.NameOf(pair.Function), StringComparer.Ordinal);
        var runner = new RuleRunner(account.Account, new FindingOptions { Rules = rules }, _ => { });
        return
        [
            .. runner.Run(Selection.Everything, cancellationToken).Where(finding => finding.FunctionName is not null).Select(finding =>
            {
                var (function, use) = byName[finding.FunctionName!];
                var role = stack.Roles.First(one => one.Address == use.RoleAddress);
                return finding with
                {
                    FunctionName = function.FunctionName,
                    FunctionArn = null,
                    RoleArn = use.Key,
                    Region = null,
                    Declaration = function.Declaration,
                    Evidence = account.Explain(finding.Evidence, role),
                    Remedy = $"Change role {role.Address} in {role.Declaration}. {finding.HelpUri} explains the rule.",
                };
            }),
        ];
    }

    /// <summary>What holds whatever the unknown values are; the rest is unknown.</summary>
    private static IEnumerable<LambdaRoleFinding> Certain(IReadOnlyList<LambdaRoleFinding> narrow, IReadOnlyList<LambdaRoleFinding> wide)
    {
        var (narrows, wides) = (narrow.ToLookup(KeyOf), wide.ToLookup(KeyOf));
        foreach (var key in narrow.Concat(wide).Select(KeyOf).Distinct())
        {
            var (one, other) = (narrows[key].ToList(), wides[key].ToList());
            var isFailed = one.Exists(finding => finding.Status == FindingStatus.Fail)
                && other.Exists(finding => finding.Status == FindingStatus.Fail);
            foreach (var finding in one)
                yield return finding.Status != FindingStatus.Fail || isFailed ? finding : Open(finding);
            foreach (var finding in other)
                if (!one.Exists(known => known.Severity >= finding.Severity)) yield return Open(finding);
        }
    }

    /// <summary>A function that can have several roles lacks a permission for certain only if each of them does.</summary>
    private static LambdaRoleFinding InAllRoles(DeclaredStack stack, List<LambdaRoleFinding> all, LambdaRoleFinding finding)
    {
        if (finding.Status != FindingStatus.Fail) return finding;
        var function = stack.Functions.First(one => one.Declaration == finding.Declaration);
        return function.Roles.All(use => all.Exists(other => other.Status == FindingStatus.Fail && other.RuleId == finding.RuleId
            && other.Declaration == finding.Declaration && other.RoleArn == use.Key))
            ? finding
            : finding with
            {
                Status = FindingStatus.Unknown,
                Remedy = null,
                Evidence = $"The function has role {finding.RoleArn} in some deployments only. In these, it fails: {finding.Evidence}",
            };
    }

    private static IEnumerable<LambdaRoleFinding> Missing(
        DeclaredStack stack, TemplateNeeds needs, FindingRule rule, DeclaredFunction function, RoleUse use)
    {
        var role = stack.Roles.First(one => one.Address == use.RoleAddress);
        return Outcomes(() => needs.Of(function, use, role), rule).Select(outcome => SharingFindings.Make(
            stack, rule, outcome.Status, function, use, outcome.Evidence,
            outcome.Status == FindingStatus.Fail ? RemedyFor(role, rule) : null) with
        {
            Severity = outcome.Severity,
        });
    }

    /// <summary>A template that the rule does not expect has no result, and changes no other finding.</summary>
    private static IReadOnlyList<RuleOutcome> Outcomes(Func<IEnumerable<RuleOutcome>> outcomes, FindingRule rule)
    {
        try
        {
            return [.. outcomes()];
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return [
                RuleOutcome.Unknown(
                    rule.Severity,
                    $"The rule could not be applied, which is a bug in this module: {e.GetType().Name}: {e.Message}")];
        }
    }

    private static string RemedyFor(DeclaredRole role, FindingRule rule) =>
        $"Change role {role.Address} in {role.Declaration}. {rule.HelpUri} explains the rule.";

    private static LambdaRoleFinding Open(LambdaRoleFinding finding) => finding with
    {
        Status = FindingStatus.Unknown,
        Evidence = $"Unknown, because a value is known at deployment only. If it has a wildcard: {finding.Evidence}",
    };

    private static (string Rule, Declaration? Function, string? Role) KeyOf(LambdaRoleFinding finding) =>
        (finding.RuleId, finding.Declaration, finding.RoleArn);

    private static bool HasFree(DeclaredRole role) => role.InlinePolicies.Concat(role.DeclaredPolicies).Select(policy => policy.Document)
        .Concat(role.ManagedPolicyArns).Append(role.TrustPolicy ?? "").Append(role.PermissionsBoundaryArn ?? "")
        .Any(text => Symbol.FreeIn(text).Any());

    private static LambdaRoleFinding Passed(DeclaredStack stack, DeclaredFunction function, FindingRule rule) =>
        SharingFindings.Make(
            stack, rule, FindingStatus.Passed, function, function.Roles[0], rule is MissingPermissionRule ? TemplateNeeds.Scope : "", null);
}
