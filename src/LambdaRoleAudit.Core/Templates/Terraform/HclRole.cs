using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>An instance of a role in a folder of .tf files, with the resources that give it policies.</summary>
/// <param name="Item">The resource.</param>
/// <param name="Scope">The module that it is in.</param>
/// <param name="Instance">The instance.</param>
internal sealed record HclRole(HclItem Item, HclScope Scope, HclInstance Instance)
{
    /// <summary>The address.</summary>
    public string Address => $"{Scope.Prefix}aws_iam_role.{Item.Name}{TerraformSteps.Written(Instance.Index)}";

    /// <summary>The resources that attach policies to the role, each once.</summary>
    public List<HclAttachment> Attached { get; } = [];

    /// <summary>The inline policies.</summary>
    public List<InlinePolicy> Inline { get; } = [];

    /// <summary>The ARNs of managed policies.</summary>
    public List<string> Managed { get; } = [];

    /// <summary>The managed policies of the folder.</summary>
    public List<InlinePolicy> Declared { get; } = [];

    /// <summary>The resources that attach a policy to a role that is not determined: it can be this one.</summary>
    public List<string> Doubtful { get; } = [];

    /// <summary>The resource that attaches each policy that the role's own block does not have.</summary>
    public Dictionary<InlinePolicy, HclItem> Sources { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The policies that the role has only if a condition holds.</summary>
    public List<string> Conditional { get; } = [];

    /// <summary>What cannot be determined.</summary>
    public List<string> Unknown { get; } = [];
}

/// <summary>A resource that attaches policies to a role.</summary>
/// <param name="Item">The resource.</param>
/// <param name="Scope">The module that it is in.</param>
/// <param name="Attribute">The attribute that names the role.</param>
internal sealed record HclAttachment(HclItem Item, HclScope Scope, string Attribute);
