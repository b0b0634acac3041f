using System.Text.RegularExpressions;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// What the columns of a table of CloudTrail records allow. People have tables of several definitions: with or without partitions, and most
/// without <c>inScopeOf</c>.
/// </summary>
internal sealed partial class AthenaShape
{
    private static readonly string[] Required =
        ["useridentity", "eventtime", "eventsource", "eventname", "awsregion", "errorcode", "requestparameters", "resources", "eventid"];

    private static readonly string[] DayNames = ["day", "date", "dt", "timestamp"];

    private readonly Dictionary<string, string> _types;

    private AthenaShape(Dictionary<string, string> types) => _types = types;

    /// <summary>True if the records tell which function made a call.</summary>
    public bool HasFunctions => Identity.Contains("credentialsissuedto:", StringComparison.Ordinal)
        && Identity.Contains("issuertype:", StringComparison.Ordinal);

    /// <summary>True if the resources have the prefixes of ARNs.</summary>
    public bool HasArnPrefix => _types["resources"].Contains("arnprefix:", StringComparison.Ordinal);

    /// <summary>True if the records tell which account received them.</summary>
    public bool HasRecipient => IsText("recipientaccountid");

    /// <summary>The partition column of the account; null if there is none.</summary>
    public string? Account => new[] { "account", "accountid", "account_id" }.FirstOrDefault(IsText);

    /// <summary>The partition column of the region; null if there is none.</summary>
    public string? Region => IsText("region") ? "region" : null;

    /// <summary>True if year, month and day are columns of their own.</summary>
    public bool HasDateParts => _types.ContainsKey("year") && _types.ContainsKey("month") && _types.ContainsKey("day");

    /// <summary>The partition column of the day; null if there is none.</summary>
    public string? Day => HasDateParts ? null : DayNames.FirstOrDefault(IsText);

    private string Identity => _types["useridentity"];

    /// <summary>Reads the columns.</summary>
    /// <exception cref="ProblemException">Columns that the query needs are missing.</exception>
    public static AthenaShape Of(string table, IEnumerable<(string Name, string Type)> columns)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, type) in columns)
            types.TryAdd(name.ToLowerInvariant(), Space().Replace(type, "").Replace("`", "", StringComparison.Ordinal).ToLowerInvariant());
        var missing = Required.Where(name => !types.ContainsKey(name)).ToList();
        if (types.TryGetValue("useridentity", out var identity))
        {
            foreach (var field in new[] { "type:", "arn:", "sessionissuer:" })
                if (!identity.Contains(field, StringComparison.Ordinal)) missing.Add($"useridentity.{field.TrimEnd(':')}");
        }

        if (types.TryGetValue("resources", out var resources) && !resources.StartsWith("array<struct<", StringComparison.Ordinal))
            missing.Add("resources as a list");
        if (types.TryGetValue("eventtime", out var time) && time != "string" && !time.StartsWith("varchar", StringComparison.Ordinal))
            missing.Add("eventtime as a string");
        return missing.Count == 0 ? new AthenaShape(types)
            : throw new ProblemException(UsageErrors.AthenaTableUnfit.About(
                table, ("table", table), ("columns", string.Join(", ", missing))));
    }

    private bool IsText(string name) =>
        _types.TryGetValue(name, out var type) && (type == "string" || type.StartsWith("varchar", StringComparison.Ordinal));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
