namespace LambdaRoleAudit.Templates;

/// <summary>A list of values.</summary>
public sealed class SequenceNode : TemplateNode
{
    /// <summary>Creates a list.</summary>
    public SequenceNode(IReadOnlyList<TemplateNode> items)
    {
        Items = items;
        foreach (var item in items) Weight = NodeWeight.Sum(Weight, item.Weight);
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<TemplateNode> Items { get; }

    /// <summary>True if the list is written in brackets.</summary>
    public required bool IsFlow { get; init; }
}
