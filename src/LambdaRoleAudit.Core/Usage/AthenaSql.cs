using System.Globalization;
using System.Text;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Writes the query, in Athena's dialect (Trino). Athena aggregates, so that the answer is small: one row for calls that are the same in
/// everything that decides about permissions, one for each day and one for each region with records of the account.
/// </summary>
internal static class AthenaSql
{
    /// <summary>The number of elements of <c>resources</c> that are read. A record with more is told.</summary>
    public const int Resources = 25;

    /// <summary>
    /// The size of a query: Athena's limit of 262,144 bytes (Amazon Athena user guide, "Service Quotas"), with a margin. If the lists of
    /// roles and functions do not fit, the sessions of all roles of the account are read.
    /// </summary>
    private const int MostBytes = 260_000;

    /// <summary>The number of arguments of a function. Trino's limit is 127.</summary>
    private const int MostArguments = 100;

    /// <summary>Characters that end an element of a list in a result: no ARN has them.</summary>
    public const char Separator = '\n';

    private static readonly string[] Details =
        ["issuertype", "functionarn", "issuerarn", "sessionarn", "source", "name", "callregion", "error", "recipient", "arns", "prefixes",
            "resourcecount", "parameters"];

    /// <summary>Returns the query.</summary>
    public static string Query(
        AthenaSource source, AthenaShape shape, UsageScope scope, string accountId, IReadOnlyCollection<string> regions,
        DateTimeOffset from, DateTimeOffset to)
    {
        var sql = Query(source, shape, "", accountId, regions, from, to);
        var chosen = InScope(shape, scope);
        return sql.Length + chosen.Length > MostBytes ? sql : Query(source, shape, chosen, accountId, regions, from, to);
    }

    private static string Query(
        AthenaSource source, AthenaShape shape, string inScope, string accountId, IReadOnlyCollection<string> regions, DateTimeOffset from,
        DateTimeOffset to)
    {
        var sql = new StringBuilder();
        sql.Append("WITH records AS (\nSELECT *, requestparameters AS p, useridentity.type = 'AssumedRole'").Append(inScope)
            .Append(" AS inscope\nFROM ").Append(Quoted(source.Database)).Append('.').Append(Quoted(source.Table)).Append("\nWHERE ")
            .AppendJoin("\nAND ", Predicates(shape, accountId, regions, from, to)).Append("\n), calls AS (\nSELECT\n");
        sql.AppendJoin(",\n", Fields(shape).Select(field => $"CASE WHEN inscope THEN {field.Value} END AS {field.Name}"));
        sql.Append(",\nsubstr(eventtime, 1, 10) AS recordday, awsregion AS recordregion, eventtime, eventid\nFROM records\n)\nSELECT ")
            .AppendJoin(", ", Details)
            .Append(", recordday, recordregion, count(*) AS calls, min(eventtime) AS firstseen, max(eventtime) AS lastseen, ")
            .Append("array_join(min(eventid, 3), ' ') AS eventids\nFROM calls\nGROUP BY GROUPING SETS ((")
            .AppendJoin(", ", Details).Append("), (recordday), (recordregion))");
        return sql.ToString();
    }

