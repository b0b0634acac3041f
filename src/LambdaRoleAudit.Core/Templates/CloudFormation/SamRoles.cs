namespace LambdaRoleAudit.Templates;

/// <summary>The roles that SAM makes for functions without one.</summary>
internal static class SamRoles
{
    /// <summary>The logical id of the role that SAM makes for a function (SAM developer guide, "Generated CloudFormation
    /// resources").</summary>
    public static string AddressOf(CfnResource function) => $"{function.LogicalId}Role";

    /// <summary>True if SAM makes a role for the function, at least on some conditions.</summary>
    public static bool MakesRole(CfnResource resource)
    {
        if (resource.Type != CfnFunctionReader.Sam) return false;
        if (resource.Properties?["Role"] is not { } role || role is ScalarNode { IsNull: true, Tag: null }) return true;
        return CfnCall.Of(role) is { If: { } branch } && (IsNoValue(branch.IfTrue) || IsNoValue(branch.IfFalse));
    }

    private static bool IsNoValue(TemplateNode node) =>
        CfnCall.Of(node) is { Name: "Ref", Argument: ScalarNode { Value: "AWS::NoValue" } };
}
