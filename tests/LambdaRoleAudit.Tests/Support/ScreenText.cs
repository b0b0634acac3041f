using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>What is on a screen, less what is different in each run: ids, today's date, times of day, the padding of lines.</summary>
public static partial class ScreenText
{
    /// <summary>The screen as it is in every run.</summary>
    public static string Lasting(string screen) => Changing().Replace(
        Period().Replace(
            LocalDay().Replace(string.Join('\n', screen.Split('\n').Select(line => line.TrimEnd())).Trim('\n'), "01/01/2000"), SomeDay),
        match => match.Value switch
        {
            { Length: 36 } => "11111111-2222-3333-4444-555555555555",
            ['A', ..] => "AROAEXAMPLEEXAMPLE12",
            // What the estate is made with is older than the run. Its activity is of the 90 days before the run.
            ['2', '0', '2', _, '-', ..] day => IsRecent(day) ? SomeDay : day,
            _ => "00000000",
        });

    private const string SomeDay = "2000-01-01";

    private static bool IsRecent(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && DateOnly.FromDateTime(DateTime.UtcNow).DayNumber - date.DayNumber is >= 0 and <= 91;

    /// <summary>The days of a period and of the last call, in the form that texts have.</summary>
    [GeneratedRegex(@"(?<=\b(?:last|from|to) |Period +: )202\d-\d\d-\d\d")]
    private static partial Regex Period();

    /// <summary>A day as a language writes it, in a list that PowerShell formats.</summary>
    [GeneratedRegex(@"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b")]
    private static partial Regex LocalDay();

    [GeneratedRegex(
        @"AROA[A-Z0-9]{16}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b202\d-\d\d-\d\d\b|\b(?=[0-9a-f]*[0-9])[0-9a-f]{8}\b|\d\d:\d\d:\d\d(\.\d+)?")]
    private static partial Regex Changing();
}
