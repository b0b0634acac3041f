using System.Reflection;
using System.Runtime.CompilerServices;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Where things are, and a process that knows no AWS account.</summary>
public static class TestEnvironment
{
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static string ModuleManifest { get; } = Path.Combine(Metadata("ModuleDirectory"), "LambdaRoleAudit.psd1");

    public static string TestHost { get; } = Metadata("TestHost");

    /// <summary>Where NuGet keeps the packages that the tests were built with.</summary>
    public static string PackageFolder { get; } = Metadata("PackageFolder");

    /// <summary>The manifest of the Pester that is locked with the other packages.</summary>
    public static string Pester { get; } = Metadata("Pester");

    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>The only AWS config file that the tests know. Write to it in <see cref="EnvironmentCollection"/> only.</summary>
    public static string AwsConfigFile { get; } = Path.GetTempFileName();

    /// <summary>Before any test: whatever AWS settings the machine has, the tests must neither use nor touch them.</summary>
    [ModuleInitializer]
    internal static void Isolate()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
            if (name.StartsWith("AWS_", StringComparison.Ordinal)) Environment.SetEnvironmentVariable(name, null);
        // The SDK takes these paths once a process, and only if the files are there.
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", AwsConfigFile);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.GetTempFileName());
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    private static string Metadata(string key) => typeof(TestEnvironment).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
