using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Puts the functions and roles of an account to the rules.</summary>
public sealed class RoleExamination(AccountFacts account, FindingOptions options, Action<Problem> onProblem)
{
    /// <summary>The findings, by region and function, the worst of each first; then those of roles that no function names.</summary>
    /// <param name="scope">The functions and roles.</param>
    /// <param name="cancellationToken">Ends the proofs.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public IEnumerable<LambdaRoleFinding> Run(FindingScope scope, CancellationToken cancellationToken = default)
    {
        var tags = account.Roles.Where(role => role.Tags.Count > 0).SelectMany(role => SuppressionReader.OfTag(role, onProblem)).ToList();
        var suppressions = options.Suppressions.Concat(tags).ToList();
        var roles = new Dictionary<string, RoleCase>(StringComparer.OrdinalIgnoreCase);
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var detail in account.Functions)
        {
            if (!scope.Has(detail.Function)) continue;
            var arn = detail.Function.Role;
            if (!roles.TryGetValue(arn, out var role))
            {
                role = new RoleCase(arn, account.RoleOf(arn), account, cancellationToken);
                // Most roles have one function: what was found out of them is not asked again.
                if (account.DetailsOn(arn).Count > 1) roles[arn] = role;
            }

            foreach (var finding in Of(new FunctionCase(detail, role, account), suppressions)) yield return finding;
            // Each rule says that it does not know; why, is told once.
            if (role.NotUnderstood is { } why && told.Add(arn)) onProblem(FindingProblems.PolicyUnreadable(arn, why));
        }

        if (options.Rules.OfType<DanglingRoleRule>().FirstOrDefault() is not { } dangling) yield break;
        if (!account.HasAllRoles)
        {
            if (scope is { Functions: null, Roles: null }) yield return Make(dangling, RuleOutcome.Unknown(dangling.Severity, 
                account.WhyNotAllRoles is { } why
                    ? $"Not all roles of the account were read: whether functions left any behind is not known. {why}"
                    : "The account's roles could not be listed: whether functions left any behind is not known.",
                account.WhyNotAllRoles is null ? "Allow iam:GetAccountAuthorizationDetails and iam:ListRoles." : "Give files that hold all roles."), null, null);
            yield break;
        }

        foreach (var role in account.Roles.Where(role => scope.HasUnused(role.RoleArn)).OrderBy(role => role.RoleName, StringComparer.OrdinalIgnoreCase))
            if (dangling.Check(role, account) is { } outcome && Judge(Make(dangling, outcome, null, role.RoleArn), suppressions) is { } finding) yield return finding;
    }

    private IEnumerable<LambdaRoleFinding> Of(FunctionCase function, List<Suppression> suppressions)
    {
        var found = new List<LambdaRoleFinding>();
        foreach (var rule in options.Rules)
        {
            var passed = true;
            foreach (var outcome in Check(rule, function))
            {
                passed = false;
                if (Judge(Make(rule, outcome, function.Function, function.Role.Arn), suppressions) is { } finding) found.Add(finding);
            }

            if (passed && options.IncludePassed && rule is not DanglingRoleRule && rule.Severity >= options.MinimumSeverity)
                found.Add(Make(rule, new RuleOutcome(FindingStatus.Passed, rule.Severity, ""), function.Function, function.Role.Arn));
        }

        return found.Count < 2 ? found : found.OrderBy(finding => finding.Status).ThenByDescending(finding => finding.Severity);
    }

    /// <summary>
    /// What a rule says. A fault in it, over whatever the account holds, leaves that rule's verdict on that role unknown, and the
    /// findings of all others as they are.
    /// </summary>
    private static IReadOnlyList<RuleOutcome> Check(FindingRule rule, FunctionCase function)
    {
        try
        {
            return [.. rule.Check(function)];
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            return [RuleOutcome.Unknown(rule.Severity, $"The rule could not be applied to role {function.Role.Arn}, which is a defect: {e.GetType().Name}: {e.Message}", "Report it, with the role's policies if you can.")];
        }
    }

    /// <summary>The finding as it is to be told; null where it is not wanted.</summary>
    private LambdaRoleFinding? Judge(LambdaRoleFinding finding, List<Suppression> suppressions)
    {
        if (finding.Severity < options.MinimumSeverity) return null;
        var covering = suppressions.Where(one => one.Covers(finding.RuleId, finding.FunctionName, finding.FunctionArn, finding.RoleArn)).OrderByDescending(one => one.Expires).FirstOrDefault();
        if (covering is null) return finding;
        if (covering.Expires < options.Today) return finding with { Note = FormattableString.Invariant($"Its suppression expired on {covering.Expires:yyyy-MM-dd}: {covering.Reason}") };
        return options.IncludeSuppressed ? finding with { Status = FindingStatus.Suppressed, Note = FormattableString.Invariant($"Until {covering.Expires:yyyy-MM-dd}: {covering.Reason}") } : null;
    }

    private static LambdaRoleFinding Make(FindingRule rule, RuleOutcome outcome, LambdaFunction? function, string? roleArn) => new()
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
    };
}