    /// <summary>Returns a text as an SQL literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A session of a role in scope, or of a function in scope under another role.</summary>
    private static string InScope(AthenaShape shape, UsageScope scope)
    {
        if (scope.IsEverything) return "";
        var roles = scope.Roles.Select(role => role.RoleArn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(SessionPrefixes).ToList();
        var functions = scope.Roles.SelectMany(role => role.Functions).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(Literal).ToList();
        if (roles.Count == 0) return " AND false";
        // arn:aws:sts::111122223333:assumed-role/name/session. It has no path, and no session has a slash.
        var role = $"substr(useridentity.arn, 1, strpos(useridentity.arn, '/') + strpos(substr(useridentity.arn, "
            + $"strpos(useridentity.arn, '/') + 1), '/')) IN ({string.Join(", ", roles)})";
        return shape.HasFunctions && functions.Count > 0
            ? $"\nAND ({role}\nOR useridentity.inscopeof.credentialsissuedto IN ({string.Join(", ", functions)}))"
            : $"\nAND {role}";
    }

    private static IEnumerable<string> SessionPrefixes(string roleArn) => Arn.TryParse(roleArn, out var arn)
        ? [Literal($"arn:{arn.Partition}:sts::{arn.AccountId}:assumed-role/{arn.RoleName}/")] : [];

    private static IEnumerable<string> Predicates(
        AthenaShape shape, string accountId, IReadOnlyCollection<string> regions, DateTimeOffset from, DateTimeOffset to)
    {
        var names = string.Join(", ", regions.Order(StringComparer.Ordinal).Select(Literal));
        if (shape.Account is { } account) yield return $"{Quoted(account)} = {Literal(accountId)}";
        if (shape.Region is { } region) yield return $"{Quoted(region)} IN ({names})";
        // The partitions are by the day of the delivery.
        var (first, last) = (Day(from, '/'), Day(to + TrailLayout.Delivery, '/'));
        if (shape.Day is { } day)
        {
            yield return $"({Quoted(day)} BETWEEN '{first}' AND '{last}' "
                + $"OR {Quoted(day)} BETWEEN '{Day(from, '-')}' AND '{Day(to + TrailLayout.Delivery, '-')}')";
        }
        else if (shape.HasDateParts)
        {
            yield return $"CAST(\"year\" AS varchar) BETWEEN '{first[..4]}' AND '{last[..4]}'";
            yield return "CAST(\"year\" AS varchar) || '/' || lpad(CAST(\"month\" AS varchar), 2, '0') || '/' "
                + $"|| lpad(CAST(\"day\" AS varchar), 2, '0') BETWEEN '{first}' AND '{last}'";
        }

        if (shape.HasRecipient) yield return $"recipientaccountid = {Literal(accountId)}";
        yield return $"awsregion IN ({names})";
        yield return $"eventtime >= '{Time(from)}'";
        yield return $"eventtime < '{Time(to)}'";
    }

    private static IEnumerable<(string Name, string Value)> Fields(AthenaShape shape)
    {
        yield return ("issuertype", shape.HasFunctions ? "useridentity.inscopeof.issuertype" : "CAST(NULL AS varchar)");
        yield return ("functionarn", shape.HasFunctions ? "useridentity.inscopeof.credentialsissuedto" : "CAST(NULL AS varchar)");
        yield return ("issuerarn", "useridentity.sessioncontext.sessionissuer.arn");
        yield return ("sessionarn", "useridentity.arn");
        yield return ("source", "eventsource");
        yield return ("name", "eventname");
        yield return ("callregion", "awsregion");
        yield return ("error", "errorcode");
        yield return ("recipient", shape.HasRecipient ? "recipientaccountid" : "CAST(NULL AS varchar)");
        yield return ("arns", Elements("arn"));
        yield return ("prefixes", shape.HasArnPrefix ? Elements("arnprefix") : "CAST(NULL AS varchar)");
        yield return ("resourcecount", "cardinality(resources)");
        yield return ("parameters", Parameters());
    }

    private static string Elements(string field) => string.Create(
        CultureInfo.InvariantCulture,
        $"concat_ws(chr(10), {string.Join(", ", Enumerable.Range(1, Resources).Select(i => $"element_at(resources, {i}).{field}"))})");

    /// <summary>Returns, as a JSON object, the request parameters that decide about permissions and resources.</summary>
    private static string Parameters()
    {
        var sql = new StringBuilder("CASE");
        foreach (var alike in CallCatalog.EventSources.Order(StringComparer.Ordinal)
            .GroupBy(source => string.Join('\n', CallCatalog.RequestParameterNames(source).Order(StringComparer.Ordinal)))
            .Where(alike => alike.Key.Length > 0))
        {
            sql.Append("\nWHEN lower(eventsource) IN (").AppendJoin(", ", alike.Select(Literal)).Append(") THEN '{' || ")
                .Append(Joined([.. alike.Key.Split('\n').Select(Member)])).Append(" || '}'");
        }

        return sql.Length == 4 ? "CAST(NULL AS varchar)" : sql.Append(" END").ToString();
    }

    /// <summary>Joins members of an object with commas. A member without a value is NULL, and is left out.</summary>
    private static string Joined(IReadOnlyList<string> members) => members.Count <= MostArguments
        ? $"concat_ws(',', {string.Join(", ", members)})"
        : Joined([.. members.Chunk(MostArguments).Select(chunk => $"nullif({Joined(chunk)}, '')")]);

    private static string Member(string name)
    {
        var path = name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"$.{name}" : $"$[\"{name}\"]";
        return $"{Literal($"\"{name}\":")} || json_format(json_extract(p, {Literal(path)}))";
    }

    private static string Day(DateTimeOffset time, char separator) =>
        time.UtcDateTime.ToString($"yyyy'{separator}'MM'{separator}'dd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
