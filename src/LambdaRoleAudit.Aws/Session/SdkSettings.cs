using System.Collections;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Internal;

namespace LambdaRoleAudit.Aws.Session;

/// <summary>
/// The settings that the SDK reads once in a process: AWS_MAX_ATTEMPTS, AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT and others, from
/// the environment and the profile (AWS SDKs and Tools Reference Guide, "Settings reference"). A shell runs for days, so a setting that
/// changes between two commands must apply to the second.
/// </summary>
internal static class SdkSettings
{
    private static readonly object Gate = new();
    private static string? _read;

    /// <summary>
    /// Lets the SDK read its settings again, if they changed. Not each time: while it reads, a command in another runspace sees none.
    /// </summary>
    public static void Refresh()
    {
        lock (Gate)
        {
            var now = Fingerprint();
            if (now == _read) return;
            FallbackInternalConfigurationFactory.Reset();
            _read = now;
        }
    }

    private static string Fingerprint()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, variable.Value))
            .Where(variable => variable.Name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)
            // Only to be compared, so that no copy of a secret is kept.
            .Select(variable => $"{variable.Name}={string.GetHashCode((string?)variable.Value, StringComparison.Ordinal)}");
        return string.Join('\n', variables.Concat(Files().Select(Stamp)));
    }

    private static IEnumerable<string> Files()
    {
        yield return Set(SharedCredentialsFile.SharedCredentialsFileEnvVar) ?? SharedCredentialsFile.DefaultFilePath;
        yield return Set(SharedCredentialsFile.SharedConfigFileEnvVar) ?? SharedCredentialsFile.DefaultConfigFilePath;
    }

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
    }
}
