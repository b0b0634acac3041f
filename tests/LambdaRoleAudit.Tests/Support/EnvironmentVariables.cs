namespace LambdaRoleAudit.Tests.Support;

/// <summary>Environment variables for as long as it lives. Use only in <see cref="EnvironmentCollection"/>.</summary>
public sealed class EnvironmentVariables : IDisposable
{
    private readonly List<(string Name, string? Value)> _before = [];

    public EnvironmentVariables(params (string Name, string? Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            _before.Add((name, Environment.GetEnvironmentVariable(name)));
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }
}

/// <summary>Tests that change the process's environment run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentCollection
{
    public const string Name = "Environment";
}
