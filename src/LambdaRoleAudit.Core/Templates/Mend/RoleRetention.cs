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
            .. new[] { "DeletionPolicy", "UpdateReplacePolicy" }.Select(key => context.Edit(Insert(context, resource, key)) with
            {
                AppliesOnce = true,
            })];
        IsRetained = true;
    }

    /// <summary>The changes of the template; the same for each function of the role.</summary>
    public IReadOnlyList<TemplateEdit> Edits { get; } = [];

    /// <summary>True if CloudFormation leaves the role in the account when it goes from the template.</summary>
    public bool IsRetained { get; }

    /// <summary>What is after the last entry belongs to the copies of the role.</summary>
    private static Splice Insert(MendContext context, MappingNode resource, string key) =>
        resource.IsOwn("Type") && resource.EntryOf("Type") != resource.Entries[^1]
        ? context.Edits.InsertAfter(resource, resource.EntryOf("Type")!, key, "Retain", "\"Retain\"")
        : context.Edits.InsertFirst(resource, key, "Retain", "\"Retain\"");
}
