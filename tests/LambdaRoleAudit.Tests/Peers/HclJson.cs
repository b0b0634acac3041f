using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>hcl2json: HashiCorp's own HCL parser, compiled to WebAssembly.</summary>
public static class HclJson
{
    private static readonly NpmPackage Package = new("@cdktf/hcl2json", "0.21.0");

    /// <summary>What it reads of each text; null for one that is not valid. Skips the test where the package cannot be had.</summary>
    public static async Task<IReadOnlyList<JsonNode?>> ReadAsync(IEnumerable<string> texts)
    {
        await Package.RequireAsync();
        var script = Path.Combine(TestEnvironment.RepositoryRoot, "tests", "LambdaRoleAudit.Tests", "Peers", "hcl_json.mjs");
        var start = new ProcessStartInfo("node", [script, Package.Folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(texts));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonNode.Parse(await output)!.AsArray().ToList();
    }
}
