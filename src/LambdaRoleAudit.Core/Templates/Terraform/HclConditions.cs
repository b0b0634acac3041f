using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>Conditions as names: <c>!var.create</c> is <c>var.create</c> that does not hold.</summary>
internal static partial class HclConditions
{
    /// <summary>Returns a condition's name, and its value.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="scope">The module that it is in.</param>
    /// <param name="holds">True if it must hold.</param>
    public static (string Condition, bool Holds) Of(HclPlaced condition, HclScope scope, bool holds)
    {
        var written = condition.Written;
        // Only before a reference: "!a && b" is not the opposite of "a && b".
        while (Negated().Match(written) is { Success: true } negated) (written, holds) = (negated.Groups[1].Value, !holds);
        return (scope.Prefix + written, holds);
    }

    [GeneratedRegex(@"^!\s*(!*[\w.\[\]""-]+)$")]
    private static partial Regex Negated();
}
