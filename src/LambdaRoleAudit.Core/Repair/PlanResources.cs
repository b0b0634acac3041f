using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Chooses the resources whose policies a plan reads: what the source roles' policies and the usage name, or everything.
/// </summary>
internal static class PlanResources
{
    /// <summary>
    /// The number of functions in a region whose policies are read besides those that a policy names, if functions were named. Lambda
    /// allows 15 such requests per second and region, and a plan for a few functions must not take minutes.
    /// </summary>
    internal const int MostFunctionsInRegion = 60;

    /// <summary>Returns the resources.</summary>
    /// <param name="account">The account, with functions and roles.</param>
    /// <param name="chosen">The functions of the plan.</param>
    /// <param name="isEverything">True if no functions were named.</param>
    /// <param name="options">The options of the plan.</param>
    public static ResourcePolicyQuery Of(
        Account account, IReadOnlyCollection<LambdaFunction> chosen, bool isEverything, RepairOptions options)
    {
        if (chosen.Count == 0) return new ResourcePolicyQuery();
        var roles = chosen.Select(function => function.Role).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = new HashSet<PolicyResource>();
        foreach (var arn in roles)
            if (account.RoleOf(arn) is { Exists: true } role) named.UnionWith(GrantedResources.Of(role, UsageOf(options, arn)).Named);
        if (options.ResourcePolicies == ResourcePolicyReading.All)
            return new ResourcePolicyQuery
            {
                Resources = named,
                AllOf = [.. Enum.GetValues<PolicyResourceKind>().Where(kind => kind != PolicyResourceKind.Role)],
                Regions = account.Regions,
                RecordedIsEnough = options.UseAwsConfig ? CallerText.TreatsRolesAlike : null,
            };
        named.UnionWith(Functions(account, roles, isEverything));
        return new ResourcePolicyQuery { Resources = named };
    }

    /// <summary>
    /// Returns the functions whose policies are read although no policy names them. A function's policy often names the role of another
    /// function of the same application.
    /// </summary>
    private static IEnumerable<PolicyResource> Functions(Account account, HashSet<string> roles, bool isEverything) => account.Functions
        .Where(function => !function.IsPublishedVersion && function.FunctionArn.Length > 0
            && (isEverything || roles.Contains(function.Role)))
        .GroupBy(function => function.Region, StringComparer.Ordinal)
        .SelectMany(region => isEverything
            ? region
            : region.OrderBy(function => function.FunctionName, StringComparer.Ordinal).Take(MostFunctionsInRegion))
        .Select(function => new PolicyResource(PolicyResourceKind.LambdaFunction, function.FunctionArn));

    private static IEnumerable<UsedPermission> UsageOf(RepairOptions options, string roleArn) => options.Usage
        .Where(usage => roleArn.Equals(usage.RoleArn, StringComparison.OrdinalIgnoreCase)).SelectMany(usage => usage.Permissions);
}
