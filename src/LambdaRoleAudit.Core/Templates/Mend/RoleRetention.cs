using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Keeps the shared role in the account if it goes from the template: <c>DeletionPolicy: Retain</c>, with <c>UpdateReplacePolicy</c>, as
/// cfn-lint's rule W3011 wants it. A policy that the role already has is a decision of its author, and stays.
/// </summary>
internal sealed class RoleRetention
{
    /// <summary>Finds what keeps a role.</summary>
    /// <param name="context">The template.</param>
    /// <param name="source">The shared role.</param>
    public RoleRetention(MendContext context, MappingEntry source)
    {
        if (source.Value is not MappingNode resource || context.Layout.IsAliased(resource)) return;
        if (resource["DeletionPolicy"] is { } written)
        {
            IsRetained = written is ScalarNode { Tag: null, Value: "Retain" or "RetainExceptOnCreate" };
            return;
        }

        if (resource["UpdateReplacePolicy"] is not null) return;
        Edits = [
            .. new[] { "DeletionPolicy", "UpdateReplacePolicy" }
                .Select(key => context.Edit(context.Edits.InsertAttribute(resource, key, "Retain", "\"Retain\"")) with
                {
                    AppliesOnce = true,
                })];
        IsRetained = true;
    }

    /// <summary>The changes of the template; the same for each function of the role.</summary>
    public IReadOnlyList<TemplateEdit> Edits { get; } = [];

    /// <summary>True if CloudFormation leaves the role in the account when it goes from the template.</summary>
    public bool IsRetained { get; }
}
