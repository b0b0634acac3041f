namespace LambdaRoleAudit.Templates;

/// <summary>The content of a file of Terraform's language (HCL native syntax), or of a block in it.</summary>
/// <param name="Attributes">The attributes, in the order of the text.</param>
/// <param name="Blocks">The blocks, in the order of the text.</param>
internal sealed record HclBody(IReadOnlyList<HclAttribute> Attributes, IReadOnlyList<HclBlock> Blocks)
{
    /// <summary>Returns the attribute with a name; null if there is none.</summary>
    public HclAttribute? this[string name] => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>Returns the blocks of a type.</summary>
    public IEnumerable<HclBlock> OfType(string type) => Blocks.Where(block => block.Type == type);
}
