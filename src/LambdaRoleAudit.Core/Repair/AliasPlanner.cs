using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>Adds the aliases to the steps of a plan. A pure function of the account.</summary>
internal static class AliasPlanner
{
    /// <summary>The id of the issue that a function's aliases could not be read. It is a blocker, unless unknowns are allowed.</summary>
    public const string AliasesUnknown = "AliasesUnknown";

    /// <summary>
    /// Returns the functions that were moved before and have a version on their source role. Their own roles are not
    /// shared, but their aliases can still be on the source role.
    /// </summary>
    public static IEnumerable<LambdaFunction> MovedBefore(Account account)
    {
        var frozen = account.Functions.Where(function => function.IsPublishedVersion)
            .Select(version => (version.Region, version.FunctionName, version.Role)).ToHashSet();
        return account.Functions.Where(function => !function.IsPublishedVersion && OwnRoleOf(account, function) is { } own
            && frozen.Contains((function.Region, function.FunctionName, own.SourceRoleArn)));
    }

    /// <summary>
    /// Returns the functions whose aliases are read: those with a published version on the role that they leave, or left.
    /// </summary>
    /// <param name="account">The account, with functions and roles.</param>
    /// <param name="functions">The functions of the plan.</param>
    public static IEnumerable<LambdaFunction> Choose(Account account, IEnumerable<LambdaFunction> functions)
    {
        var versions = account.Functions.Where(function => function.IsPublishedVersion)
            .ToLookup(version => (version.AccountId, version.Region, version.FunctionName));
        return functions.Where(function => versions[(function.AccountId, function.Region, function.FunctionName)].Any(version =>
            Same(version.Role, function.Role) || Same(version.Role, OwnRoleOf(account, function)?.SourceRoleArn)));
    }

    /// <summary>Returns a step with the aliases of its function.</summary>
    /// <param name="step">The step.</param>
    /// <param name="account">The account.</param>
    /// <param name="function">The function.</param>
    /// <param name="options">The options of the plan.</param>
    public static LambdaRoleRepairStep With(
        LambdaRoleRepairStep step, Account account, LambdaFunction function, RepairOptions options)
    {
        if (!options.IncludeAlias || step.IsNotShared || account.Aliases is not { } aliases) return step;
        if (aliases.WhyUnread(function) is { } why)
        {
            var issue = new PlanIssue(AliasesUnknown, $"The function's aliases could not be read ({why}). Allow lambda:ListAliases.");
            return options.AllowUnknown
                ? step with { Warnings = [.. step.Warnings, issue] }
                : step with { Blockers = [.. step.Blockers, issue] };
        }

        if (aliases.Of(function) is not { } read) return step;
        // A step that moves the function has this blocker itself.
        var owner = step.IsAlreadyRepaired && !options.AllowManaged && account.DetailOf(function) is { } detail
            ? FunctionOwner.Find(detail.Tags)
            : null;
        PlanIssue[] managed = owner is not { } tool ? [] :
        [
            new PlanIssue(
                "FunctionManagedElsewhere",
                $"The function is managed by {tool.Tool} (tag {tool.Tag}), and its aliases may be too. Publish a version there. To move "
                + "the alias here anyway, use -AllowManaged."),
        ];
        var roles = step.IsAlreadyRepaired ? RoleBlockers(step, account, function, options).ToList() : [];
        return step with
        {
            Aliases = [
                .. read.Aliases
                    // An alias that was moved before points to a version on the function's own role.
                    .Where(alias => !step.IsAlreadyRepaired || alias.Version is null || alias.Alias.AdditionalVersions.Count > 0
                        || !Same(alias.Version.Role, function.Role))
                    .Select(alias => Move(alias, read.Latest, account.RoleOf(step.SourceRoleArn), step, options))
                    .Select(move => move with { Blockers = [.. managed, .. roles, .. move.Blockers] })],
        };
    }

