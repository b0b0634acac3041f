using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Model;

/// <summary>A function as a user names it: by name, ARN or partial ARN (Lambda API reference: FunctionName).</summary>
/// <param name="FunctionName">The name.</param>
/// <param name="Region">The region in the ARN; null if there is none.</param>
/// <param name="AccountId">The account in the ARN; null if there is none.</param>
/// <param name="Qualifier">A version or alias; null for the function itself.</param>
public sealed partial record FunctionReference(string FunctionName, string? Region, string? AccountId, string? Qualifier)
{
    /// <summary>Reads a name, an ARN or a partial ARN. Returns false if the text is not one of these.</summary>
    public static bool TryParse(string? text, out FunctionReference reference)
    {
        reference = null!;
        if (text is null || Forms().Match(text) is not { Success: true } match) return false;
        var qualifier = Group("qualifier");
        reference = new FunctionReference(
            match.Groups["name"].Value, Group("region"), Group("account"), qualifier == LambdaFunction.Latest ? null : qualifier);
        return true;

        string? Group(string name) => match.Groups[name] is { Success: true, Value: var value } ? value : null;
    }

    [GeneratedRegex(
        @"^(?:(?:arn:[\w-]+:lambda:(?<region>[a-z0-9-]+):)?(?<account>\d{12}):function:|function:)?(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?\z")]
    private static partial Regex Forms();
}
