using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads roles with everything on them: one by one where few are asked for, in one walk over the account where many are.
/// </summary>
public sealed class ExecutionRoleReader(IIamApi iam, Action<Problem> onProblem)
{
    /// <summary>
    /// From so many roles on, the account's walk is quicker: a role alone takes three rounds of calls and more for its
    /// policies, a page of the walk has up to 1,000 roles (docs/performance.md has the measurement).
    /// </summary>
    public const int WalkFrom = 9;

    /// <summary>IAM's read quotas are not published: a few at a time.</summary>
    private const int AtOnce = 8;

    private readonly AccountRoleReader _account = new(iam, onProblem);

    /// <summary>Reads roles by name. What does not exist is given as such; what cannot be read is a problem and left out.</summary>
    /// <param name="references">The roles; each once.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
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

    /// <summary>The same one by one, however many: where the walk is refused.</summary>
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

        // The role of that name has another path: what was named by its ARN does not exist.
        if (!Fits(reference, record.Arn)) return AccountRoleReader.Missing(reference);
        var seen = await RoleSnapshot.ReadAsync(iam, record, cancellationToken).ConfigureAwait(false);
        return await _account.MakeAsync(record, seen.AttachedPolicyArns, seen.InlinePolicies, cancellationToken).ConfigureAwait(false);
    }

    private static bool Fits(RoleReference reference, string arn) =>
        reference.Arn is null || arn.Equals(reference.Arn.ToString(), StringComparison.OrdinalIgnoreCase);
}
