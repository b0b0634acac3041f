namespace LambdaRoleAudit.Templates;

/// <summary>A YAML alias (<c>*name</c>) and what it names.</summary>
public sealed class AliasNode : TemplateNode
{
    private readonly TemplateNode _target;

    /// <summary>Creates an alias.</summary>
    public AliasNode(TemplateNode target)
    {
        _target = target;
        Weight = target.Weight;
    }

    /// <inheritdoc/>
    public override TemplateNode Target => _target.Target;
}
