namespace LambdaRoleAudit.Model;

/// <summary>An alias of a function: a name that callers use, which points to a version.</summary>
public sealed record FunctionAlias
{
    /// <summary>The alias's name.</summary>
    public required string Name { get; init; }

    /// <summary>The alias's ARN.</summary>
    public required string AliasArn { get; init; }

    /// <summary>The version that the alias points to: a number, or <c>$LATEST</c>.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>The revision id. UpdateAlias can require it.</summary>
    public string? RevisionId { get; init; }

    /// <summary>The second version of a weighted alias; empty for an alias that sends all calls to one version.</summary>
    public IReadOnlyList<string> AdditionalVersions { get; init; } = [];

    /// <summary>True if the alias points to the function itself, so that it follows the function's role.</summary>
    public bool FollowsFunction => FunctionVersion == LambdaFunction.Latest && AdditionalVersions.Count == 0;
}
