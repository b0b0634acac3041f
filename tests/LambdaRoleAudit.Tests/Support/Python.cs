using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>AWS's own clients for Python, and what they say. Where they are missing, a local run skips; CI requires them.</summary>
public static class Python
{
    private static readonly Lazy<Task<string?>> WhyMissing = new(async () =>
    {
        try
        {
            var (code, _, errors) = await Programs.RunAsync("python3", ["-c", "import boto3, moto.server, awscli, samtranslator, cfnlint"]);
            return code == 0
                ? null
                : $"Python with boto3, moto[server], awscli, aws-sam-translator and cfn-lint is needed: {errors.Trim().Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"Python is needed: {e.Message}";
        }
    });

    /// <summary>Skips the test where Python's AWS packages are missing; in CI, fails it.</summary>
    public static async Task RequireAsync()
    {
        if (await WhyMissing.Value is not { } reason) return;
        Assert.False(TestEnvironment.IsCi, reason);
        Assert.Skip(reason);
    }

    /// <summary>Runs a script of Peers/ against an endpoint and reads the JSON that it prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, Uri endpoint, params string[] arguments)
    {
        var (code, output, errors) = await Programs.RunAsync(
            "python3", [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. arguments], Credentials(endpoint));
        Assert.True(code == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>What a script of Peers/ prints about files.</summary>
    public static async Task<string> ReadAsync(string script, params string[] files)
    {
        var (code, output, errors) =
            await Programs.RunAsync("python3", [Path.Combine(AppContext.BaseDirectory, "Peers", script), .. files]);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    /// <summary>Runs the AWS CLI against an endpoint.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> CliAsync(Uri endpoint, params string[] arguments) =>
        Programs.RunAsync("python3", ["-m", "awscli", .. arguments], Credentials(endpoint));

    /// <summary>Runs a short script against an endpoint.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> TextAsync(Uri endpoint, string script) =>
        Programs.RunAsync("python3", ["-c", script], Credentials(endpoint));

    private static Dictionary<string, string?> Credentials(Uri endpoint) => new()
    {
        ["AWS_ENDPOINT_URL"] = endpoint.ToString().TrimEnd('/'),
        ["AWS_ACCESS_KEY_ID"] = SandboxCredential.Default.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = SandboxCredential.Default.SecretKey,
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_RETRY_MODE"] = "standard",
        ["AWS_MAX_ATTEMPTS"] = "8",
    };
}
