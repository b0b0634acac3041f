using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Model;

/// <summary>
/// An error as data: its id, category, message and recommended action. The texts have named holes, such as
/// <c>Role '{role}' was not found.</c>, which each case fills. All of them are in <c>LambdaRoleAudit.Errors</c>.
/// </summary>
/// <param name="ErrorId">The stable id, for scripts to match.</param>
/// <param name="Kind">The kind of error.</param>
/// <param name="Message">What happened, and to what.</param>
/// <param name="RecommendedAction">What to do about it.</param>
public sealed partial record ErrorText(string ErrorId, ProblemKind Kind, string Message, string RecommendedAction)
{
    /// <summary>The names of the holes in the message and the recommended action.</summary>
    public IReadOnlySet<string> Holes => Hole().Matches($"{Message} {RecommendedAction}").Select(hole => hole.Groups[1].Value).ToHashSet();

    /// <summary>The problem in one case.</summary>
    /// <param name="target">What it happened to.</param>
    /// <param name="values">
    /// The values of the holes. A hole without a value keeps its name in the text, and a value without a hole is ignored: an error that is
    /// being reported never becomes another one. A test finds both in the sources.
    /// </param>
    public Problem About(object? target, params (string Hole, object? Value)[] values) =>
        new(ErrorId, Kind, Fill(Message, values), Fill(RecommendedAction, values), target);

    /// <summary>The problem in one case, with the exception that caused it.</summary>
    /// <inheritdoc cref="About(object?, ValueTuple{string, object?}[])"/>
    public Problem About(object? target, Exception? cause, params (string Hole, object? Value)[] values) =>
        About(target, values) with { Cause = cause };

    /// <summary>Fills the holes in one pass: braces in a value stay as they are.</summary>
    private static string Fill(string text, (string Hole, object? Value)[] values) => Hole().Replace(
        text,
        hole => Array.FindIndex(values, value => value.Hole == hole.Groups[1].Value) is >= 0 and var i
            ? Convert.ToString(values[i].Value, CultureInfo.InvariantCulture) ?? ""
            : hole.Value);

    [GeneratedRegex(@"\{([a-z][A-Za-z]*)\}")]
    private static partial Regex Hole();
}
