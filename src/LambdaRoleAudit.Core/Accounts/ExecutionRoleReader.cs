using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Reads roles with everything on them: one by one if few are requested, in one bulk read of the account if many are.</summary>
public sealed class ExecutionRoleReader(IIamApi iam, Action<Problem> onProblem)
{
    /// <summary>
    /// From this number of roles on, the bulk read is faster: a single role needs three rounds of calls and more for its policies, while a
    /// page of the bulk read has up to 1,000 roles (docs/performance.md has the measurement).
    /// </summary>
    public const int WalkFrom = 9;

    /// <summary>IAM does not publish its read quotas, so only a few requests run at a time.</summary>
    private const int AtOnce = 8;

    private readonly AccountRoleReader _account = new(iam, onProblem);

    /// <summary>
    /// Reads roles by name. A role that does not exist is returned as such. A role that cannot be read is reported as a problem and left
    /// out.
    /// </summary>
    /// <param name="references">The roles, each once.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    public async Task<IReadOnlyList<ExecutionRole>> ReadAsync(
        IReadOnlyCollection<RoleReference> references, CancellationToken cancellationToken)
    {
        if (references.Count >= WalkFrom)
        {
            var all = (await ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false)).ToDictionary(
                role => role.RoleName, StringComparer.OrdinalIgnoreCase);
            return [
                .. references.Select(reference =>
                    all.TryGetValue(reference.RoleName, out var role) && Fits(reference, role.RoleArn)
                        ? role
                        : AccountRoleReader.Missing(reference))];
        }

        return await ReadEachAsync(references, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the roles one by one, however many there are. Used if the bulk read is denied.</summary>
    public async Task<IReadOnlyList<ExecutionRole>> ReadEachAsync(
        IReadOnlyCollection<RoleReference> references, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        var roles = await Task.WhenAll(references.Select(async reference =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await ReadOneAsync(reference, cancellationToken).ConfigureAwait(false);
            }
            catch (AwsCallException e)
            {
                onProblem(AwsProblems.Describe(e, $"read role {reference.RoleName}", reference.RoleName));
                return null;
            }
            finally
            {
                gate.Release();
            }
        })).ConfigureAwait(false);
        return [.. roles.OfType<ExecutionRole>()];
    }

    /// <inheritdoc cref="AccountRoleReader.ReadAllAsync"/>
    public Task<IReadOnlyList<ExecutionRole>> ReadAllAsync(Predicate<RoleRecord> wants, CancellationToken cancellationToken) =>
        _account.ReadAllAsync(wants, cancellationToken);

    private async Task<ExecutionRole> ReadOneAsync(RoleReference reference, CancellationToken cancellationToken)
    {
        RoleRecord record;
        try
        {
            record = await iam.GetRoleAsync(reference.RoleName, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return AccountRoleReader.Missing(reference);
        }

        // The role with that name has another path, so the role with the given ARN does not exist.
        if (!Fits(reference, record.Arn)) return AccountRoleReader.Missing(reference);
        var seen = await RoleSnapshot.ReadAsync(iam, record, cancellationToken).ConfigureAwait(false);
        return await _account.MakeAsync(record, seen.AttachedPolicyArns, seen.InlinePolicies, cancellationToken).ConfigureAwait(false);
    }

    private static bool Fits(RoleReference reference, string arn) =>
        reference.Arn is null || arn.Equals(reference.Arn.ToString(), StringComparison.OrdinalIgnoreCase);
}
