using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record MappingEntry(ScalarNode Key, TemplateNode Value)
{
    /// <summary>True for YAML's merge key.</summary>
    public bool IsMerge => Key is { Value: "<<", Style: ScalarStyle.Plain } && Value.Target is MappingNode or SequenceNode;
}
