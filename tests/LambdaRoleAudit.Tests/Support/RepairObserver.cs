using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Looks at the Sandbox's own state after every operation, not by our code. At every instant each role that a function or a
/// published version names exists, trusts Lambda, and has every policy that it had when the function was put on it; a function's
/// role has just the policies of its first role; and the roles of strangers, which no call of the run made, are as strangers left
/// them. What others do is told apart by their key, or is done by <see cref="ByOthers"/>.
/// </summary>
public sealed class RepairObserver
{
    private readonly AccountState _account;
    private readonly Func<RoleState, bool> _isOurs;

    /// <summary>By function: the role that it had first.</summary>
    private readonly Dictionary<string, string> _firstRoles = [];

    /// <summary>By first role: all that its policies have been.</summary>
    private readonly Dictionary<string, HashSet<string>> _policies = [];

    /// <summary>By function or version: the role that it is on, and what that role had then.</summary>
    private readonly Dictionary<string, Seat> _seats = [];

    /// <summary>By ARN: roles that the run may not touch, as they are to be.</summary>
    private readonly Dictionary<string, string> _strangers = [];

    /// <summary>The ids of roles that the run made.</summary>
    private readonly HashSet<string> _ours = [];

    private readonly List<string> _violations = [];

    /// <summary>Begins to look.</summary>
    /// <param name="state">The Sandbox's state, with one account.</param>
    /// <param name="isOurs">Which of the roles that are there already the run may change; null for none.</param>
    public RepairObserver(SandboxState state, Func<RoleState, bool>? isOurs = null)
    {
        _account = state.Accounts.Values.Single();
        _isOurs = isOurs ?? (_ => false);
        foreach (var role in _account.Roles.Values.Where(_isOurs)) _ours.Add(role.RoleId);
        Accept();
        state.Observer = Look;
    }

    /// <summary>How often it looked.</summary>
    public int Looks { get; private set; }

    /// <summary>The access keys of others: what their calls do is not the run's work, and holds from then on.</summary>
    public HashSet<string> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Does what somebody else does meanwhile.</summary>
    public void ByOthers(Action<AccountState> action)
    {
        lock (_account.Lock)
        {
            action(_account);
            Accept();
        }
    }

    /// <summary>Fails where anything did not hold at any instant.</summary>
    public void AssertHeld()
    {
        // A caller may have its answer before the look that follows: the Sandbox holds the lock until both are done.
        lock (_account.Lock)
        {
            Assert.True(_violations.Count == 0, string.Join('\n', _violations.Take(5)));
            Assert.True(Looks > 0, "Nothing was looked at.");
        }
    }

    /// <summary>Roles and functions, as far as a repair may touch them: the same before it and after it was undone.</summary>
    public static string Snapshot(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        return JsonSerializer.Serialize(new
        {
            Roles = account.Roles.Values.Select(Whole),
            Policies = account.Policies.Select(policy => (policy.Key, policy.Value.DefaultDocument).ToString()),
            Functions = Functions(account).Select(function => (function.FunctionArn, function.Role).ToString()),
            Mappings = account.EnabledRegions.SelectMany(region => account.Region(region).EventSourceMappings.Values)
                .Select(mapping => mapping.ToJsonString()),
        });
    }

    /// <summary>The functions of all regions, without their versions.</summary>
    public static IEnumerable<FunctionState> Functions(AccountState account) =>
        account.EnabledRegions.SelectMany(region => account.Region(region).List(allVersions: false));

    private static IEnumerable<FunctionState> WithVersions(AccountState account) =>
        account.EnabledRegions.SelectMany(region => account.Region(region).List(allVersions: true));

    private void Look(AccountState account)
    {
        Looks++;
        if (Others.Contains(account.LastCall.AccessKey)) Accept();
        else Judge();
    }

    /// <summary>What is now is not the run's work: it is what holds from now on.</summary>
    private void Accept()
    {
        foreach (var function in Functions(_account))
        {
            var isMoved = !_seats.TryGetValue(function.FunctionArn, out var seat) || seat.Arn != function.Role;
            if (isMoved) _firstRoles[function.FunctionArn] = function.Role;
        }

        foreach (var arn in _firstRoles.Values)
        {
            if (!_policies.TryGetValue(arn, out var known)) _policies[arn] = known = [];
            if (_account.FindRole(arn) is { } role) known.Add(Policies(role));
        }

        _strangers.Clear();
        foreach (var role in _account.Roles.Values)
            if (!_ours.Contains(role.RoleId)) _strangers[role.Arn] = Whole(role);
        foreach (var function in WithVersions(_account))
        {
            var seat = Seated(function);
            _seats[function.FunctionArn] = seat with { IsExcused = Faults(function, seat).Any() };
        }
    }

    private void Judge()
    {
        foreach (var role in _account.Roles.Values)
            if (!_strangers.ContainsKey(role.Arn)) _ours.Add(role.RoleId);
        foreach (var (arn, whole) in _strangers)
        {
            if (_account.FindRole(arn) is not { } stranger) Violated($"A stranger's role was deleted: {arn}");
            else if (Whole(stranger) != whole) Violated($"A stranger's role was changed: {arn}");
        }

        foreach (var function in WithVersions(_account))
        {
            if (!_seats.TryGetValue(function.FunctionArn, out var seat) || seat.Arn != function.Role)
                _seats[function.FunctionArn] = seat = Seated(function);
            if (seat.IsExcused) continue;
            foreach (var fault in Faults(function, seat)) Violated($"{function.FunctionArn}: {fault}");
        }
    }

    private IEnumerable<string> Faults(FunctionState function, Seat seat)
    {
        if (_account.FindRole(function.Role) is not { } role)
        {
            yield return $"role {function.Role} does not exist";
            yield break;
        }

        if (!Permissions.TrustsLambda(role)) yield return $"role {role.RoleName} does not trust Lambda";
        if (seat.RoleId != role.RoleId) yield return $"role {role.RoleName} is another one than that which the function was put on";
        var lost = seat.Policies.Except(PolicyList(role)).ToList();
        if (lost.Count > 0) yield return $"role {role.RoleName} has lost {string.Join(", ", lost)}";
        // A version keeps the role that it was published with; what its function is on is not measured by that.
        if (_firstRoles.TryGetValue(function.FunctionArn, out var first) && !_policies[first].Contains(Policies(role)))
            yield return $"role {role.RoleName} has not the policies of {first}";
    }

    private Seat Seated(FunctionState function)
    {
        var role = _account.FindRole(function.Role);
        return new Seat(function.Role, role?.RoleId, role is null ? [] : [.. PolicyList(role)]);
    }

    private void Violated(string what) => _violations.Add($"After {_account.LastCall.Operation}: {what}");

    private static IEnumerable<string> PolicyList(RoleState role) =>
        role.AttachedPolicyArns.Concat(role.InlinePolicies.Select(policy => $"{policy.Key}: {policy.Value}"));

    private static string Policies(RoleState role) =>
        JsonSerializer.Serialize(new { role.AttachedPolicyArns, role.InlinePolicies, role.PermissionsBoundary });

    /// <summary>Everything about a role.</summary>
    public static string Snapshot(RoleState role) => Whole(role);

    private static string Whole(RoleState role) => JsonSerializer.Serialize(new
    {
        role.Arn, role.RoleId, role.AssumeRolePolicyDocument, role.Description, role.MaxSessionDuration, role.Tags,
        Policies = Policies(role), role.InstanceProfiles,
    });

    private sealed record Seat(string Arn, string? RoleId, IReadOnlyList<string> Policies, bool IsExcused = false);
}
