using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Finds the repairs of an account from nothing but its roles' tags, and says what undoing each would do. Writes nothing.
/// </summary>
public sealed class RepairSurvey(IAwsSession session, IReadOnlyList<AwsRegion> knownRegions, IInventoryObserver observer)
{
    private const int Witnesses = 5;

    private readonly Dictionary<(string, string, string), RoleComparison?> _changes = [];

    /// <summary>The roles that are asked for, by name. Names and repairs that nothing has are problems.</summary>
    /// <exception cref="ProblemException">The roles or the functions of the account cannot be read.</exception>
    public async Task<IReadOnlyList<UndoStep>> FindAsync(UndoScope scope, CancellationToken cancellationToken)
    {
        var reader = new ExecutionRoleReader(session.Iam, observer.OnProblem);
        var trusts = new List<RoleRecord>();
        var claimed = (await reader.ReadAllAsync(role =>
        {
            trusts.Add(role);
            return role.Tags.ContainsKey(RoleTags.Repair);
        }, cancellationToken).ConfigureAwait(false)).Select(RepairedRole.Of).OfType<RepairedRole>().ToList();
        var found = Choose(claimed, scope).OrderBy(repaired => repaired.Role.RoleName, StringComparer.OrdinalIgnoreCase).ToList();
        if (found.Count == 0) return [];
        var use = new RoleUse(
            await new AccountInventoryReader(session, knownRegions, observer).ReadAsync(RegionSelection.All, includeVersions: true, cancellationToken).ConfigureAwait(false), isWholeAccount: true);
        var functions = use.Functions.Where(function => !function.IsPublishedVersion).ToLookup(function => function.FunctionArn, StringComparer.Ordinal);
        var references = found.Where(repaired => repaired.Mismatches.Count == 0).Select(repaired => repaired.Source!).DistinctBy(source => source.ToString(), StringComparer.OrdinalIgnoreCase).ToList();
        var sources = (await reader.ReadAsync(references, cancellationToken).ConfigureAwait(false)).ToDictionary(role => role.RoleArn, StringComparer.OrdinalIgnoreCase);
        return [.. found.Select(repaired => Step(repaired, functions[repaired.FunctionArn].FirstOrDefault(), sources.GetValueOrDefault(repaired.SourceRoleArn), use, trusts, cancellationToken))];
    }

    /// <summary>The repairs, as they are shown.</summary>
    public static IEnumerable<LambdaRoleRepair> Group(IEnumerable<UndoStep> steps) => steps
        .GroupBy(step => step.Repaired.RepairId, StringComparer.Ordinal)
        .Select(group => new LambdaRoleRepair
        {
            RepairId = group.Key,
            AccountId = group.First().Repaired.Role.AccountId,
            CreateDate = group.Min(step => step.Repaired.Role.CreateDate),
            IsComplete = group.All(step => step.Repaired.Role.IsComplete && step.IsLeftover is not null && step.Standing != RepairStanding.Unknown),
            Functions = [.. group.Select(Show).OrderBy(function => function.Region, StringComparer.Ordinal).ThenBy(function => function.FunctionName, StringComparer.Ordinal)],
        })
        .OrderBy(repair => repair.CreateDate).ThenBy(repair => repair.RepairId, StringComparer.Ordinal);

    private static RepairedFunction Show(UndoStep step) => new()
    {
        FunctionName = step.Repaired.Function?.FunctionName ?? "",
        FunctionArn = step.Repaired.FunctionArn,
        Region = step.Repaired.Function?.Region ?? "",
        Standing = step.Standing,
        TargetRoleName = step.Repaired.Role.RoleName,
        TargetRoleArn = step.Repaired.Role.RoleArn,
        SourceRoleArn = step.Repaired.SourceRoleArn,
        CurrentRoleArn = step.Function?.Role,
        IsLeftover = step.IsLeftover,
        Undo = step.Describe(),
    };

    private IEnumerable<RepairedRole> Choose(List<RepairedRole> claimed, UndoScope scope)
    {
        foreach (var id in scope.RepairIds ?? [])
            if (!claimed.Exists(repaired => IsOf(repaired, id))) observer.OnProblem(RepairProblems.RepairNotFound(id));
        foreach (var (text, matches, _) in (scope.Functions ?? []).Where(name => name.MustExist))
            if (!claimed.Exists(repaired => IsFor(repaired, matches))) observer.OnProblem(RepairProblems.NotRepaired(text));
        foreach (var (text, matches, _) in (scope.Roles ?? []).Where(name => name.MustExist))
            if (!claimed.Exists(repaired => Is(repaired, matches))) observer.OnProblem(RepairProblems.NotARepairsRole(text));
        return claimed.Where(repaired =>
            (scope.RepairIds is null || scope.RepairIds.Any(id => IsOf(repaired, id)))
            && (scope.Functions is null || scope.Functions.Any(name => IsFor(repaired, name.Matches)))
            && (scope.Roles is null || scope.Roles.Any(name => Is(repaired, name.Matches))));

        static bool IsOf(RepairedRole repaired, string id) => repaired.RepairId.Equals(id, StringComparison.OrdinalIgnoreCase);
        static bool IsFor(RepairedRole repaired, Predicate<string> matches) => matches(repaired.FunctionArn) || (repaired.Function is { } function && matches(function.FunctionName));
        static bool Is(RepairedRole repaired, Predicate<string> matches) => matches(repaired.Role.RoleName) || matches(repaired.Role.RoleArn);
    }

