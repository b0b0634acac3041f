using System.Globalization;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Findings of rule Lambda-006 in a template.</summary>
internal sealed class SharingFindings
{
    private readonly DeclaredStack _stack;
    private readonly NestedTemplates _nested;
    private readonly ILookup<string, DeclaredSharing> _shared;
    private readonly FindingRule _rule = RuleCatalog.All.Single(rule => rule.RuleId == SharedLambdaRole.LambdaRuleId);

    /// <param name="stack">The template.</param>
    /// <param name="shared">What functions share in it, and beside it in other templates that were read.</param>
    /// <param name="nested">The templates that others deploy as nested stacks.</param>
    public SharingFindings(DeclaredStack stack, IEnumerable<DeclaredSharing> shared, NestedTemplates nested)
    {
        (_stack, _nested) = (stack, nested);
        _shared = shared.SelectMany(one => one.Functions.Select(function => (Key: KeyOf(function), Shared: one)))
            .ToLookup(pair => pair.Key, pair => pair.Shared, StringComparer.Ordinal);
    }

    /// <summary>Returns the findings for a function.</summary>
    public IEnumerable<LambdaRoleFinding> Of(DeclaredFunction function)
    {
        var isFailed = false;
        foreach (var shared in _shared[KeyOf(function)].OrderByDescending(one => one.IsCertain))
        {
            // A role that is shared for certain is not told again as one that may be.
            if (!shared.IsCertain && isFailed) continue;
            isFailed |= shared.IsCertain;
            var use = shared.Functions.Zip(shared.Uses).First(pair => KeyOf(pair.First) == KeyOf(function)).Second;
            var others = shared.Functions.Where(other => KeyOf(other) != KeyOf(function)).ToList();
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"Role {DeclaredNames.RoleNameOf(_stack, use)} is also used by "
                + $"{NameList.Few(others.Select(other => Placed(function, other)))}");
            yield return Make(
                _stack, _rule, shared.IsCertain ? FindingStatus.Fail : FindingStatus.Unknown, function, use,
                shared.IsCertain ? $"{text}." : $"{text} in some deployments: {shared.Conditions}.",
                TemplateRemedy.Of([.. shared.Functions.Select(one => one.Declaration)]));
        }

        if (isFailed) yield break;
        if (function.Roles.FirstOrDefault(use => use.Tie == RoleTie.Unknown) is { } unknown)
            yield return Make(
                _stack, _rule, FindingStatus.Unknown, function, unknown, $"The role cannot be determined: {unknown.Reason}", null);
        else if (!_shared.Contains(KeyOf(function))
            && function.Roles.Select(use => (Use: use, Why: _nested.Reason(_stack, use))).FirstOrDefault(one => one.Why is not null)
                is { Why: { } why, Use: var named })
            yield return Make(_stack, _rule, FindingStatus.Unknown, function, named, why, null);
        else if (!_stack.IsComplete && !_shared.Contains(KeyOf(function)))
            yield return Make(
                _stack, _rule, FindingStatus.Unknown, function, function.Roles[0],
                "The template can declare more functions than could be read (see the errors), and one of them can have the same role.",
                null);
    }

    /// <summary>Makes a finding about a function of a template.</summary>
    public static LambdaRoleFinding Make(
        DeclaredStack stack, FindingRule rule, FindingStatus status, DeclaredFunction function, RoleUse use, string evidence,
        string? remedy) =>
        new()
        {
            RuleId = rule.RuleId,
            Severity = rule.Severity,
            Status = status,
            Title = rule.Title,
            FunctionName = function.FunctionName,
            RoleArn = use.Key.Length > 0 ? use.Key : null,
            Declaration = function.Declaration,
            Evidence = evidence,
            Remedy = remedy,
            Compliance = rule.Compliance,
            HelpUri = rule.HelpUri,
            CoveredFunctionCount = stack.Functions.Count,
        };

    /// <summary>Another function; with its file, if that is another one. Without lines, so that a baseline holds if lines move.</summary>
    private static string Placed(DeclaredFunction function, DeclaredFunction other) =>
        other.Declaration.Path == function.Declaration.Path ? other.FunctionName : $"{other.FunctionName} ({other.Declaration.File})";

    private static string KeyOf(DeclaredFunction function) => $"{function.Declaration.Path}#{function.Declaration.Address}";
}
