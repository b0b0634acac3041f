using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Functions and roles that came down the pipeline.</summary>
public sealed class NamedObjects
{
    private readonly Lazy<ILookup<string, (FunctionReference Function, string? Region)>> _functions;
    private readonly Lazy<ILookup<string, RoleReference>> _roles;

    /// <param name="functions">Functions; with the region that the object has.</param>
    /// <param name="roles">Roles, which stand for all functions on them.</param>
    public NamedObjects(IReadOnlyList<(FunctionReference Function, string? Region)> functions, IReadOnlyList<RoleReference> roles)
    {
        Functions = functions;
        Roles = roles;
        // A whole account may come down the pipeline.
        _functions = new(() => Functions.ToLookup(named => named.Function.FunctionName, StringComparer.Ordinal));
        _roles = new(() => Roles.ToLookup(role => role.RoleName, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The functions.</summary>
    public IReadOnlyList<(FunctionReference Function, string? Region)> Functions { get; }

    /// <summary>The roles.</summary>
    public IReadOnlyList<RoleReference> Roles { get; }

    /// <summary>Nothing came that names anything.</summary>
    public bool IsEmpty => Functions.Count == 0 && Roles.Count == 0;

    /// <summary>Is the function one of them, or its role?</summary>
    public bool Has(LambdaFunction function) =>
        _functions.Value[function.FunctionName].Any(named => IsMeant(named, function)) || HasRole(function.Role);

    /// <summary>Is the role of that ARN one of them, or a function on it?</summary>
    public bool HasRole(string arn, IEnumerable<LambdaFunction> functionsOnIt) => HasRole(arn) || functionsOnIt.Any(Has);

    /// <summary>Does the reference mean the role of that ARN?</summary>
    public static bool Means(RoleReference role, string arn) => role.Arn is { } exact
        ? exact.ToString().Equals(arn, StringComparison.OrdinalIgnoreCase)
        : role.RoleName.Equals(Arn.NameIn(arn), StringComparison.OrdinalIgnoreCase);

    /// <summary>Those that nothing has, as they were named.</summary>
    /// <param name="functions">The functions there are.</param>
    /// <param name="roleArns">The roles there are.</param>
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
