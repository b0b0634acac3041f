using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <content>Versions and aliases.</content>
internal sealed partial class LambdaApi
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<FunctionAlias>> ListAliasesAsync(string functionName, CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            page => new WireRequest("ListAliases", FormattableString.Invariant($"aliases of {functionName}, page {page}"))
            {
                Method = "GET",
                Path = $"{PathOf(functionName)}/aliases",
                Quota = QuotaClass.Control,
            },
            new ListWalk(WireService.Lambda, "ListAliases", region, PageSize), FunctionVersionReader.ReadAliases,
            page => (page.Aliases is [var first, ..] ? first.Name : null, page.Next), cancellationToken);
        var all = new List<FunctionAlias>();
        await foreach (var (aliases, _) in pages.ConfigureAwait(false)) all.AddRange(aliases);
        return all;
    }

    /// <inheritdoc/>
    public Task<FunctionAlias> GetAliasAsync(string functionName, string name, CancellationToken cancellationToken) => client.CallAsync(
        new WireRequest("GetAlias", $"alias {name} of {functionName}")
        {
            Method = "GET",
            Path = PathOf(functionName, name),
            Quota = QuotaClass.Control,
        },
        FunctionVersionReader.ReadAlias, cancellationToken);

    /// <inheritdoc/>
    public Task<FunctionAlias> UpdateAliasAsync(
        string functionName, string name, string version, string? revisionId, CancellationToken cancellationToken)
    {
        var change = new Dictionary<string, string> { ["FunctionVersion"] = version };
        if (revisionId is not null) change["RevisionId"] = revisionId;
        return client.CallAsync(
            new WireRequest("UpdateAlias", $"alias {name} of {functionName} to version {version}")
            {
                Method = "PUT",
                Path = PathOf(functionName, name),
                Body = JsonSerializer.SerializeToUtf8Bytes(change),
                Quota = QuotaClass.Control,
            },
            FunctionVersionReader.ReadAlias, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FunctionVersion> PublishVersionAsync(
        string functionName, string codeSha256, string? revisionId, string? description, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, string> { ["CodeSha256"] = codeSha256 };
        if (revisionId is not null) wanted["RevisionId"] = revisionId;
        if (description is not null) wanted["Description"] = description;
        return client.CallAsync(
            new WireRequest("PublishVersion", $"a version of {functionName}")
            {
                Method = "POST",
                Path = $"{PathOf(functionName)}/versions",
                Body = JsonSerializer.SerializeToUtf8Bytes(wanted),
                Quota = QuotaClass.Control,
            },
            body => FunctionVersionReader.Read(body, region), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FunctionVersion> GetVersionAsync(string functionName, string? version, CancellationToken cancellationToken)
    {
        var request = new WireRequest(
            "GetFunction", version is null ? $"configuration of {functionName}" : $"version {version} of {functionName}")
        {
            Method = "GET",
            Path = PathOf(functionName),
            Quota = QuotaClass.GetFunction,
        };
        if (version is not null) request.Parameters["Qualifier"] = version;
        return client.CallAsync(request, body => FunctionVersionReader.Read(body, region), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FunctionDetail>> ListVersionsAsync(string functionName, CancellationToken cancellationToken)
    {
        var pages = PagesAsync(
            page => new WireRequest("ListVersionsByFunction", FormattableString.Invariant($"versions of {functionName}, page {page}"))
            {
                Method = "GET",
                Path = $"{PathOf(functionName)}/versions",
                Quota = QuotaClass.Control,
            },
            new ListWalk(WireService.Lambda, "ListVersionsByFunction", region, PageSize),
            body => FunctionVersionReader.ReadPage(body, region),
            page => (page.Versions is [var first, ..] ? first.Function.Version : null, page.Next), cancellationToken);
        var all = new List<FunctionDetail>();
        await foreach (var (versions, _) in pages.ConfigureAwait(false)) all.AddRange(versions);
        return all;
    }

    /// <inheritdoc/>
    public Task<string?> GetQualifiedPolicyAsync(string functionName, string qualifier, CancellationToken cancellationToken) =>
        PolicyAsync(functionName, qualifier, cancellationToken);

    /// <inheritdoc/>
    public async Task<ProvisionedConcurrency?> GetProvisionedConcurrencyAsync(
        string functionName, string qualifier, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetProvisionedConcurrencyConfig", $"provisioned concurrency of {functionName}:{qualifier}")
        {
            Method = "GET",
            Path = $"/2019-09-30/functions/{Uri.EscapeDataString(functionName)}/provisioned-concurrency",
            Quota = QuotaClass.Control,
        };
        request.Parameters["Qualifier"] = qualifier;
        try
        {
            return await client.CallAsync(request, ReadProvisioned, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == "ProvisionedConcurrencyConfigNotFoundException")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<string?> GetUrlAuthTypeAsync(string functionName, string alias, CancellationToken cancellationToken)
    {
        var request = new WireRequest("GetFunctionUrlConfig", $"URL of {functionName}:{alias}")
        {
            Method = "GET",
            Path = $"/2021-10-31/functions/{Uri.EscapeDataString(functionName)}/url",
            Quota = QuotaClass.Control,
        };
        request.Parameters["Qualifier"] = alias;
        try
        {
            return await client.CallAsync(request, ReadAuthType, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            // Lambda's response for an alias without a URL.
            return null;
        }
    }

    private static ProvisionedConcurrency ReadProvisioned(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return new ProvisionedConcurrency(
            json.RootElement.AnswerText("Status") ?? throw new JsonException("The response has no Status."),
            json.RootElement.AnswerText("StatusReason"),
            json.RootElement.AnswerNumber("RequestedProvisionedConcurrentExecutions"));
    }

    private static string ReadAuthType(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.AnswerText("AuthType") ?? throw new JsonException("The response has no AuthType.");
    }

    private static string PathOf(string functionName, string alias) =>
        $"{PathOf(functionName)}/aliases/{Uri.EscapeDataString(alias)}";
}
