using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Model;

/// <summary>
/// An error as data: its id, category, message and recommended action. The texts have named placeholders, such as
/// <c>Role '{role}' was not found.</c>, which are filled for each case. All errors are in <c>LambdaRoleAudit.Errors</c>.
/// </summary>
/// <param name="ErrorId">The stable id, for scripts to match.</param>
/// <param name="Kind">The kind of error.</param>
/// <param name="Message">What happened, and to which resource.</param>
/// <param name="RecommendedAction">What to do about it.</param>
public sealed partial record ErrorText(string ErrorId, ProblemKind Kind, string Message, string RecommendedAction)
{
    /// <summary>The names of the placeholders in the message and the recommended action.</summary>
    internal IReadOnlySet<string> Holes =>
        Hole().Matches($"{Message} {RecommendedAction}").Select(hole => hole.Groups[1].Value).ToHashSet();

    /// <summary>Returns the problem for one case.</summary>
    /// <param name="target">The resource or input that the problem is about.</param>
    /// <param name="values">The values of the placeholders. A placeholder without a value keeps its name in the text, and a value without a
    /// placeholder is ignored, so that reporting an error never causes another error. A test finds both mistakes in the sources.</param>
    public Problem About(object? target, params (string Hole, object? Value)[] values) =>
        new(ErrorId, Kind, Fill(Message, values), Fill(RecommendedAction, values), target);

    /// <summary>Returns the problem for one case, with the exception that caused it.</summary>
    /// <inheritdoc cref="About(object?, ValueTuple{string, object?}[])"/>
    public Problem About(object? target, Exception? cause, params (string Hole, object? Value)[] values) =>
        About(target, values) with { Cause = cause };

    /// <summary>Fills all placeholders in one pass, so that braces in a value stay as they are.</summary>
    private static string Fill(string text, (string Hole, object? Value)[] values) => Hole().Replace(
        text,
        hole => Array.FindIndex(values, value => value.Hole == hole.Groups[1].Value) is >= 0 and var i
            ? Convert.ToString(values[i].Value, CultureInfo.InvariantCulture) ?? ""
            : hole.Value);

    [GeneratedRegex(@"\{([a-z][A-Za-z]*)\}")]
    private static partial Regex Hole();
}
