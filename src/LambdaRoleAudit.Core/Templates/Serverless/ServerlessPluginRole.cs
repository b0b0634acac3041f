using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>How the role that serverless-iam-roles-per-function makes for a function differs from what the framework would grant.</summary>
/// <remarks>The plugin's createRoleForFunction, release 3.2.0.</remarks>
internal sealed class ServerlessPluginRole(ServerlessService service, ServerlessGrants grants, ServerlessDeclaredRoles declared)
{
    private const string Boundary = "iamPermissionsBoundary";
    private const string Statements = "iamRoleStatements";

    private bool HasGlobalBoundary => service.Setting(
        service.Root, "custom", ServerlessPlugins.RolesPerFunction, "iamGlobalPermissionsBoundary") is not null;

    /// <summary>True if settings of the plugin cannot be read, or set a boundary for the roles. A role written out has none.</summary>
    public bool LimitsRoles => service.Plugins.HasRolesPerFunction
        && (HasGlobalBoundary || service.Setting(service.Root, "custom") is not (null or MappingNode)
            || service.Setting(service.Root, "custom", ServerlessPlugins.RolesPerFunction) is not (null or MappingNode));

    /// <summary>True if the plugin adds the same permissions as the framework, or fewer.</summary>
    public bool GrantsTheSame(ServerlessFunction function) =>
        // The framework ignores a target that is a function of CloudFormation; the plugin does not.
        service.Setting(function.Node, "onError") is null or ScalarNode { Tag: null }
        // The plugin does not know consumers: it always adds what a stream without one needs.
        && !grants.Settings(function).Statements.Any(one => (one["Action"] as JsonArray)?
            .Any(action => action?.ToString() == "kinesis:DescribeStreamSummary") is true);

    /// <summary>
    /// Returns whether the plugin gives the new role a boundary that the shared role does not have, and whether the shared role can have
    /// another one. The plugin looks at its boundaries only for functions with statements of their own.
    /// </summary>
    public (bool IsNew, bool Replaces) BoundaryOf(ServerlessFunction function)
    {
        var isOwn = service.Setting(function.Node, Boundary) is not null;
        var isGlobal = LimitsRoles && !service.Functions.Any(one => service.Setting(one.Node, Statements) is not null);
        return (isOwn || isGlobal, (isOwn && LimitsRoles) || ((isOwn || isGlobal) && declared.Boundary() is not null));
    }

    /// <summary>True for a statement that the plugin adds by itself, because of the function's events.</summary>
    public static bool Adds(JsonNode statement)
    {
        var actions = (statement["Action"] as JsonArray)?.Select(action => action?.ToString()).ToHashSet() ?? [];
        return actions.Contains("sqs:ReceiveMessage") || actions.Contains("dynamodb:GetRecords")
            || actions.Contains("kinesis:DescribeStream");
    }
}
