using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>Makes the objects that the command returns from what was collected.</summary>
public sealed class UsageBuilder
{
    private readonly UsageTargets _targets;
    private readonly UsageEvidence _evidence;
    private readonly IReadOnlyDictionary<string, RoleLastAccess>? _lastAccessed;
    private readonly UsageCoverage _coverage;
    private readonly ItemList<string> _daysWithoutRecords;
    private readonly ItemList<string> _logRegions;
    private readonly ItemList<string> _unreadRegions;
    private readonly ItemList<string> _regionsWithoutRecords;
    private readonly ItemList<string> _unread;
    private readonly Dictionary<string, RoleGrantedActions?> _granted = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="targets">The functions and roles.</param>
    /// <param name="evidence">The records that were read.</param>
    /// <param name="lastAccessed">IAM's service last accessed information by role ARN; null if it was not requested.</param>
    public UsageBuilder(
        UsageTargets targets, UsageEvidence evidence,
        IReadOnlyDictionary<string, RoleLastAccess>? lastAccessed = null)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        _targets = targets;
        _evidence = evidence;
        _lastAccessed = lastAccessed;
        _coverage = new UsageCoverage(evidence);
        _daysWithoutRecords = [.. evidence.DaysWithoutRecords.Order().Select(day => day.ToString("O", CultureInfo.InvariantCulture))];
        _logRegions = [.. evidence.Regions.Order(StringComparer.Ordinal)];
        _unreadRegions = [.. evidence.UnreadRegions.Order(StringComparer.Ordinal)];
        _regionsWithoutRecords = [.. evidence.RegionsWithoutRecords.Order(StringComparer.Ordinal)];
        _unread = [.. evidence.Unread];
    }

    /// <summary>
    /// Returns the usage of each function, sorted by role, name and region, and after the functions of each role its sessions that no
    /// function can be named for. So the functions that share a role stand together.
    /// </summary>
    public IEnumerable<LambdaRoleUsage> Build()
    {
        var others = Others();
        var onRole = others.Concat(_targets.Functions).ToLookup(function => function.Role, StringComparer.OrdinalIgnoreCase);
        var functions = _targets.Functions.Concat(others.Where(_targets.Wants))
            .Select(function => (function.Role, Function: (LambdaFunction?)function));
        var sessions = _evidence.Calls.Unattributed.Keys.Where(role => _targets.WantsRole(role, [.. onRole[role]]))
            .Select(role => (Role: role, Function: (LambdaFunction?)null));
        foreach (var (role, function) in functions.Concat(sessions).OrderBy(entry => entry.Role, StringComparer.Ordinal)
            .ThenBy(entry => entry.Function is null).ThenBy(entry => entry.Function?.FunctionName, StringComparer.Ordinal)
            .ThenBy(entry => entry.Function?.Region, StringComparer.Ordinal))
        {
            yield return function is null
                ? Usage(null, role, Arn.TryParse(role, out var arn) ? arn.AccountId : "", _evidence.Calls.Unattributed[role])
                : Usage(function, role, function.AccountId, _evidence.Calls.Functions.GetValueOrDefault(function.FunctionArn));
        }
    }

    /// <summary>
    /// Returns a problem for each name that no record has, if only the records tell which functions there are. A typo must not look like an
    /// empty result.
    /// </summary>
    public IEnumerable<Problem> Missing() => _targets.HasAccount ? [] : _targets.MissingAmong(Others());

    /// <summary>What to do if records alone name no function.</summary>
    public const string NoFunctions =
        "The records have calls of roles, but no record names a function. Records before 2025 never do. Add the output of "
        + "'aws iam get-account-authorization-details' and 'aws lambda list-functions' to the files.";

    /// <summary>The number of roles with calls that no function can be named for.</summary>
    public int UnattributedRoleCount => _evidence.Calls.Unattributed.Count;

    /// <summary>Returns the functions that only records name.</summary>
    private List<LambdaFunction> Others()
    {
        var known = _targets.Functions.Select(function => function.FunctionArn).ToHashSet(StringComparer.Ordinal);
        return [.. _evidence.Calls.Functions.Where(log => !known.Contains(log.Key))
            .Select(log => FunctionOf(log.Key, log.Value.RoleArn!)).OfType<LambdaFunction>()];
    }

    private LambdaRoleUsage Usage(LambdaFunction? function, string roleArn, string accountId, ActivityLog? log)
    {
        ItemList<UsedPermission> permissions = [.. log?.Permissions() ?? []];
        var used = permissions.Where(permission => permission.Count > 0).Select(permission => permission.Action)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new LambdaRoleUsage
        {
            FunctionName = function?.FunctionName,
            FunctionArn = function?.FunctionArn,
            Region = function?.Region,
            AccountId = accountId,
            RoleArn = roleArn,
            From = _evidence.From,
            To = _evidence.To,
            Permissions = permissions,
            Coverage = GrantedOf(roleArn) is { } granted
                ? [.. _coverage.Of(granted, used, _lastAccessed?.GetValueOrDefault(roleArn)?.Services)]
                : null,
            Unmapped = [.. log?.Unmapped() ?? []],
            Source = _evidence.Source,
            DaysWithoutRecords = _daysWithoutRecords,
            LogRegions = _logRegions,
            UnreadLogRegions = _unreadRegions,
            RegionsWithoutRecords = _regionsWithoutRecords,
            CoversAllRegions = _evidence.CoversAllRegions,
            IsLastAccessedRead = _lastAccessed?.ContainsKey(roleArn) == true,
            IsComplete = _evidence.Unread.Count == 0 && _evidence.UnreadRegions.Count == 0,
            Unread = _unread,
        };
    }

    private RoleGrantedActions? GrantedOf(string roleArn)
    {
        if (!_granted.TryGetValue(roleArn, out var granted))
            _granted[roleArn] = granted = RoleGrantedActions.Of(_targets.RoleOf(roleArn));
        return granted;
    }

    private static LambdaFunction? FunctionOf(string functionArn, string roleArn) =>
        Arn.TryParse(functionArn, out var arn) && arn.Resource.Split(':') is ["function", var name, ..]
            ? new LambdaFunction
            {
                FunctionName = name,
                FunctionArn = functionArn,
                Region = arn.Region,
                AccountId = arn.AccountId,
                Role = roleArn,
                Version = LambdaFunction.Latest,
            }
            : null;
}
