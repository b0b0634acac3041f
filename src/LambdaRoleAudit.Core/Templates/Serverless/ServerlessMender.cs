using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Plans roles for the functions of a Serverless service. What a step writes depends on the file:
/// <list type="number">
/// <item>The plugin serverless-iam-roles-per-function is in use: <c>iamRoleStatements</c> at the function.</item>
/// <item><c>frameworkVersion</c> allows only releases that make roles for single functions (4.29.2 and later): <c>iam</c> at the
/// function.</item>
/// <item>Otherwise: <c>role</c> at the function, and the role under <c>resources.Resources</c>.</item>
/// </list>
/// In the first two, the framework adds the provider's statements, so they are inherited and not copied.
/// </summary>
/// <remarks>
/// <c>provider.iam.role.mode: perFunction</c> is not written. It changes all functions at once, those with a role of their own too: they
/// would inherit the provider's statements and managed policies, which they did not have. A function's own <c>iam</c> does the same for one
/// function, so that each step stands alone. See https://www.serverless.com/framework/docs/providers/aws/guide/iam.
/// </remarks>
/// <param name="nodes">Reads the files that the service names, as for <see cref="ServerlessReader.Read"/>; null to read none.</param>
public sealed class ServerlessMender(NodeReader? nodes = null) : ITemplateMender
{
    /// <inheritdoc/>
    public IReadOnlyList<LambdaTemplateRepairStep> Plan(
        DeclaredStack stack, IReadOnlyList<(DeclaredFunction Function, RoleUse Role)> shared, TemplateRepairOptions options)
    {
        if (stack.Text is not { } text || stack.Root is not { } root) return [];
        var selected = shared.Where(one =>
            options.Selects?.Invoke(one.Function) is not false && options.Keeps?.Invoke(one.Function) is not true).ToList();
        var leaving = selected.Select(one => one.Function.Declaration.Address).ToHashSet(StringComparer.Ordinal);
        var service = ServerlessService.Read(text, root, nodes);
        var mend = new ServerlessMend(service, stack, options, leaving);
        List<LambdaTemplateRepairStep> steps = [.. selected.Select(one => mend.Plan(one.Function, one.Role))];
        // Other plugins can divide the service into several stacks.
        if (service.Plugins.CanAddPermissions) return steps;
        var resources = LeastResources(service) + steps.Count(step => step.CanApply);
        return resources <= TemplateLimits.Resources
            ? steps
            : TemplateLimits.Blocked(steps, TemplateIssues.TooManyResources(resources, TemplateLimits.Resources));
    }

    /// <summary>
    /// The resources that the framework makes for the functions: each has a Lambda function, a log group and a version, and those of its
    /// events are not counted (https://www.serverless.com/framework/docs/providers/aws/guide/resources).
    /// </summary>
    private static int LeastResources(ServerlessService service)
    {
        var isVersioned = service.ProviderSetting("versionFunctions") is not ScalarNode { Truth: false };
        var sharesLogs = service.ProviderSetting("logs", "lambda", "logGroup") is not null;
        return service.Functions.Sum(function => 1
            + (isVersioned && service.Setting(function.Node, "versionFunction") is not ScalarNode { Truth: false } ? 1 : 0)
            + (sharesLogs || (service.Setting(function.Node, "disableLogs") ?? service.Setting(function.Node, "logs", "logGroup"))
                is not null ? 0 : 1));
    }
}
