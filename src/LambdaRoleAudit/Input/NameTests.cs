using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>The names, wildcards and ARNs of functions and roles that all parameters accept.</summary>
internal static class NameTests
{
    /// <summary>
    /// Returns the test for a function's name, wildcard, ARN or partial ARN; null if the text is none of these, which is reported.
    /// </summary>
    public static NameTest<LambdaFunction>? Function(string text, Action<Problem> report)
    {
        if (WildcardPattern.ContainsWildcardCharacters(text))
        {
            var matches = Wildcards.Matching(text);
            return new NameTest<LambdaFunction>(text, function => matches(function.FunctionName) || matches(function.FunctionArn));
        }

        if (FunctionReference.TryParse(text, out var named))
        {
            return new NameTest<LambdaFunction>(text, function =>
                named.FunctionName.Equals(function.FunctionName, StringComparison.OrdinalIgnoreCase)
                && (named.Region is not { } region || region == function.Region)
                && (named.AccountId is not { } account || account == function.AccountId)
                && (named.Qualifier is not { } version || version == function.Version));
        }

        report(LooksLikePath(text)
            ? AssignmentErrors.FunctionIsPath.About(text, ("function", text))
            : AssignmentErrors.InvalidFunction.About(text, ("function", text)));
        return null;
    }

    /// <summary>No function's name has a dot.</summary>
    private static bool LooksLikePath(string text) =>
        Path.GetExtension(text).ToLowerInvariant() is ".yaml" or ".yml" or ".json" or ".template" or ".tf" or ".csv" or ".out";

    /// <summary>
    /// Returns the test for a role's name, wildcard or ARN, applied to the ARN; null if the text is none of these, which is reported.
    /// </summary>
    public static NameTest<string>? Role(string text, Action<Problem> report)
    {
        if (WildcardPattern.ContainsWildcardCharacters(text))
        {
            var matches = Wildcards.Matching(text);
            return new NameTest<string>(text, arn => matches(Arn.NameIn(arn)) || matches(arn));
        }

        if (RoleReference.TryParse(text, out var named)) return new NameTest<string>(text, arn => NamedObjects.Means(named, arn));
        report(RoleErrors.InvalidRole.About(text, ("role", text)));
        return null;
    }
}
