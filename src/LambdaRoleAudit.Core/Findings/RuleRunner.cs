using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Evaluates the functions and roles of an account against the rules.</summary>
public sealed class RuleRunner(Account account, FindingOptions options, Action<Problem> onProblem)
{
    private readonly ItemList<string> _regions = [.. account.Regions];
    private readonly ILookup<string, LambdaRoleUsage> _usage = (options.Usage ?? []).Where(usage => usage.FunctionArn is not null)
        .ToLookup(usage => usage.FunctionArn!, StringComparer.Ordinal);

    private readonly ILookup<string, LambdaRoleUsage> _otherSessions = (options.Usage ?? [])
        .Where(usage => usage.FunctionArn is null && usage.RoleArn is not null)
        .ToLookup(usage => usage.RoleArn!, StringComparer.OrdinalIgnoreCase);

    private readonly ItemList<string> _unread = [.. account.UnreadRegions];
    private readonly int _functions = account.Inventory.FunctionCount;

    /// <summary>Returns the query for the data that is needed. Data that no rule needs is not read.</summary>
    /// <param name="options">The rules.</param>
    /// <param name="selection">The functions to evaluate. The resource policies of other functions are not read.</param>
    /// <param name="regions">The scope.</param>
    public static AccountQuery Query(FindingOptions options, Selection selection, RegionSelection regions) => new()
    {
        Regions = regions,
        Scope = regions,
        IncludeSettings = true,
        Roles = RoleReading.AllOrUsed,
        IncludeMappings = options.Rules.Any(rule => rule.NeedsMappings),
        ChoosePolicies = options.Rules.Any(rule => rule.NeedsResourcePolicies)
            ? account => account.Details.Select(detail => detail.Function).Where(selection.Has)
            : null,
    };

    /// <summary>
    /// Returns the findings, sorted by region and function, the most severe of each first, followed by findings about roles that no
    /// function names.
    /// </summary>
    /// <param name="selection">The functions and roles.</param>
    /// <param name="cancellationToken">Cancels the proofs.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public IEnumerable<LambdaRoleFinding> Run(Selection selection, CancellationToken cancellationToken = default)
    {
        var tags = account.Roles.Where(role => role.Tags.Count > 0).SelectMany(role => SuppressionReader.OfTag(role, onProblem)).ToList();
        var suppressions = options.Suppressions.Concat(tags).ToList();
        var cases = new RoleCases(account, cancellationToken);
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var detail in account.Details.Where(detail => selection.Has(detail.Function)))
        {
            var role = cases.OfFunction(detail.Function.Role);
            var function = new FunctionCase(detail, role, account)
            {
                Usage = [.. _usage[detail.Function.FunctionArn]],
                OtherSessions = [.. _otherSessions[role.Arn]],
            };
            foreach (var finding in Of(function, suppressions)) yield return finding;
            // Each rule reports that its result is unknown. The reason is reported once.
            if (role.NotUnderstood is { } why && told.Add(role.Arn))
                onProblem(FindingErrors.RolePolicyUnreadable.About(role.Arn, why, ("role", role.Arn), ("reason", why.Message)));
        }

        if (options.Rules.OfType<DanglingRoleRule>().FirstOrDefault() is not { } dangling) yield break;
        if (!account.HasAllRoles)
        {
            if (selection.IsEverything) yield return Make(dangling, DanglingRoleRule.WithoutRoles(account), null, null);
            yield break;
        }

        foreach (var role in account.Roles.Where(role => selection.HasRole(role.RoleArn, []))
            .OrderBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase))
            if (dangling.Check(role, cases) is { } outcome
                && Judge(Make(dangling, outcome, null, role.RoleArn), suppressions) is { } finding) yield return finding;
    }

    private IEnumerable<LambdaRoleFinding> Of(FunctionCase function, List<Suppression> suppressions)
    {
        var found = new List<LambdaRoleFinding>();
        foreach (var rule in options.Rules.Where(rule => options.Usage is not null || !rule.NeedsUsage))
        {
            var passed = true;
            foreach (var outcome in Check(rule, function))
            {
                passed = false;
                if (Judge(Make(rule, outcome, function.Function, function.Role.Arn), suppressions) is { } finding) found.Add(finding);
            }

            if (passed && options.IncludePassed && rule is not DanglingRoleRule)
                found.Add(Make(rule, new RuleOutcome(FindingStatus.Passed, rule.Severity, ""), function.Function, function.Role.Arn));
        }

        return found.Count < 2 ? found : found.OrderBy(finding => finding.Status).ThenByDescending(finding => finding.Severity);
    }

    /// <summary>
    /// Returns the results of a rule. If the rule fails because of unexpected data in the account, the result of that rule for that role is
    /// unknown, and the findings of all other rules are unaffected.
    /// </summary>
    private static IReadOnlyList<RuleOutcome> Check(FindingRule rule, FunctionCase function)
    {
        try
        {
            return [.. rule.Check(function)];
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return [
                RuleOutcome.Unknown(
                    rule.Severity,
                    $"The rule could not be applied to role {function.Role.Arn}, which is a bug in this module: {e.GetType().Name}: "
                    + e.Message,
                    "Report it, if possible with the role's policies.")];
        }
    }

    private LambdaRoleFinding? Judge(LambdaRoleFinding finding, List<Suppression> suppressions) => Judge(finding, suppressions, options);

    /// <summary>Returns a finding as suppressions leave it; null if it is suppressed and suppressed findings are not requested.</summary>
    internal static LambdaRoleFinding? Judge(
        LambdaRoleFinding finding, IReadOnlyCollection<Suppression> suppressions, FindingOptions options)
    {
        var covering = suppressions.Where(one => one.Covers(finding.RuleId, finding.FunctionName, finding.FunctionArn, finding.RoleArn))
            .OrderByDescending(one => one.Expires).FirstOrDefault();
        if (covering is null) return finding;
        if (covering.Expires < options.Today)
            return finding with
            {
                Note = FormattableString.Invariant($"Its suppression expired on {covering.Expires:yyyy-MM-dd}: {covering.Reason}")
            };
        return options.IncludeSuppressed
            ? finding with
            {
                Status = FindingStatus.Suppressed,
                Note = FormattableString.Invariant($"Until {covering.Expires:yyyy-MM-dd}: {covering.Reason}")
            }
            : null;
    }

    private LambdaRoleFinding Make(FindingRule rule, RuleOutcome outcome, LambdaFunction? function, string? roleArn) => new()
    {
        RuleId = rule.RuleId,
        Severity = outcome.Severity,
        Status = outcome.Status,
        Title = rule.Title,
        FunctionName = function?.FunctionName,
        FunctionArn = function?.FunctionArn,
        RoleArn = roleArn,
        Region = function?.Region,
        Evidence = outcome.Evidence,
        Remedy = outcome.Remedy,
        Compliance = rule.Compliance,
        HelpUri = rule.HelpUri,
        CoveredRegions = _regions,
        CoveredFunctionCount = _functions,
        UnreadRegions = _unread,
    };
}
