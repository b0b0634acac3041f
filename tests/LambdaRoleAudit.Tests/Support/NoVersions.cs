using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>For a Lambda that is never asked for versions or aliases.</summary>
internal abstract class NoVersions : ILambdaVersionsApi
{
    public Task<IReadOnlyList<FunctionAlias>> ListAliasesAsync(string functionName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FunctionAlias> GetAliasAsync(string functionName, string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FunctionAlias> UpdateAliasAsync(
        string functionName, string name, string version, string? revisionId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FunctionVersion> PublishVersionAsync(
        string functionName, string codeSha256, string? revisionId, string? description, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<FunctionVersion> GetVersionAsync(string functionName, string? version, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<FunctionDetail>> ListVersionsAsync(string functionName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetQualifiedPolicyAsync(string functionName, string qualifier, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ProvisionedConcurrency?> GetProvisionedConcurrencyAsync(
        string functionName, string qualifier, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> GetUrlAuthTypeAsync(string functionName, string alias, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
