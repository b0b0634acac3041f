namespace LambdaRoleAudit.Templates;

/// <summary>The plugins of a service that decide about roles.</summary>
/// <param name="HasRolesPerFunction">
/// True if serverless-iam-roles-per-function is there, or a fork under another scope. It gives a function a role of its own only if the
/// function has <c>iamRoleStatements</c> (also an empty list); all others keep the shared role.
/// </param>
/// <param name="Other">Another plugin that decides about roles; null if there is none.</param>
/// <param name="IsComplete">False if there can be more plugins.</param>
/// <remarks>https://github.com/functionalone/serverless-iam-roles-per-function</remarks>
internal sealed record ServerlessPlugins(bool HasRolesPerFunction, string? Other, bool IsComplete)
{
    /// <summary>The name of the plugin, and of its settings in <c>custom</c>.</summary>
    public const string RolesPerFunction = "serverless-iam-roles-per-function";

    /// <summary>Plugins that give functions roles by rules of their own, which are not known here.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "serverless-plugin-custom-roles", "serverless-iam-roles-per-function-v4", "serverless-granular-iam",
    };

    /// <summary>Plugins that pack, run or clean up, and change nothing of a role.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        RolesPerFunction, "serverless-offline", "serverless-esbuild", "serverless-webpack", "serverless-bundle",
        "serverless-python-requirements", "serverless-plugin-typescript", "serverless-dotenv-plugin", "serverless-prune-plugin",
        "serverless-domain-manager", "serverless-deployment-bucket",
    };

    /// <summary>True if a plugin can be there that adds permissions.</summary>
    public bool CanAddPermissions { get; init; }

    /// <summary>Reads <c>plugins</c>: a list, or a mapping with the list in <c>modules</c>.</summary>
    public static ServerlessPlugins Read(TemplateNode? written, ServerlessVariables variables)
    {
        var node = variables.Follow(written);
        if (node is MappingNode mapping) node = variables.Follow(mapping["modules"]);
        if (node is not SequenceNode list) return new(false, null, node is null or ScalarNode { IsNull: true })
        {
            CanAddPermissions = node is not (null or ScalarNode { IsNull: true }),
        };
        var names = list.Items.Select(variables.Follow).Select(item => item is ScalarNode name ? variables.TextOf(name) : "").ToList();
        return new(
            names.Exists(IsRolesPerFunction),
            names.Find(Others.Contains),
            !names.Exists(name => name.Length == 0 || ServerlessVariable.In(name).Any()))
        {
            CanAddPermissions = !names.TrueForAll(name => Harmless.Contains(name) || IsRolesPerFunction(name)),
        };
    }

    private static bool IsRolesPerFunction(string name) =>
        name == RolesPerFunction || name.EndsWith($"/{RolesPerFunction}", StringComparison.Ordinal);
}
