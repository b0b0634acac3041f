namespace LambdaRoleAudit.Model;

/// <summary>A version of a function, or the function itself, with what is needed to compare two of them.</summary>
public sealed record FunctionVersion
{
    /// <summary>The version, its role and its state.</summary>
    public required FunctionDetail Detail { get; init; }

    /// <summary>The complete configuration, for comparison only.</summary>
    public required ConfigurationDigest Settings { get; init; }

    /// <summary>The description, which a version can have of its own.</summary>
    public string? Description { get; init; }

    /// <summary>The reason for the state, as Lambda reports it.</summary>
    public string? StateReason { get; init; }

    /// <summary>True if published versions start from a snapshot (SnapStart).</summary>
    public bool HasSnapStart { get; init; }

    /// <summary>True if the snapshot of this version is ready.</summary>
    public bool IsSnapStartReady { get; init; }

    /// <summary>The number of the version, or <c>$LATEST</c>.</summary>
    public string Version => Detail.Function.Version;

    /// <summary>The role of the version, which cannot be changed after it was published.</summary>
    public string Role => Detail.Function.Role;
}
