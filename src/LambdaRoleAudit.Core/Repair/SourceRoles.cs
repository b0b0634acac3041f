using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>The source roles of watched functions: as they were when the watch began, and as they are.</summary>
internal sealed class SourceRoles(IIamApi iam, TimeProvider time, AssignmentOptions options)
{
    private readonly RoleWatch _watch = new(iam, time, options);
    private readonly Dictionary<string, ExecutionRole> _first = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the roles that were not read yet.</summary>
    public async Task ReadAsync(IEnumerable<string> arns, Action<Problem> onProblem)
    {
        foreach (var arn in arns.Distinct(StringComparer.OrdinalIgnoreCase).Where(arn => !_first.ContainsKey(arn)).ToList())
            if (await NowAsync(arn, onProblem).ConfigureAwait(false) is { Exists: true } role) _first[arn] = role;
    }

    /// <summary>Returns the role as it was when the watch began; null if it could not be read.</summary>
    public ExecutionRole? FirstOf(string arn) => _first.GetValueOrDefault(arn);

    /// <summary>Returns the id of the role when the watch began; null if it could not be read.</summary>
    public string? IdOf(string arn) => FirstOf(arn)?.RoleId;

    /// <summary>Returns the role as it is now, with its policies; null if it cannot be read.</summary>
    public async Task<ExecutionRole?> NowAsync(string arn, Action<Problem> onProblem)
    {
        if (!Arn.TryParseRole(arn, out var parsed)) return null;
        try
        {
            return await _watch.RecentAsync(new RoleReference(parsed.RoleName, parsed), freshDocuments: true).ConfigureAwait(false);
        }
        catch (ProblemException e)
        {
            onProblem(e.Problem);
            return null;
        }
    }
}
