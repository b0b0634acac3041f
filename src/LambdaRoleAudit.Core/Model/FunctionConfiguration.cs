namespace LambdaRoleAudit.Model;

/// <summary>
/// Details of a function that are shown with its role. They are nested below <see cref="LambdaFunction.Configuration"/> on purpose: nearly
/// every parameter of AWS.Tools' <c>Update-LMFunctionConfiguration</c> binds by property name, so a top-level property named <c>Runtime</c>
/// or <c>Timeout</c> would overwrite the setting of a function that is piped to that cmdlet. Environment variables are never read.
/// </summary>
/// <param name="Runtime">The runtime's identifier, for example <c>python3.13</c>; null for container images.</param>
/// <param name="Handler">The handler; null for container images.</param>
/// <param name="PackageType"><c>Zip</c> or <c>Image</c>.</param>
/// <param name="Architecture"><c>x86_64</c> or <c>arm64</c>.</param>
/// <param name="MemorySize">The memory in MB; 0 if it was not given.</param>
/// <param name="Timeout">The timeout in seconds; 0 if it was not given.</param>
/// <param name="LastModified">The date and time, in UTC, of the last change to the configuration.</param>
/// <param name="RevisionId">The revision id of this configuration.</param>
public sealed record FunctionConfiguration(
    string? Runtime,
    string? Handler,
    string? PackageType,
    string? Architecture,
    int MemorySize,
    int Timeout,
    DateTimeOffset? LastModified,
    string? RevisionId)
{
    /// <summary>Returns the configuration on one line.</summary>
    public override string ToString() =>
        VisibleText.Of(FormattableString.Invariant($"{Runtime ?? PackageType}, {Architecture}, {MemorySize} MB, {Timeout} s"));
}
