using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Functions and roles from the pipeline.</summary>
public sealed class NamedObjects
{
    private readonly Lazy<ILookup<string, (FunctionReference Function, string? Region)>> _functions;
    private readonly Lazy<ILookup<string, RoleReference>> _roles;

    /// <param name="functions">The functions, each with the region of its object.</param>
    /// <param name="roles">The roles. A role stands for all functions that use it.</param>
    public NamedObjects(IReadOnlyList<(FunctionReference Function, string? Region)> functions, IReadOnlyList<RoleReference> roles)
    {
        Functions = functions;
        Roles = roles;
        // An entire account can come from the pipeline.
        _functions = new(() => Functions.ToLookup(named => named.Function.FunctionName, StringComparer.Ordinal));
        _roles = new(() => Roles.ToLookup(role => role.RoleName, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The functions.</summary>
    public IReadOnlyList<(FunctionReference Function, string? Region)> Functions { get; }

    /// <summary>The roles.</summary>
    public IReadOnlyList<RoleReference> Roles { get; }

    /// <summary>The logical ids in CloudFormation that objects have, by function name.</summary>
    public ILookup<string, string> LogicalIds { get; init; } = Array.Empty<string>().ToLookup(id => id, StringComparer.Ordinal);

    /// <summary>True if no object named anything.</summary>
    public bool IsEmpty => Functions.Count == 0 && Roles.Count == 0;

    /// <summary>Returns true if the function or its role is one of them.</summary>
    public bool Has(LambdaFunction function) =>
        _functions.Value[function.FunctionName].Any(named => IsMeant(named, function)) || HasRole(function.Role);

    /// <summary>Returns true if the role with the given ARN, or a function that uses it, is one of them.</summary>
    public bool HasRole(string arn, IEnumerable<LambdaFunction> functionsOnIt) => HasRole(arn) || functionsOnIt.Any(Has);

    /// <summary>Returns true if the reference means the role with the given ARN.</summary>
    public static bool Means(RoleReference role, string arn) => role.Arn is { } exact
        ? exact.ToString().Equals(arn, StringComparison.OrdinalIgnoreCase)
        : role.RoleName.Equals(Arn.NameIn(arn), StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the objects that match nothing, as they were named.</summary>
    /// <param name="functions">The existing functions.</param>
    /// <param name="roleArns">The existing roles.</param>
    internal (IEnumerable<string> Functions, IEnumerable<string> Roles) Missing(
        IEnumerable<LambdaFunction> functions, IEnumerable<string> roleArns)
    {
        var byName = functions.ToLookup(function => function.FunctionName, StringComparer.Ordinal);
        var roles = roleArns.ToLookup(Arn.NameIn, StringComparer.OrdinalIgnoreCase);
        return (
            Functions.Where(named => !byName[named.Function.FunctionName].Any(function => IsMeant(named, function)))
                .Select(named =>
                    (named.Function.Region ?? named.Region) is { } region
                        ? $"{named.Function.FunctionName}' in '{region}"
                        : named.Function.FunctionName),
            Roles.Where(role => !roles[role.RoleName].Any(arn => Means(role, arn))).Select(role => role.ToString()));
    }

    private bool HasRole(string arn) => _roles.Value[Arn.NameIn(arn)].Any(role => Means(role, arn));

    private static bool IsMeant((FunctionReference Function, string? Region) named, LambdaFunction function) =>
        named.Function.FunctionName == function.FunctionName
        && ((named.Function.Region ?? named.Region) is not { } region || region.Equals(function.Region, StringComparison.OrdinalIgnoreCase))
        && (named.Function.AccountId is not { } account || function.AccountId.Length == 0 || account == function.AccountId);
}
