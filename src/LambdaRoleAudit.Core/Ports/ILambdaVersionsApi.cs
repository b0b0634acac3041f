using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Ports;

/// <summary>The Lambda operations on versions and aliases, in one region. Every method throws <see cref="AwsCallException"/>.</summary>
public interface ILambdaVersionsApi
{
    /// <summary>Returns all aliases of a function.</summary>
    Task<IReadOnlyList<FunctionAlias>> ListAliasesAsync(string functionName, CancellationToken cancellationToken);

    /// <summary>Returns one alias.</summary>
    Task<FunctionAlias> GetAliasAsync(string functionName, string name, CancellationToken cancellationToken);

    /// <summary>Points an alias to another version, in one step. The alias keeps everything else.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="name">The alias's name.</param>
    /// <param name="version">The version.</param>
    /// <param name="revisionId">The revision id that the alias must still have; null for any.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    Task<FunctionAlias> UpdateAliasAsync(
        string functionName, string name, string version, string? revisionId, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes the function as a version. "Lambda doesn't publish a version if the function's configuration and code haven't changed
    /// since the last version" (Lambda API reference, PublishVersion); it then returns that version.
    /// </summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="codeSha256">The hash that the function's code must still have.</param>
    /// <param name="revisionId">The revision id that the function must still have; null for any.</param>
    /// <param name="description">The description of the version; null for the function's.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    Task<FunctionVersion> PublishVersionAsync(
        string functionName, string codeSha256, string? revisionId, string? description, CancellationToken cancellationToken);

    /// <summary>Returns the function itself, or a version of it, with what is needed to compare them.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="version">The version; null for the function itself.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    Task<FunctionVersion> GetVersionAsync(string functionName, string? version, CancellationToken cancellationToken);

    /// <summary>Returns the function and its published versions. State and tags are not included.</summary>
    Task<IReadOnlyList<FunctionDetail>> ListVersionsAsync(string functionName, CancellationToken cancellationToken);

    /// <summary>Returns the resource policy of a version or an alias; null if it has none.</summary>
    Task<string?> GetQualifiedPolicyAsync(string functionName, string qualifier, CancellationToken cancellationToken);

    /// <summary>Returns the provisioned concurrency of a version or an alias; null if it has none.</summary>
    Task<ProvisionedConcurrency?> GetProvisionedConcurrencyAsync(
        string functionName, string qualifier, CancellationToken cancellationToken);

    /// <summary>Returns how the URL of an alias authorizes its callers (AWS_IAM or NONE); null if the alias has no URL.</summary>
    Task<string?> GetUrlAuthTypeAsync(string functionName, string alias, CancellationToken cancellationToken);
}
