using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Looks at the Sandbox's own state after every operation, not by our code: at every instant each function's role exists,
/// trusts Lambda, and has every policy that its first role had; the source roles are as they were.
/// </summary>
public sealed class RepairObserver
{
    private readonly Dictionary<string, string> _firstRoles = [];
    private readonly Dictionary<string, string> _policies = [];
    private readonly Dictionary<string, string> _sources = [];
    private readonly List<string> _violations = [];

    public RepairObserver(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        foreach (var function in Functions(account)) _firstRoles[function.FunctionArn] = function.Role;
        foreach (var role in account.Roles.Values)
        {
            _policies[role.Arn] = Policies(role);
            _sources[role.Arn] = Whole(role);
        }

        state.Observer = Look;
    }

    /// <summary>How often it looked.</summary>
    public int Looks { get; private set; }

    /// <summary>Fails where anything did not hold at any instant.</summary>
    public void AssertHeld()
    {
        Assert.True(_violations.Count == 0, string.Join('\n', _violations.Take(5)));
        Assert.True(Looks > 0, "Nothing was looked at.");
    }

    /// <summary>Roles and functions, as far as a repair may touch them: the same before it and after it was undone.</summary>
    public static string Snapshot(SandboxState state)
    {
        var account = state.Accounts.Values.Single();
        return JsonSerializer.Serialize(new
        {
            Roles = account.Roles.Values.Select(Whole),
            Functions = Functions(account).Select(function => (function.FunctionArn, function.Role).ToString()),
            Mappings = account.EnabledRegions.SelectMany(region => account.Region(region).EventSourceMappings.Values).Select(mapping => mapping.ToJsonString()),
        });
    }

    public static IEnumerable<FunctionState> Functions(AccountState account) => account.EnabledRegions.SelectMany(region => account.Region(region).List(allVersions: false));

    private void Look(AccountState account)
    {
        Looks++;
        foreach (var function in Functions(account))
        {
            if (account.FindRole(function.Role) is not { } role) _violations.Add($"{function.FunctionName}: role {function.Role} does not exist");
            else if (!role.AssumeRolePolicyDocument.Contains("lambda.amazonaws.com", StringComparison.Ordinal)) _violations.Add($"{function.FunctionName}: role {role.RoleName} does not trust Lambda");
            else if (Policies(role) != _policies[_firstRoles[function.FunctionArn]]) _violations.Add($"{function.FunctionName}: role {role.RoleName} has not the policies of {_firstRoles[function.FunctionArn]}");
        }

        foreach (var (arn, whole) in _sources)
            if (account.FindRole(arn) is not { } source || Whole(source) != whole) _violations.Add($"Source role {arn} was changed.");
    }

    private static string Policies(RoleState role) => JsonSerializer.Serialize(new { role.AttachedPolicyArns, role.InlinePolicies, role.PermissionsBoundary });

    /// <summary>Everything about a role.</summary>
    public static string Snapshot(RoleState role) => Whole(role);

    private static string Whole(RoleState role) => JsonSerializer.Serialize(new { role.Arn, role.RoleId, role.AssumeRolePolicyDocument, role.Description, role.MaxSessionDuration, role.Tags, Policies = Policies(role) });
}
