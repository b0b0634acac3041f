using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>IAM (API 2010-05-08): Query requests, XML responses.</summary>
internal sealed partial class IamApi(WireClient client) : IIamApi
{
    /// <summary>The maximum size of a page (IAM API reference: MaxItems 1 to 1000). IAM can return fewer items.</summary>
    private const int PageSize = 1000;

    /// <inheritdoc/>
    public Task<RoleRecord> GetRoleAsync(string roleName, CancellationToken cancellationToken) =>
        client.CallAsync(
            Request("GetRole", $"role {roleName}", ("RoleName", roleName)), body => IamXml.Role(IamXml.Only(body, "Role")),
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<RoleRecord>> ListRolesAsync(CancellationToken cancellationToken) =>
        PagesAsync(
            "ListRoles", "roles", [], result => (IReadOnlyList<RoleRecord>)[.. IamXml.Members(result, "Roles").Select(IamXml.Role)],
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<AuthorizationPage> GetAccountAuthorizationDetailsAsync(CancellationToken cancellationToken) => PagesAsync(
        "GetAccountAuthorizationDetails", "roles with their policies",
        [("Filter.member.1", "Role"), ("Filter.member.2", "LocalManagedPolicy"), ("Filter.member.3", "AWSManagedPolicy")],
        result => new AuthorizationPage(
            [.. IamXml.Members(result, "RoleDetailList").Select(IamXml.Role)],
            IamXml.Members(result, "Policies")
                .ToDictionary(policy => IamXml.Required(policy, "Arn"), IamXml.DefaultDocument, StringComparer.Ordinal)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAttachedRolePoliciesAsync(string roleName, CancellationToken cancellationToken) => AllAsync(
        "ListAttachedRolePolicies", $"managed policies of {roleName}", ("RoleName", roleName),
        result => IamXml.Members(result, "AttachedPolicies").Select(policy => IamXml.Required(policy, "PolicyArn")), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListRolePoliciesAsync(string roleName, CancellationToken cancellationToken) => AllAsync(
        "ListRolePolicies", $"inline policies of {roleName}", ("RoleName", roleName),
        result => IamXml.Members(result, "PolicyNames").Select(IamXml.Text), cancellationToken);

    /// <inheritdoc/>
    public Task<string> GetRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken) => client.CallAsync(
        Request("GetRolePolicy", $"inline policy {policyName} of {roleName}", ("RoleName", roleName), ("PolicyName", policyName)),
        body => IamXml.Document(IamXml.Result(body), "PolicyDocument"), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, int>> GetAccountSummaryAsync(CancellationToken cancellationToken) => client.CallAsync(
        Request("GetAccountSummary", "quotas of the account"),
        body => (IReadOnlyDictionary<string, int>)IamXml.Elements(IamXml.Only(body, "SummaryMap"), "entry")
            .ToDictionary(entry => IamXml.Required(entry, "key"), entry => IamXml.Number(IamXml.Required(entry, "value"))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<RoleRecord> CreateRoleAsync(RoleDefinition role, CancellationToken cancellationToken)
    {
        var request = Request(
            "CreateRole", $"role {role.RoleName}", ("RoleName", role.RoleName), ("Path", role.Path),
            ("AssumeRolePolicyDocument", role.TrustPolicy));
        if (role.Description is not null) request.Parameters["Description"] = role.Description;
        if (role.MaxSessionDuration is { } seconds)
            request.Parameters["MaxSessionDuration"] = seconds.ToString(CultureInfo.InvariantCulture);
        if (role.PermissionsBoundaryArn is not null) request.Parameters["PermissionsBoundary"] = role.PermissionsBoundaryArn;
        AddTags(request, role.Tags);
        return client.CallAsync(request, body => IamXml.Role(IamXml.Only(body, "Role")), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteRoleAsync(string roleName, CancellationToken cancellationToken) =>
        DoAsync(Request("DeleteRole", $"delete role {roleName}", ("RoleName", roleName)), cancellationToken);

    /// <inheritdoc/>
    public Task AttachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken) =>
        DoAsync(
            Request("AttachRolePolicy", $"{policyArn} to {roleName}", ("RoleName", roleName), ("PolicyArn", policyArn)), cancellationToken);

    /// <inheritdoc/>
    public Task DetachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken) =>
        DoAsync(
            Request("DetachRolePolicy", $"{policyArn} from {roleName}", ("RoleName", roleName), ("PolicyArn", policyArn)),
            cancellationToken);

    /// <inheritdoc/>
    public Task PutRolePolicyAsync(string roleName, string policyName, string document, CancellationToken cancellationToken) => DoAsync(
        Request(
            "PutRolePolicy", $"inline policy {policyName} of {roleName}", ("RoleName", roleName), ("PolicyName", policyName),
            ("PolicyDocument", document)),
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken) =>
        DoAsync(
            Request(
                "DeleteRolePolicy", $"delete inline policy {policyName} of {roleName}", ("RoleName", roleName), ("PolicyName", policyName)),
            cancellationToken);

    /// <inheritdoc/>
    public Task TagRoleAsync(string roleName, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var request = Request("TagRole", $"tag role {roleName}", ("RoleName", roleName));
        AddTags(request, tags);
        return DoAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task UntagRoleAsync(string roleName, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var request = Request("UntagRole", $"untag role {roleName}", ("RoleName", roleName));
        var number = 0;
        foreach (var key in keys) request.Parameters[FormattableString.Invariant($"TagKeys.member.{++number}")] = key;
        return DoAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListInstanceProfilesForRoleAsync(string roleName, CancellationToken cancellationToken) => AllAsync(
        "ListInstanceProfilesForRole", $"instance profiles of {roleName}", ("RoleName", roleName),
        result => IamXml.Members(result, "InstanceProfiles").Select(profile => IamXml.Required(profile, "InstanceProfileName")),
        cancellationToken);

    /// <inheritdoc/>
    public Task<string> GenerateLastAccessedAsync(string roleArn, CancellationToken cancellationToken) => client.CallAsync(
        Request(
            "GenerateServiceLastAccessedDetails", $"services that {roleArn} used", ("Arn", roleArn), ("Granularity", "ACTION_LEVEL")),
        body => IamXml.Required(IamXml.Result(body), "JobId"), cancellationToken);

    /// <inheritdoc/>
    public async Task<LastAccessedJob> GetLastAccessedAsync(string jobId, CancellationToken cancellationToken)
    {
        var walk = new ListWalk(WireService.Iam, "GetServiceLastAccessedDetails", client.Region, PageSize);
        var services = new List<LastAccessedService>();
        while (true)
        {
            var request = Request(
                "GetServiceLastAccessedDetails", $"services of job {jobId}", ("JobId", jobId), ("MaxItems", walk.PageSize));
            if (walk.Marker is { } marker) request.Parameters["Marker"] = marker;
            try
            {
                var (job, next) = await client.CallAsync(request, LastAccessedXml.Read, cancellationToken).ConfigureAwait(false);
                services.AddRange(job.Services);
                if (next is null || !job.IsCompleted) return job with { Services = services };
                walk.Saw(job.Services.Count > 0 ? job.Services[0].Service : null);
                walk.GoOn(next);
            }
            catch (AwsCallException e) when (walk.CanBeSmaller(e))
            {
            }
        }
    }

    private static void AddTags(WireRequest request, IReadOnlyDictionary<string, string> tags)
    {
        var number = 0;
        foreach (var (key, value) in tags)
        {
            request.Parameters[FormattableString.Invariant($"Tags.member.{++number}.Key")] = key;
            request.Parameters[FormattableString.Invariant($"Tags.member.{number}.Value")] = value;
        }
    }

    private static WireRequest Request(string operation, string purpose, params (string Name, string Value)[] parameters)
    {
        var request = new WireRequest(operation, purpose);
        foreach (var (name, value) in parameters) request.Parameters[name] = value;
        return request;
    }

    private Task DoAsync(WireRequest request, CancellationToken cancellationToken) =>
        client.CallAsync(request, body => IamXml.Load(body) is not null, cancellationToken);

    private async Task<IReadOnlyList<string>> AllAsync(
        string operation, string purpose, (string Name, string Value) entity, Func<XElement, IEnumerable<string>> read,
        CancellationToken cancellationToken)
    {
        var all = new List<string>();
        await foreach (var page in PagesAsync(
            operation, purpose, [entity], result => read(result).ToList(), cancellationToken).ConfigureAwait(false))
            all.AddRange(page);
        return all;
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string operation, string purpose, (string Name, string Value)[] parameters, Func<XElement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The next page is requested while this one is read: a page of a thousand roles is megabytes of XML.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var walk = new ListWalk(WireService.Iam, operation, client.Region, PageSize);
        var pending = PageAsync();
        try
        {
            while (pending is not null)
            {
                var body = await pending.ConfigureAwait(false);
                pending = null;
                if (body.Marker is { } marker)
                {
                    walk.GoOn(marker);
                    pending = PageAsync();
                }

                var (page, first) = Read(body);
                yield return page;
                if (pending is not null) walk.Saw(first);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            if (pending is not null) await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        (T Page, string? First) Read(IamPage page)
        {
            try
            {
                var result = page.Result();
                return (read(result), IamXml.First(result));
            }
            catch (Exception e) when (e is XmlException or ArgumentException)
            {
                throw new AwsCallException(AwsErrorKind.BadResponse, e.Message, e)
                {
                    Service = "iam", Operation = operation, Region = client.Region
                };
            }
        }

        async Task<IamPage> PageAsync()
        {
            while (true)
            {
                var request = Request(
                    operation, FormattableString.Invariant($"{purpose}, page {walk.Page}"), [.. parameters, ("MaxItems", walk.PageSize)]);
                if (walk.Marker is { } marker) request.Parameters["Marker"] = marker;
                try
                {
                    return await client.CallAsync(request, IamPage.Of, ended.Token).ConfigureAwait(false);
                }
                catch (AwsCallException e) when (walk.CanBeSmaller(e))
                {
                }
            }
        }
    }
}