    private UndoStep Step(RepairedRole repaired, LambdaFunction? function, ExecutionRole? source, RoleUse use, List<RoleRecord> roles, CancellationToken cancellationToken)
    {
        var role = repaired.Role;
        var users = use.FunctionsOf(role.RoleArn);
        bool? isLeftover = users.Count > 0 ? false : use.IsRead ? true : null;
        if (repaired.Mismatches is { Count: > 0 } mismatches)
            return new UndoStep { Repaired = repaired, Standing = RepairStanding.ClaimNotTrue, Function = function, IsLeftover = isLeftover, Obstacle = $"the tags of role {role.RoleName} are not believed: {string.Join("; ", mismatches)}." };

        var standing = function is null
            ? use.UnreadRegions.Contains(repaired.Function!.Region!) || (!use.IsRead && use.UnreadRegions.Count == 0) ? RepairStanding.Unknown : RepairStanding.FunctionGone
            : function.Role.Equals(role.RoleArn, StringComparison.OrdinalIgnoreCase) ? RepairStanding.Repaired
            : function.Role.Equals(repaired.SourceRoleArn, StringComparison.OrdinalIgnoreCase) ? RepairStanding.OnSourceRole
            : RepairStanding.OnOtherRole;
        var step = new UndoStep { Repaired = repaired, Standing = standing, Function = function, Source = source, IsLeftover = isLeftover };
        return step with
        {
            Change = standing == RepairStanding.Repaired && source is { Exists: true, IsComplete: true } ? Change(role, source, cancellationToken) : null,
            Obstacle = standing == RepairStanding.Repaired ? Obstacle(repaired, source) : null,
            KeptBecause = KeptBecause(step, users, use, roles),
        };
    }

    private static string? Obstacle(RepairedRole repaired, ExecutionRole? source) => source switch
    {
        null => $"its source role {repaired.SourceRoleArn} could not be read (see the errors).",
        { Exists: false } => $"its source role {repaired.SourceRoleArn} does not exist any more. A role that is created again under that name is another principal: create one on purpose, and put the function on it with Set-LambdaExecutionRole.",
        { TrustsLambda: false } => $"its source role {repaired.SourceRoleArn} does not trust Lambda any more.",
        _ => null,
    };

    private static string? KeptBecause(UndoStep step, IReadOnlyList<LambdaFunction> users, RoleUse use, List<RoleRecord> roles)
    {
        var role = step.Repaired.Role;
        // The function itself goes back; whoever else is on the role stays.
        var others = users.Where(user => step.Standing != RepairStanding.Repaired || user.FunctionArn != step.Repaired.FunctionArn).ToList();
        if (others.Count > 0) return $"{NameList.Few(others.Select(user => $"{user} ({user.Region})"))} uses it.";
        if (!use.IsRead) return $"it is not known whether something uses it; not read: {(use.UnreadRegions.Count > 0 ? string.Join(", ", use.UnreadRegions) : "see the errors")}.";
        if (role.InstanceProfiles is { Count: > 0 } profiles) return $"instance profile {string.Join(", ", profiles)} holds it.";
        var trusting = roles.Where(other => other.RoleName != role.RoleName && RoleReference.IsNamedIn(other.TrustPolicy, role)).Select(other => other.RoleName).ToList();
        if (trusting.Count > 0) return $"the trust policy of {NameList.Few(trusting)} names it.";
        return ContentObjection(step.Repaired, RoleContent.Of(role), step.Source);
    }

    /// <summary>Why a role's content keeps it from deletion; null if it is what it was made with, or a part of that.</summary>
    internal static string? ContentObjection(RepairedRole repaired, RoleContent content, ExecutionRole? source) =>
        content.Hash == repaired.ContentHash || (source is not null && RepairedRole.IsPart(content, source)) ? null : "it was modified after the repair created it.";

    /// <summary>What the function gains and loses by going back: roles of one repair mostly have the same source and content.</summary>
    private RoleComparison? Change(ExecutionRole role, ExecutionRole source, CancellationToken cancellationToken)
    {
        try
        {
            // Where nothing looks at who calls, one role is as good as another.
            var (here, there) = (role.ToPolicySet(), source.ToPolicySet());
            var asksWho = here.LooksAtPrincipal || there.LooksAtPrincipal;
            var key = (RoleContent.Of(role).Hash, source.RoleArn, asksWho ? role.RoleArn : "");
            if (_changes.TryGetValue(key, out var known)) return known;
            return _changes[key] = asksWho
                ? RoleComparer.Compare(role, source, Witnesses, cancellationToken)
                : RoleComparer.Compare((role.RoleName, here), (source.RoleName, there), Witnesses, cancellationToken);
        }
        catch (PolicyFormatException)
        {
            return null;
        }
    }
}
