namespace LambdaRoleAudit.Templates;

/// <summary>A resource of a template, after loops are expanded.</summary>
internal sealed record CfnResource
{
    public required string LogicalId { get; init; }

    /// <summary>The key that declares it.</summary>
    public required ScalarNode Key { get; init; }

    public required MappingNode Node { get; init; }

    /// <summary>The loops around it.</summary>
    public required CfnLoop Loop { get; init; }

    public required string Type { get; init; }

    /// <summary>The name of the condition on which it exists; null if it always does.</summary>
    public string? Condition { get; init; }

    /// <summary>The properties; null if there are none.</summary>
    public MappingNode? Properties => Node["Properties"] as MappingNode;

    /// <summary>The path of the CDK construct.</summary>
    public string? ConstructPath => (Node["Metadata"] as MappingNode)?["aws:cdk:path"] is ScalarNode path ? path.Value : null;

    /// <summary>The conditions on which it exists, as a start for a decision.</summary>
    public Dictionary<string, bool> Conditions =>
        Condition is null ? [] : new(StringComparer.Ordinal) { [Condition] = true };
}
