namespace LambdaRoleAudit.Model;

/// <summary>
/// What a source says of one function, as UTF-8, before it is known to be right: spans into a reader's buffer, so that a
/// file of half a million functions costs no string a function. Empty means that the source did not say.
/// </summary>
public readonly ref struct FunctionText
{
    /// <summary>The function's ARN, qualified or not.</summary>
    public ReadOnlySpan<byte> FunctionArn { get; init; }

    /// <summary>The function's name; needed only where there is no ARN.</summary>
    public ReadOnlySpan<byte> FunctionName { get; init; }

    /// <summary>The execution role's ARN.</summary>
    public ReadOnlySpan<byte> Role { get; init; }

    /// <summary>The version that this is.</summary>
    public ReadOnlySpan<byte> Version { get; init; }

    /// <summary>The region; needed only where there is no ARN.</summary>
    public ReadOnlySpan<byte> Region { get; init; }

    /// <summary>The account; needed only where there is no ARN.</summary>
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

    /// <summary>When the source saw the function so, where it says.</summary>
    public DateTimeOffset? Observed { get; init; }

    /// <summary>What a person would look at if something is wrong: a file's path, an object.</summary>
    public object? Source { get; init; }
}