    /// <summary>
    /// Returns what stands against moving callers to the role of a function that was moved before. The source role, or the function's own
    /// role, can have other permissions since: the alias moves now, so the two are compared as they are now.
    /// </summary>
    private static IEnumerable<PlanIssue> RoleBlockers(
        LambdaRoleRepairStep step, Account account, LambdaFunction function, RepairOptions options)
    {
        if (account.RoleOf(step.SourceRoleArn) is not { Exists: true, IsComplete: true } source
            || account.RoleOf(function.Role) is not { Exists: true, IsComplete: true } own)
        {
            yield return new PlanIssue(
                "AliasRoleUnknown",
                $"Role {step.SourceRoleArn} of the alias's version and the function's own role could not both be read, so they were not "
                + "compared.");
            yield break;
        }

        var comparison = Compare(source, own);
        if (comparison.Relation is not (RoleRelation.Equal or RoleRelation.Narrower))
            yield return new PlanIssue(
                "AliasRoleGrantsMore",
                $"The function's own role {own.RoleName} grants, or may grant, more than {source.RoleName} does now: "
                + $"{First(comparison.Added) ?? comparison.Reason}. Undo the repair, and repair the function again.");
        if (comparison.Relation is not (RoleRelation.Equal or RoleRelation.Wider) && !options.AllowLoss)
            yield return new PlanIssue(
                "AliasRoleGrantsLess",
                $"The function's own role {own.RoleName} does not grant, or may not grant, everything that {source.RoleName} grants now: "
                + $"{First(comparison.Removed) ?? comparison.Reason}. Undo the repair and repair the function again, or use -AllowLoss.");

        static string? First(IEnumerable<PermissionWitness> witnesses) => witnesses.FirstOrDefault()?.ToString();
    }

    private static RoleComparison Compare(ExecutionRole source, ExecutionRole own)
    {
        try
        {
            return RoleComparer.Compare(source, own, 1);
        }
        catch (PolicyFormatException e)
        {
            return new RoleComparison
            {
                Reference = source.RoleName, Difference = own.RoleName, Relation = RoleRelation.Unknown, Added = [], Removed = [],
                Reason = e.Message,
            };
        }
    }

    private static AliasMove Move(
        AliasDetail detail, FunctionVersion latest, ExecutionRole? source, LambdaRoleRepairStep step, RepairOptions options)
    {
        var alias = detail.Alias;
        var blockers = new List<PlanIssue>();
        var warnings = new List<PlanIssue>();
        if (detail.WhyUnread is { } why)
            blockers.Add(new PlanIssue("AliasUnreadable", $"Alias {alias.Name} could not be read completely ({why})."));
        blockers.AddRange(AliasDecision.Blockers(
            latest, alias, detail.Version, (detail.Provisioned, detail.ProvisionedOfVersion), step.SourceRoleArn,
            options.AllowProvisionedConcurrency));
        if (detail.Policy is { } policy && source is not null && RoleReference.IsNamedIn(policy, source))
            warnings.Add(new PlanIssue(
                "NamedInAliasPolicy",
                $"The resource policy of alias {alias.Name} names the source role but not the new role. If the function calls its own "
                + "alias, add the new role there first."));
        if (detail.Provisioned is not null && blockers.Count == 0)
            warnings.Add(new PlanIssue(
                "AliasIsProvisionedAgain",
                $"Until the provisioned concurrency of alias {alias.Name} is allocated again, its calls start on demand."));
        return new AliasMove
        {
            Name = alias.Name,
            AliasArn = alias.AliasArn,
            RevisionId = alias.RevisionId,
            FromVersion = alias.FunctionVersion,
            FromRoleArn = detail.Version?.Role,
            CodeSha256 = detail.Version?.Detail.CodeSha256,
            HasProvisionedConcurrency = detail.Provisioned is not null,
            AllowsProvisionedConcurrency = detail.Provisioned is not null && options.AllowProvisionedConcurrency,
            Belongings = [.. Belongings(detail)],
            Blockers = blockers,
            Warnings = warnings,
        };
    }

    private static IEnumerable<string> Belongings(AliasDetail detail)
    {
        if (detail.Policy is not null) yield return "resource policy";
        if (detail.UrlAuthType is { } type) yield return $"function URL ({type})";
        foreach (var mapping in detail.Mappings) yield return $"event source mapping {mapping.Uuid} ({mapping.EventSourceArn})";
    }

    private static RepairedRole? OwnRoleOf(Account account, LambdaFunction function) =>
        account.RoleOf(function.Role) is { Exists: true } role ? RepairedRole.OwnOf(role, function.FunctionArn) : null;

    private static bool Same(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
