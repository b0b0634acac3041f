namespace LambdaRoleAudit.Model;

/// <summary>
/// The data of one function from a source, as UTF-8, before it is validated. The fields are spans into a reader's buffer, so that a file
/// with half a million functions does not allocate strings for each function. Empty means that the source does not have the value.
/// </summary>
public readonly ref struct FunctionText
{
    /// <summary>The function's ARN, with or without a qualifier.</summary>
    public ReadOnlySpan<byte> FunctionArn { get; init; }

    /// <summary>The function's name. Needed only if there is no ARN.</summary>
    public ReadOnlySpan<byte> FunctionName { get; init; }

    /// <summary>The execution role's ARN.</summary>
    public ReadOnlySpan<byte> Role { get; init; }

    /// <summary>The function's version.</summary>
    public ReadOnlySpan<byte> Version { get; init; }

    /// <summary>The region. Needed only if there is no ARN.</summary>
    public ReadOnlySpan<byte> Region { get; init; }

    /// <summary>The account. Needed only if there is no ARN.</summary>
    public ReadOnlySpan<byte> AccountId { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.Runtime"/>.</summary>
    public ReadOnlySpan<byte> Runtime { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.Handler"/>.</summary>
    public ReadOnlySpan<byte> Handler { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.PackageType"/>.</summary>
    public ReadOnlySpan<byte> PackageType { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.Architecture"/>.</summary>
    public ReadOnlySpan<byte> Architecture { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.RevisionId"/>.</summary>
    public ReadOnlySpan<byte> RevisionId { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.MemorySize"/>.</summary>
    public int MemorySize { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.Timeout"/>.</summary>
    public int Timeout { get; init; }

    /// <summary>See <see cref="FunctionConfiguration.LastModified"/>.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The time at which the source recorded this data, if the source has it.</summary>
    public DateTimeOffset? Observed { get; init; }

    /// <summary>The place to check if something is wrong: a file's path, an object.</summary>
    public object? Source { get; init; }
}
