using System.Globalization;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The releases of the Serverless Framework that a service file allows (<c>frameworkVersion</c>, a range as npm writes it).
/// </summary>
/// <param name="Lowest">The lowest release; 0.0.0 if any release is allowed.</param>
/// <param name="IsBeforeFour">True if the range ends before release 4.</param>
internal sealed partial record ServerlessRelease(Version Lowest, bool IsBeforeFour)
{
    /// <summary>
    /// The first release that is known to give functions roles of their own (<c>functions.X.iam.role</c> and
    /// <c>provider.iam.role.mode: perFunction</c>). The source of release 4 was published with 4.29.2, and that has it, as all later ones
    /// (github.com/serverless/serverless, packages/serverless/lib/plugins/aws/package/lib/roles-per-function.js). Some release before it
    /// introduced it; which one cannot be confirmed, so releases before 4.29.2 count as not known to have it.
    /// </summary>
    private static readonly Version FirstKnown = new(4, 29, 2);

    private static readonly Version Zero = new(0, 0, 0);
    private static readonly Version Four = new(4, 0, 0);

    /// <summary>True if every release that the file allows can give a function a role of its own.</summary>
    public bool HasOwnRoles => Lowest >= FirstKnown;

    /// <summary>True if only releases 4 and later are allowed.</summary>
    public bool IsFour => Lowest >= Four;

    /// <summary>True if the variable <c>${sls:stage}</c> can be missing. Release 2.30 introduced it.</summary>
    public bool IsOld => IsBeforeFour && Lowest < new Version(3, 0, 0);

    /// <summary>Reads a range. What is not one counts as no limit.</summary>
    public static ServerlessRelease Of(string? range)
    {
        if (string.IsNullOrWhiteSpace(range)) return new(Zero, false);
        var parts = range.Split("||").Select(Alternative).ToList();
        return new(parts.Min(part => part.Lowest)!, parts.All(part => part.IsBeforeFour));
    }

    private static (Version Lowest, bool IsBeforeFour) Alternative(string text)
    {
        Version lowest = Zero;
        var before = false;
        // "1.2 - 2.3" has no operator before its upper limit.
        var hyphen = text.Split(" - ");
        if (hyphen.Length == 2) text = $">={hyphen[0].Trim()} <={hyphen[1].Trim()}";
        foreach (Match match in Comparator().Matches(text))
        {
            var version = new Version(Part(match, 2), Part(match, 3), Part(match, 4));
            var sign = match.Groups[1].Value;
            if (sign is "<" or "<=") before |= version < Four || (version == Four && sign == "<");
            else
            {
                if (version > lowest) lowest = version;
                before |= sign is not (">" or ">=") && version < Four;
            }
        }

        return (lowest, before);
    }

    private static int Part(Match match, int group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"(\^|~|>=|<=|>|<|=)?\s*v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?[^\s]*")]
    private static partial Regex Comparator();
}
