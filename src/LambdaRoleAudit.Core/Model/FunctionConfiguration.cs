namespace LambdaRoleAudit.Model;

/// <summary>
/// Detail of a function that is worth showing beside its role. It is nested below
/// <see cref="LambdaFunction.Configuration"/> on purpose: nearly every parameter of AWS.Tools'
/// <c>Update-LMFunctionConfiguration</c> binds by property name, so a top-level property called <c>Runtime</c> or
/// <c>Timeout</c> would rewrite a function that is piped there. Environment variables are never read.
/// </summary>
/// <param name="Runtime">The runtime's identifier, <c>python3.13</c> for one; null for container images.</param>
/// <param name="Handler">The handler; null for container images.</param>
/// <param name="PackageType"><c>Zip</c> or <c>Image</c>.</param>
/// <param name="Architecture"><c>x86_64</c> or <c>arm64</c>.</param>
/// <param name="MemorySize">Memory in MB; 0 where it was not given.</param>
/// <param name="Timeout">Timeout in seconds; 0 where it was not given.</param>
/// <param name="LastModified">When the configuration was last changed, UTC.</param>
/// <param name="RevisionId">Lambda's revision of this configuration.</param>
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
    /// <summary>One line.</summary>
    public override string ToString() =>
        VisibleText.Of(FormattableString.Invariant($"{Runtime ?? PackageType}, {Architecture}, {MemorySize} MB, {Timeout} s"));
}
