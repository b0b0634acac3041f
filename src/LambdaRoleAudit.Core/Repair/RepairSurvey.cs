using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Finds the repairs of an account only from its roles' tags, and describes what undoing each one would do.</summary>
/// <param name="account">The account, with all roles, and with the functions of all enabled regions, because roles will be deleted.</param>
public sealed class RepairSurvey(Account account)
{
    private const int Witnesses = 5;

    private readonly Dictionary<(string, string, string), RoleComparison?> _changes = [];

    /// <summary>Repaired roles by their source roles, if the source role is itself a role that a repair created.</summary>
    private readonly Lazy<RepairChains> _chains = new(() => new RepairChains(account));

    /// <summary>Returns the query for the data that a survey needs: functions of every enabled region, regardless of the scope.</summary>
    /// <param name="regions">The scope.</param>
    public static AccountQuery Query(RegionSelection regions) => new() { Scope = regions, Roles = RoleReading.All };

    /// <summary>Returns the requested repairs, sorted by the names of their roles.</summary>
    /// <param name="scope">The requested repairs.</param>
    /// <param name="onProblem">Receives names and repairs that match nothing.</param>
    /// <param name="cancellationToken">Cancels the proofs within a moment.</param>
    public IReadOnlyList<UndoStep> Find(UndoScope scope, Action<Problem> onProblem, CancellationToken cancellationToken = default)
    {
        var claimed = account.Roles.Select(RepairedRole.Of).OfType<RepairedRole>()
            .Where(repaired => repaired.Function is not { } function || scope.Regions.Matches(function.Region!)).ToList();
        var found = Choose(claimed, scope, onProblem).OrderBy(repaired => repaired.Role.RoleName, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var functions = account.Functions.Where(function => !function.IsPublishedVersion)
            .ToLookup(function => function.FunctionArn, StringComparer.Ordinal);
        return [
            .. found.Select(repaired =>
                Step(
                    repaired, functions[repaired.FunctionArn].FirstOrDefault(),
                    repaired.Mismatches.Count == 0 ? account.RoleOf(repaired.SourceRoleArn) : null, cancellationToken))];
    }

    /// <summary>Returns the repairs as they are shown.</summary>
    public static IEnumerable<LambdaRoleRepair> Group(IEnumerable<UndoStep> steps) => steps
        .GroupBy(step => step.Repaired.RepairId, StringComparer.Ordinal)
        .Select(group => new LambdaRoleRepair
        {
            RepairId = group.Key,
            AccountId = group.First().Repaired.Role.AccountId,
            CreateDate = group.Min(step => step.Repaired.Role.CreateDate),
            IsComplete =
                group.All(step => step.Repaired.Role.IsComplete && step.IsLeftover is not null && step.Standing != RepairStanding.Unknown),
            Functions = [
                .. group.Select(Show).OrderBy(function => function.Region, StringComparer.Ordinal)
                    .ThenBy(function => function.FunctionName, StringComparer.Ordinal)],
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

    private static IEnumerable<RepairedRole> Choose(List<RepairedRole> claimed, UndoScope scope, Action<Problem> onProblem)
    {
        foreach (var id in scope.RepairIds ?? [])
            if (!claimed.Exists(repaired => IsOf(repaired, id))) onProblem(RepairErrors.RepairNotFound.About(id, ("repair", id)));
        // A repair's function and role, even if they no longer belong together: the name of either finds the repair.
        var seen = claimed.Select(repaired => (Repaired: repaired, Function: FunctionOf(repaired))).ToList();
        foreach (var name in scope.Selection.Functions ?? [])
            if (!seen.Exists(one => name.Matches(one.Function)))
                onProblem(RepairErrors.FunctionNotRepaired.About(name.Text, ("function", name.Text)));
        foreach (var name in scope.Selection.Roles ?? [])
            if (!seen.Exists(one => name.Matches(one.Function.Role)))
                onProblem(RepairErrors.RoleNotOfRepair.About(name.Text, ("role", name.Text)));
        if (scope.Selection.Objects is { } objects)
        {
            var (functions, roles) = objects.Missing(seen.Select(one => one.Function), seen.Select(one => one.Function.Role));
            foreach (var name in functions) onProblem(RepairErrors.FunctionNotRepaired.About(name, ("function", name)));
            foreach (var name in roles) onProblem(RepairErrors.RoleNotOfRepair.About(name, ("role", name)));
        }

        return seen.Where(one => scope.RepairIds?.Any(id => IsOf(one.Repaired, id)) != false && scope.Selection.Has(one.Function))
            .Select(one => one.Repaired);

        static bool IsOf(RepairedRole repaired, string id) => repaired.RepairId.Equals(id, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns the function that the tags name, with the role that the repair created.</summary>
    private static LambdaFunction FunctionOf(RepairedRole repaired) => new()
    {
        FunctionName = repaired.Function?.FunctionName ?? "",
        FunctionArn = repaired.FunctionArn,
        Role = repaired.Role.RoleArn,
        Region = repaired.Function?.Region ?? "",
        AccountId = repaired.Function?.AccountId ?? "",
        Version = LambdaFunction.Latest,
    };

    private UndoStep Step(RepairedRole repaired, LambdaFunction? function, ExecutionRole? source, CancellationToken cancellationToken)
    {
        var role = repaired.Role;
        var users = account.FunctionsOn(role.RoleArn);
        var later = _chains.Value.After(role);
        bool? isLeftover = users.Count > 0 || later is not null ? false : account.IsRead ? true : null;
        if (repaired.Mismatches is { Count: > 0 } mismatches)
            return new UndoStep
            {
                Repaired = repaired,
                Standing = RepairStanding.ClaimNotTrue,
                Function = function,
                IsLeftover = isLeftover,
                Obstacle = $"the tags of role {role.RoleName} are not trusted: {string.Join("; ", mismatches)}."
            };

        var standing = function is null
            ? account.UnreadRegions.Contains(repaired.Function!.Region!) || (!account.IsRead && account.UnreadRegions.Count == 0)
                ? RepairStanding.Unknown
                : RepairStanding.FunctionGone
            : function.Role.Equals(role.RoleArn, StringComparison.OrdinalIgnoreCase) ? RepairStanding.Repaired
            : function.Role.Equals(repaired.SourceRoleArn, StringComparison.OrdinalIgnoreCase) ? RepairStanding.OnSourceRole
            : later?.User.FunctionArn == function.FunctionArn ? RepairStanding.RepairedAgain
            : RepairStanding.OnOtherRole;
        var step = new UndoStep
        {
            Repaired = repaired,
            Standing = standing,
            Function = function,
            Source = source,
            IsLeftover = isLeftover,
            OwnVersions = [.. users.Where(user => IsVersionOf(user, repaired)).Select(user => user.Version)],
        };
        return step with
        {
            Change = standing == RepairStanding.Repaired && source is { Exists: true, IsComplete: true }
                ? Change(role, source, cancellationToken)
                : null,
            Obstacle = standing == RepairStanding.Repaired ? Obstacle(repaired, source) : null,
            KeptBecause = later is { } next
                ? $"role {next.Role.RoleName}, which function {next.User} ({next.User.Region}) uses, was created from it; undo that first."
                : KeptBecause(step, users),
        };
    }

    private static string? Obstacle(RepairedRole repaired, ExecutionRole? source) => source switch
    {
        null => $"its source role {repaired.SourceRoleArn} could not be read (see the errors).",
        { Exists: false } =>
            $"its source role {repaired.SourceRoleArn} no longer exists. A role re-created under that name is a different "
            + "principal: create one deliberately, and assign it to the function with Set-LambdaExecutionRole.",
        { TrustsLambda: false } => $"its source role {repaired.SourceRoleArn} no longer trusts Lambda.",
        _ => null,
    };

    private static bool IsVersionOf(LambdaFunction user, RepairedRole repaired) => user.IsPublishedVersion
        && repaired.Function is { } function && user.FunctionName == function.FunctionName && user.Region == function.Region;

    private string? KeptBecause(UndoStep step, IReadOnlyList<LambdaFunction> users)
    {
        var role = step.Repaired.Role;
        // The function itself returns to its source role; other users of the role keep it.
        var others = users.Where(user => step.Standing != RepairStanding.Repaired || user.FunctionArn != step.Repaired.FunctionArn)
            .ToList();
        if (others.Count > 0)
            return $"{NameList.Few(others.Select(user => $"{user} ({user.Region})"))} uses it."
                + string.Concat(others.Where(user => IsVersionOf(user, step.Repaired)).Select(user =>
                    $" To delete version {user.Version}, if no alias and no caller needs it: "
                    + $"{AliasOutcomes.ToDelete(user.FunctionName, user.Region, user.Version)}"));
        if (!account.IsRead)
        {
            var commands = RoleCommands.ToDelete(
                role.RoleArn, [.. role.AttachedPolicies.Select(policy => policy.PolicyArn!)],
                [.. role.InlinePolicies.Select(policy => policy.PolicyName)]);
            return $"whether something uses it is unknown; not read: {account.Unread}. {commands}";
        }

        if (role.InstanceProfiles is { Count: > 0 } profiles) return $"instance profile {string.Join(", ", profiles)} contains it.";
        var trusting = account.RolesTrusting(role).ToList();
        if (trusting.Count > 0) return $"the trust policy of {NameList.Few(trusting)} names it.";
        return ContentObjection(step, RoleContent.Of(role));
    }

    /// <summary>
    /// Returns the reason why a role's content prevents its deletion; null if it is the content that the role was created with, or a part
    /// of it.
    /// </summary>
    /// <remarks>
    /// The tags have the hash of the complete content, not the content. A part of a copy is a part of the source role. A part of a narrowed
    /// role is proven to grant no more than the source role. A function is moved to a role only when the role is complete, so for a role
    /// that its function uses, such a proof would hide a modification.
    /// </remarks>
    internal static string? ContentObjection(UndoStep step, RoleContent content) =>
        content.Hash == step.Repaired.ContentHash
        || (step.Source is { } source
            && (RepairedRole.IsPart(content, source)
                || (step.Standing != RepairStanding.Repaired && NarrowedPart.Is(content, source))))
            ? null
            : "it was modified after the repair created it.";

    /// <summary>
    /// Returns what the function gains and loses with the source role. The roles of one repair usually have the same source and content.
    /// </summary>
    private RoleComparison? Change(ExecutionRole role, ExecutionRole source, CancellationToken cancellationToken)
    {
        try
        {
            // If no policy depends on the caller, the roles are interchangeable.
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
