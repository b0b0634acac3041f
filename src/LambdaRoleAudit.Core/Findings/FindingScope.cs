using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>What findings are wanted of.</summary>
/// <param name="Functions">These functions; null for all.</param>
/// <param name="Roles">Roles by ARN, also where no function names them; null for all.</param>
public sealed record FindingScope(Predicate<LambdaFunction>? Functions, Predicate<string>? Roles)
{
    /// <summary>The whole account.</summary>
    public static FindingScope Everything { get; } = new(null, null);

    /// <summary>What somebody named: objects, and names or ARNs by tests.</summary>
    public static FindingScope Of(RoleScope objects, IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)>? functionNames, IReadOnlyList<Predicate<string>>? roleNames)
    {
        if (objects.IsEverything && functionNames is null && roleNames is null) return Everything;
        return new FindingScope(
            function => functionNames?.Any(name => Matches(name.Matches, function)) == true
                || objects.Functions.Any(named => named.Function.FunctionName == function.FunctionName && ((named.Function.Region ?? named.Region) is not { } region || region.Equals(function.Region, StringComparison.OrdinalIgnoreCase))),
            arn => roleNames?.Any(test => test(arn) || test(Arn.NameIn(arn))) == true
                || objects.Roles.Any(role => role.Arn is { } exact ? exact.ToString().Equals(arn, StringComparison.OrdinalIgnoreCase) : role.RoleName.Equals(Arn.NameIn(arn), StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Names of functions, no patterns, that no function has.</summary>
    public static IEnumerable<string> Missing(IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)>? functionNames, AccountFacts account) =>
        (functionNames ?? []).Where(name => name.MustExist && !account.Functions.Any(detail => Matches(name.Matches, detail.Function))).Select(name => name.Text);

    /// <summary>Is the function meant, by itself or by its role?</summary>
    public bool Has(LambdaFunction function) => (Functions is null && Roles is null) || Functions?.Invoke(function) == true || Roles?.Invoke(function.Role) == true;

    private static bool Matches(Predicate<string> test, LambdaFunction function) => test(function.FunctionName) || test(function.FunctionArn);

    /// <summary>Is a role meant that no function names?</summary>
    public bool HasUnused(string roleArn) => (Functions is null && Roles is null) || Roles?.Invoke(roleArn) == true;
}
