using System.Collections.Concurrent;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads all roles of an account in bulk, and creates roles from the data that was read.</summary>
public sealed class AccountRoleReader(IAccountRoles iam, Action<Problem> onProblem)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _documents = new(StringComparer.Ordinal);

    // Most trust policies in an account are the same.
    private readonly ConcurrentDictionary<string, bool> _trusts = new(StringComparer.Ordinal);

    /// <summary>Reads all roles of the account that a filter accepts.</summary>
    /// <param name="wants">Tests the role before the documents of its policies are read.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="ProblemException">The bulk read was denied or interrupted, so the remaining roles are not known.</exception>
    public async Task<IReadOnlyList<ExecutionRole>> ReadAllAsync(Predicate<RoleRecord> wants, CancellationToken cancellationToken)
    {
        try
        {
            // Neither call returns everything: GetAccountAuthorizationDetails omits Description and MaxSessionDuration, which only
            // ListRoles returns.
            var listing = ListAsync(cancellationToken);
            var records = new List<RoleRecord>();
            await foreach (var page in iam.GetAccountAuthorizationDetailsAsync(cancellationToken).ConfigureAwait(false))
            {
                records.AddRange(page.Roles.Where(role => wants(role)));
                foreach (var (arn, document) in page.PolicyDocuments) _documents[arn] = new Lazy<Task<string?>>(
                    Task.FromResult<string?>(document));
            }

            var listed = await listing.ConfigureAwait(false);
            var roles = new ExecutionRole[records.Count];
            for (var i = 0; i < roles.Length; i++)
            {
                var record = records[i];
                if (listed.TryGetValue(record.RoleName, out var more)) record = record with
                {
                    Description = more.Description,
                    MaxSessionDuration = more.MaxSessionDuration,
                    SourceRoleTemplate = record.SourceRoleTemplate ?? more.SourceRoleTemplate,
                };
                roles[i] = await MakeAsync(record, record.AttachedPolicyArns ?? [], record.InlinePolicies ?? [], cancellationToken)
                    .ConfigureAwait(false);
            }

            return roles;
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(e, "read the roles of the account", null));
        }
    }

    /// <summary>Creates a role that functions name but that does not exist in IAM.</summary>
    public static ExecutionRole Missing(RoleReference reference) => new()
    {
        RoleName = reference.RoleName,
        RoleArn = reference.Arn?.ToString() ?? "",
        AccountId = reference.Arn?.AccountId ?? "",
        Path = reference.Arn?.RolePath ?? "/",
        Exists = false,
        IsComplete = true,
    };

    private async Task<Dictionary<string, RoleRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var roles = new Dictionary<string, RoleRecord>(StringComparer.OrdinalIgnoreCase);
        await foreach (var page in iam.ListRolesAsync(cancellationToken).ConfigureAwait(false))
            foreach (var role in page) roles[role.RoleName] = role;
        return roles;
    }

    /// <summary>Returns the role with the documents of its managed policies.</summary>
    internal async Task<ExecutionRole> MakeAsync(
        RoleRecord record, IReadOnlyList<string> attached, IReadOnlyList<InlinePolicy> inline,
        CancellationToken cancellationToken)
    {
        var managed = await Task.WhenAll(attached.Select(arn => ManagedAsync(arn, cancellationToken))).ConfigureAwait(false);
        var boundary = record.PermissionsBoundaryArn is { } bounds
            ? await ManagedAsync(bounds, cancellationToken).ConfigureAwait(false)
            : null;
        Arn.TryParseRole(record.Arn, out var arn);
        var trustsLambda = false;
        var isTrustRead = true;
        try
        {
            trustsLambda = _trusts.GetOrAdd(record.TrustPolicy, static text => TrustPolicies.TrustsLambda(PolicyDocument.Parse(text)));
        }
        catch (PolicyFormatException e)
        {
            isTrustRead = false;
            onProblem(RoleErrors.TrustPolicyUnreadable.About(
                record.RoleName, e, ("role", record.RoleName), ("reason", e.Message)));
        }

        return new ExecutionRole
        {
            RoleName = record.RoleName,
            RoleArn = record.Arn,
            AccountId = arn?.AccountId ?? "",
            Path = record.Path,
            Exists = true,
            RoleId = record.RoleId,
            Description = record.Description,
            CreateDate = record.CreateDate,
            TrustPolicy = record.TrustPolicy,
            TrustsLambda = trustsLambda,
            AttachedPolicies = [.. managed.OrderBy(policy => policy.PolicyName, StringComparer.Ordinal)],
            InlinePolicies = [
                .. inline.Select(policy => new RolePolicy(policy.PolicyName, null, policy.Document))
                    .OrderBy(policy => policy.PolicyName, StringComparer.Ordinal)],
            PermissionsBoundary = boundary,
            Tags = new SortedDictionary<string, string>(record.Tags.ToDictionary(tag => tag.Key, tag => tag.Value), StringComparer.Ordinal),
            InstanceProfiles = record.InstanceProfiles,
            SourceRoleTemplate = record.SourceRoleTemplate,
            MaxSessionDuration = record.MaxSessionDuration,
            LastUsed = record.LastUsed,
            LastUsedRegion = record.LastUsedRegion,
            IsLastUseRead = record.IsLastUseRead,
            IsComplete = isTrustRead && managed.All(policy => policy.Document is not null)
                && (boundary is null || boundary.Document is not null),
        };
    }

    private async Task<RolePolicy> ManagedAsync(string arn, CancellationToken cancellationToken)
    {
        // Roles share managed policies, so each document is read once.
        var document =
            await _documents.GetOrAdd(
                arn, key => new Lazy<Task<string?>>(() => GetDocumentAsync(key, cancellationToken))).Value.ConfigureAwait(false);
        return new RolePolicy(Arn.NameIn(arn), arn, document);
    }

    private async Task<string?> GetDocumentAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            return await iam.GetPolicyDocumentAsync(arn, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e)
        {
            onProblem(AwsProblems.Describe(e, $"read policy {arn}", arn));
            return null;
        }
    }
}
