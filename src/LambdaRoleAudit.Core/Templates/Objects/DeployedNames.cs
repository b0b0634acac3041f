using System.Text.RegularExpressions;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the declaration of a deployed function or role: by the name that the template gives it, by the logical id in its tags, or by the
/// name that CloudFormation makes up: stack, logical id and a random part (CloudFormation user guide, "Name type").
/// </summary>
internal static partial class DeployedNames
{
    /// <summary>True if a function with a name was deployed from a declaration.</summary>
    public static bool Match(DeclaredFunction function, string deployed) => function.FunctionName != function.Declaration.Address
        ? deployed == function.FunctionName
        : function.IsDeployedAs is { } isName ? isName(deployed)
        : !HasName(function) && (deployed == function.FunctionName || IsMadeUp(function.Declaration.Address, deployed));

    /// <summary>True if an object of a deployed function belongs to a declaration.</summary>
    public static bool Match(DeclaredFunction function, string deployed, NamedObjects objects) => objects.LogicalIds.Contains(deployed)
        ? objects.LogicalIds[deployed].Contains(function.Declaration.Address, StringComparer.Ordinal)
        : Match(function, deployed);

    /// <summary>True if a role was deployed from a declaration.</summary>
    public static bool Match(DeclaredStack stack, RoleUse use, Model.RoleReference role)
    {
        var name = DeclaredNames.RoleNameOf(stack, use);
        return role.RoleName.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (use.RoleAddress is { } address && IsMadeUp(name, role.RoleName)
                && stack.Roles.FirstOrDefault(one => one.Address == address)?.RoleName is null);
    }

    /// <summary>True for a function whose template computes a name: CloudFormation then makes up none.</summary>
    private static bool HasName(DeclaredFunction function) =>
        (function.Node?["Properties"] as MappingNode)?.EntryOf("FunctionName") is not null;

    private static bool IsMadeUp(string address, string deployed)
    {
        var end = MadeUpEnd().Match(deployed);
        return end.Success && deployed[..end.Index].EndsWith($"-{address}", StringComparison.Ordinal);
    }

    [GeneratedRegex("-[A-Za-z0-9]{8,16}$")]
    private static partial Regex MadeUpEnd();
}
