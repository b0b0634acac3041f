using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>Where denied calls of functions are read.</summary>
public interface IDenialSource
{
    /// <summary>The source, for people: <c>event history</c>.</summary>
    string Name { get; }

    /// <summary>Reads the calls of the functions in scope. The scope's <see cref="UsageScope.OnCall"/> receives each.</summary>
    /// <param name="scope">The roles with their functions, and the period.</param>
    /// <param name="regions">The regions whose records are read.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <returns>What was read, and what could not be read.</returns>
    Task<UsageEvidence> ReadAsync(UsageScope scope, IReadOnlyCollection<string> regions, CancellationToken cancellationToken);
}
