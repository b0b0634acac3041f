using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.Services;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Looks at the Sandbox's own state after every operation: at every instant, the callers of each alias get the code and the configuration
/// that they had first, under a role that exists and trusts Lambda, from a version that is Active.
/// </summary>
public sealed class AliasObserver
{
    private readonly AccountState _account;
    private readonly SandboxState _state;
    private readonly Dictionary<string, string> _first = [];
    private readonly List<string> _violations = [];

    public AliasObserver(SandboxState state)
    {
        _state = state;
        _account = state.Accounts.Values.Single();
        foreach (var (arn, version) in Aliases()) _first[arn] = Served(version);
        var before = state.Observer;
        state.Observer = account =>
        {
            before?.Invoke(account);
            Looks++;
            Look();
        };
    }

    public int Looks { get; private set; }

    public void AssertHeld()
    {
        lock (_account.Lock) Assert.True(_violations.Count == 0, string.Join('\n', _violations.Take(5)));
        Assert.NotEmpty(_first);
        Assert.True(Looks > 0, "Nothing was looked at.");
    }

    /// <summary>What each alias resolves to.</summary>
    public static IReadOnlyDictionary<string, FunctionState> Versions(AccountState account) => Of(account).ToDictionary(
        alias => $"{alias.Function.FunctionName}:{alias.Alias.Name}",
        alias => LambdaAliases.Target(alias.Function, alias.Alias.FunctionVersion));

    private IEnumerable<(string Arn, FunctionState Version)> Aliases() => Of(_account).Select(alias =>
        ($"{alias.Function.FunctionArn}:{alias.Alias.Name}", LambdaAliases.Target(alias.Function, alias.Alias.FunctionVersion)));

    private static IEnumerable<(FunctionState Function, AliasState Alias)> Of(AccountState account) =>
        RepairObserver.Functions(account).SelectMany(function => function.Aliases.Values.Select(alias => (function, alias)));

    private void Look()
    {
        foreach (var (arn, version) in Aliases())
        {
            if (!_first.TryGetValue(arn, out var first)) continue;
            if (Served(version) != first) _violations.Add($"{arn} serves another code or configuration: version {version.Version}");
            if (version.ActiveAt > _state.Now || version.ActivationFails)
                _violations.Add($"{arn}: version {version.Version} is not Active");
            if (_account.FindRole(version.Role) is not { } role) _violations.Add($"{arn}: role {version.Role} does not exist");
            else if (!Permissions.TrustsLambda(role)) _violations.Add($"{arn}: role {role.RoleName} does not trust Lambda");
        }
    }

    /// <summary>What callers see: everything but the role and the names of the version.</summary>
    private static string Served(FunctionState version)
    {
        var configuration = (JsonObject)version.Configuration.DeepClone();
        foreach (var name in new[] { "Role", "FunctionArn", "Version", "RevisionId", "LastModified", "Description" })
            configuration.Remove(name);
        (configuration["SnapStart"] as JsonObject)?.Remove("OptimizationStatus");
        return configuration.ToJsonString();
    }
}
