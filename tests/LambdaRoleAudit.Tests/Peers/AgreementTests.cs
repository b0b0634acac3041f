using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The module's answer is that of a ten-line boto3 script, on the Sandbox and on moto; and from every source the same.</summary>
public sealed class AgreementTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_the_Sandbox_over_random_estates(bool versions)
    {
        await Python.RequireAsync();
        var estates = Enumerable.Range(1, 20).Select(seed => new RandomEstate(seed)).ToArray();
        var servers = await Task.WhenAll(estates.Select(estate => Sandboxes.StartAsync(estate.State, quotas: false)));
        try
        {
            var answers = await Python.RunAsync("shared_roles.py", servers[0].Url,
                [.. estates.Zip(servers, (estate, server) => $"{server.Url}|{estate.Home}||{(versions ? "versions" : "")}")]);
            for (var i = 0; i < estates.Length; i++)
            {
                var expected = Text(answers[i]);
                Assert.Equal(expected, Text(FromAws(servers[i], estates[i], versions)));
                Assert.Equal(expected, Text(FromFile(estates[i], versions)));
                Assert.Equal(expected, Text(FromPipeline(estates[i], versions)));
            }

            Assert.Contains(answers.EnumerateArray(), answer => answer.EnumerateObject().Count() > 1);
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task On_moto_over_random_estates()
    {
        await using var moto = await MotoServer.StartAsync();
        var specification = Path.GetTempFileName();
        try
        {
            for (var seed = 100; seed < 104; seed++)
            {
                await moto.ResetAsync();
                var estate = new RandomEstate(seed, onlyAws: true, most: 40);
                await File.WriteAllTextAsync(specification, estate.ToJson(), TestContext.Current.CancellationToken);
                await Python.RunAsync("populate.py", moto.Url, specification);
                foreach (var versions in new[] { false, true })
                {
                    var answers = await Python.RunAsync(
                        "shared_roles.py", moto.Url,
                        $"{moto.Url}|{estate.Home}|{string.Join(',', estate.Regions)}|{(versions ? "versions" : "")}");
                    var ours = _session.Run(
                        $"Get-SharedLambdaRole {ModuleSession.At(moto.Url)} -Region {string.Join(',', estate.Regions)} "
                        + $"-IncludeVersion:${versions}").AssertClean();
                    Assert.Equal(Text(answers[0]), Text(ours.Roles));
                    Assert.Equal(Text(answers[0]), Text(FromFile(estate, versions)));
                }
            }
        }
        finally
        {
            File.Delete(specification);
        }
    }

    [Fact]
    public async Task On_moto_the_whole_account_is_read()
    {
        await using var moto = await MotoServer.StartAsync();
        var estate = new RandomEstate(7, onlyAws: true, most: 30);
        var specification = Path.GetTempFileName();
        await File.WriteAllTextAsync(specification, estate.ToJson(), TestContext.Current.CancellationToken);
        await Python.RunAsync("populate.py", moto.Url, specification);
        File.Delete(specification);
        var result = _session.Run($"Get-SharedLambdaRole {ModuleSession.At(moto.Url)}").AssertClean();
        Assert.Equal(Text(FromFile(estate, false)), Text(result.Roles));
        Assert.All(result.Roles, role => Assert.True(role.IsComplete));
    }

    [Fact]
    public async Task On_what_the_AWS_CLI_wrote()
    {
        await Python.RequireAsync();
        var estate = new RandomEstate(3, onlyAws: true);
        await using var server = await Sandboxes.StartAsync(estate.State);
        var path = Path.GetTempFileName();
        try
        {
            foreach (var region in estate.Regions)
            {
                var (code, output, errors) = await Python.CliAsync(server.Url, "lambda", "list-functions", "--region", region);
                Assert.True(code == 0, errors);
                await File.AppendAllTextAsync(path, output, TestContext.Current.CancellationToken);
            }

            Assert.Equal(
                Text(FromAws(server, estate, false)),
                Text(_session.Run($"Get-SharedLambdaRole -LiteralPath {path}").AssertClean().Roles));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose() => _session.Dispose();

    private IReadOnlyList<SharedLambdaRole> FromAws(SandboxServer server, RandomEstate estate, bool versions)
    {
        _session.SetVariable("StoredAWSRegion", estate.Home);
        return _session.Run($"Get-SharedLambdaRole {ModuleSession.At(server)} -IncludeVersion:${versions}").AssertClean().Roles;
    }

    private IReadOnlyList<SharedLambdaRole> FromFile(RandomEstate estate, bool versions)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, estate.ListFunctions(versions));
            return _session.Run($"Get-SharedLambdaRole -LiteralPath {path}").AssertClean().Roles;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private IReadOnlyList<SharedLambdaRole> FromPipeline(RandomEstate estate, bool versions)
    {
        _session.SetVariable("functions", estate.Regions.SelectMany(region => estate.Account.Region(region).List(versions))
            .Select(object (function) => new { function.FunctionName, function.FunctionArn, function.Role, function.Version }).ToArray());
        return _session.Run("$functions | Get-SharedLambdaRole").AssertClean().Roles;
    }

    private static string Text(JsonElement answer) => string.Join('\n', answer.EnumerateObject()
        .Select(role =>
            $"{role.Name}: "
            + $"{string.Join(' ', role.Value.EnumerateArray().Select(function => function.GetString()).Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal));

    private static string Text(IEnumerable<SharedLambdaRole> roles) => string.Join('\n', roles
        .Select(role =>
            $"{role.RoleArn}: "
            + $"{string.Join(' ', role.Functions.Select(function => string.Join(':', function.FunctionArn.Split(':')[..7])).Distinct().Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal));
}
