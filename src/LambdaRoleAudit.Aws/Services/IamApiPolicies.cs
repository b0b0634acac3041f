using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

// Managed policies.
internal sealed partial class IamApi
{
    /// <inheritdoc/>
    public async Task<string> GetPolicyDocumentAsync(string policyArn, CancellationToken cancellationToken)
    {
        var version = await client.CallAsync(
            Request("GetPolicy", $"default version of {policyArn}", ("PolicyArn", policyArn)),
            body => IamXml.Required(IamXml.Only(body, "Policy"), "DefaultVersionId"), cancellationToken).ConfigureAwait(false);
        return await GetPolicyVersionAsync(policyArn, version, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<string> GetPolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken) => client.CallAsync(
        Request("GetPolicyVersion", $"document of {policyArn}", ("PolicyArn", policyArn), ("VersionId", versionId)),
        body => IamXml.Document(IamXml.Only(body, "PolicyVersion"), "Document"), cancellationToken);

    /// <inheritdoc/>
    public Task<PolicyRecord> GetPolicyAsync(string policyArn, CancellationToken cancellationToken) => client.CallAsync(
        Request("GetPolicy", $"policy {policyArn}", ("PolicyArn", policyArn)), body => IamXml.Policy(IamXml.Only(body, "Policy")),
        cancellationToken);

    /// <inheritdoc/>
    public Task<PolicyRecord> CreatePolicyAsync(PolicyDefinition policy, CancellationToken cancellationToken)
    {
        var request = Request(
            "CreatePolicy", $"policy {policy.PolicyName}", ("PolicyName", policy.PolicyName), ("Path", policy.Path),
            ("PolicyDocument", policy.Document));
        AddTags(request, policy.Tags);
        return client.CallAsync(request, body => IamXml.Policy(IamXml.Only(body, "Policy")), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListPolicyVersionsAsync(string policyArn, CancellationToken cancellationToken) => AllAsync(
        "ListPolicyVersions", $"versions of {policyArn}", ("PolicyArn", policyArn),
        result => IamXml.Members(result, "Versions").Select(version => IamXml.Required(version, "VersionId")), cancellationToken);

    /// <inheritdoc/>
    public Task DeletePolicyAsync(string policyArn, CancellationToken cancellationToken) =>
        DoAsync(Request("DeletePolicy", $"delete policy {policyArn}", ("PolicyArn", policyArn)), cancellationToken);
}
