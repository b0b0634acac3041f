using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Narrows the roles of functions from the usage that a plan is given.</summary>
internal sealed class UsedPermissions
{
    private readonly Account _account;
    private readonly NarrowingOptions _options;
    private readonly DateTimeOffset _now;
    private readonly CancellationToken _cancellationToken;
    private readonly ILookup<string, LambdaRoleUsage> _ofFunctions;
    private readonly ILookup<string, LambdaRoleUsage> _ofRoles;
    private readonly RoleCases _cases;
    private readonly EndedFindings _ended;
    private readonly Dictionary<string, GrantFigures> _before = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="account">The account.</param>
    /// <param name="usage">The usage.</param>
    /// <param name="options">How roles are narrowed.</param>
    /// <param name="now">The time from which on the proofs are about requests.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    public UsedPermissions(
        Account account, IReadOnlyList<LambdaRoleUsage> usage, NarrowingOptions options, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        (_account, _options, _now, _cancellationToken) = (account, options, now, cancellationToken);
        _ofFunctions = usage.Where(one => one.FunctionArn is not null).ToLookup(one => one.FunctionArn!, StringComparer.Ordinal);
        _ofRoles = usage.Where(one => one.RoleArn is not null).ToLookup(one => one.RoleArn!, StringComparer.OrdinalIgnoreCase);
        _cases = new RoleCases(account, cancellationToken);
        _ended = new EndedFindings(account, _cases, cancellationToken);
    }

    /// <summary>Returns the narrowed role of a function. Without usage of the function, the result has a blocker.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    /// <param name="source">Its role, complete.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public NarrowedRole Narrow(FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, ExecutionRole source)
    {
        var function = detail.Function;
        var usages = _ofFunctions[function.FunctionArn].ToList();
        if (usages is not [var usage])
            return new NarrowedRole
            {
                Blockers = [
                    usages.Count == 0
                        ? new PlanIssue(
                            "UsageMissing",
                            $"-Usage does not contain function {function.FunctionName}, so it is not known what the function used. Read "
                            + $"its usage with Get-LambdaRoleUsage -FunctionName {function.FunctionName} -Region {function.Region}.")
                        : new PlanIssue(
                            "UsageAmbiguous",
                            FormattableString.Invariant(
                                $"-Usage contains {usages.Count} objects of function {function.FunctionName}. Specify one of them."))],
            };
        var others = Chain(source).SelectMany(role => _ofRoles[role]).Where(other => other != usage)
            // Of an earlier role, only the sessions count that no function can be named for.
            .Where(other => other.FunctionArn is null || source.RoleArn.Equals(other.RoleArn, StringComparison.OrdinalIgnoreCase)).ToList();
        var narrowed = RoleNarrower.Narrow(
            new NarrowingInput
            {
                Role = source,
                Usage = usage,
                OtherUsage = [.. others],
                Needed = [.. RequiredPermissions.Of(detail, mappings)],
                LastAccessed = LastAccessed(usage, source),
                Options = _options,
                Account = _account,
                Now = _now,
                Cases = _cases,
                Before = _before.GetValueOrDefault(source.RoleArn),
            }, _cancellationToken);
        // The functions of a role have the same figures before.
        if (narrowed.Before is { } before) _before[source.RoleArn] = before;
        var missing = _account.FunctionsOn(source.RoleArn)
            .Where(other => !other.IsPublishedVersion && !_ofFunctions.Contains(other.FunctionArn)).ToList();
        return missing.Count == 0
            ? narrowed
            : narrowed with
            {
                Warnings = [
                    .. narrowed.Warnings,
                    new PlanIssue(
                        "UsageOfRoleIncomplete",
                        $"-Usage does not contain {NameList.Few(missing.Select(other => other.FunctionName))}, which use the same role. "
                        + "Sessions of the role that no function can be named for may be missing too, and what they used is then not kept. "
                        + $"Read the usage with Get-LambdaRoleUsage -RoleName {source.RoleName}.")],
            };
    }

    /// <summary>Returns what a step says about its narrowing.</summary>
    /// <param name="narrowed">The narrowed role.</param>
    /// <param name="source">The source role.</param>
    /// <param name="step">The step.</param>
    public RoleNarrowing About(NarrowedRole narrowed, ExecutionRole source, LambdaRoleRepairStep step)
    {
        var usage = _ofFunctions[step.FunctionArn].FirstOrDefault();
        return new RoleNarrowing
        {
            From = usage?.From,
            To = usage?.To,
            ResourceScope = _options.ResourceScope,
            DropUnseen = _options.DropUnseen,
            MinimumDays = _options.MinimumDays,
            SourceHash = SourceHash.Of(source),
            Before = narrowed.Before,
            After = narrowed.After,
            EvidenceProof = narrowed.AllowsEvidence?.Outcome.ToString(),
            DaysWithRecords = usage is null ? 0 : NarrowingIssues.DaysWithRecords(usage),
            EvidenceCount = narrowed.AllowsEvidence?.Checked ?? 0,
            EndedFindings = narrowed.After is null ? [] : [.. _ended.Of(source, TargetRole.Of(step, source)).Order(StringComparer.Ordinal)],
            Statements = [
                .. narrowed.Policies.SelectMany(policy => policy.Statements.Select(statement =>
                    new KeptStatement(
                        NameOf(policy, narrowed, step), statement.Sid, statement.SourceStatement, statement.IsUnchanged,
                        statement.Reasons)))],
            KeptUnseen = narrowed.KeptUnseen,
        };
    }

    /// <summary>Returns the name that a policy has on the target role. Policies that are created are numbered.</summary>
    private static string NameOf(NarrowedPolicy policy, NarrowedRole narrowed, LambdaRoleRepairStep step)
    {
        if (policy.Placement != PolicyPlacement.CustomerManaged) return policy.PolicyName;
        var created = narrowed.Policies.Where(one => one.Placement == PolicyPlacement.CustomerManaged).ToList();
        return CreatedPolicy.NameOf(step.TargetRoleName, created.IndexOf(policy) + 1);
    }

    /// <summary>
    /// Returns IAM's last accessed information about the source role; null if it does not count. What was read about an earlier role says
    /// nothing about this one, and a role that is younger than the required evidence had no time to use what it needs.
    /// </summary>
    private IReadOnlyList<LastAccessedService>? LastAccessed(LambdaRoleUsage usage, ExecutionRole source) =>
        usage.IsLastAccessedRead && source.RoleArn.Equals(usage.RoleArn, StringComparison.OrdinalIgnoreCase) && IsOldEnough(usage, source)
            ? [.. (usage.Coverage ?? []).GroupBy(service => service.Service, StringComparer.Ordinal)
                .Select(service => new LastAccessedService(service.Key, service.Max(part => part.LastAccessed), []))]
            : null;

    private bool IsOldEnough(LambdaRoleUsage usage, ExecutionRole source) =>
        source.CreateDate is { } made && usage.To is { } to && to - made >= TimeSpan.FromDays(_options.MinimumDays);

    /// <summary>
    /// Returns the roles from which a role was made by repairs, and the role itself: sessions of an earlier role that no function can be
    /// named for can have been this function's.
    /// </summary>
    private IEnumerable<string> Chain(ExecutionRole source)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var role = source; role is not null && seen.Add(role.RoleArn);)
        {
            yield return role.RoleArn;
            var next = RepairedRole.Of(role) is { Mismatches.Count: 0 } repaired ? repaired.SourceRoleArn : null;
            role = next is null ? null : _account.RoleOf(next);
            if (next is not null && role is null) yield return next;
        }
    }
}
