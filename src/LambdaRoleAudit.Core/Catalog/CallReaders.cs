using System.Text.Json;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The code for calls whose permissions a table cannot say: DynamoDB's transactions, and its statements in PartiQL.
/// Source of the records' form: Amazon DynamoDB developer guide, "Understanding DynamoDB log file entries". Of the actions:
/// "IAM security policies with PartiQL for DynamoDB" in the same guide.
/// </summary>
internal static partial class CallReaders
{
    private const string Transaction = "transaction";
    private const string PartiQl = "partiql";

    /// <summary>The operations of a transaction: their names in requests, and their actions.</summary>
    private static readonly (string Name, CallAction Action)[] Operations =
    [
        ("get", Action("GetItem")), ("put", Action("PutItem")), ("update", Action("UpdateItem")), ("delete", Action("DeleteItem")),
        ("conditionCheck", Action("ConditionCheckItem")),
    ];

    private static readonly ParameterPath[] Items = [new("requestItems"), new("transactItems")];

    private static readonly ParameterPath[] Statements =
        [new("statement"), new("requestItems.statement"), new("statements.statement"), new("transactStatements.statement")];

    /// <summary>Returns the top-level parameters that the code reads.</summary>
    public static IReadOnlyList<string> ParametersOf(string reader) =>
        [.. (reader == Transaction ? Items : Statements).Select(path => path.Parameter)];

    /// <summary>Adds the permissions. Returns false if not all are certain.</summary>
    public static bool Read(string reader, ApiCall call, List<RequiredPermission> permissions) => reader switch
    {
        Transaction => ReadTransaction(call, permissions),
        PartiQl => ReadStatements(call, permissions),
        _ => throw new InvalidDataException($"'{reader}' is not a way to read a call."),
    };

    /// <summary>A record has <c>{operation, tableName}</c> for each item; the request itself <c>{put: {tableName}}</c>.</summary>
    private static bool ReadTransaction(ApiCall call, List<RequiredPermission> permissions)
    {
        var isCertain = true;
        var found = false;
        foreach (var item in Items.SelectMany(path => path.Find(call.RequestParameters)))
        {
            found = true;
            var isKnown = false;
            foreach (var (name, action) in Operations)
            {
                if (item is not { ValueKind: JsonValueKind.Object } parent) break;
                var operation = Text(parent, "operation");
                var table = string.Equals(operation, name, StringComparison.OrdinalIgnoreCase)
                    ? parent
                    : operation is null ? new ParameterPath(name).Find(parent).FirstOrDefault() : null;
                if (table is null) continue;
                isKnown = true;
                Add(permissions, action.Name, TableArn(call, Text(table.Value, "tableName"), null));
            }

            isCertain &= isKnown;
        }

        return found && isCertain;
    }

    private static bool ReadStatements(ApiCall call, List<RequiredPermission> permissions)
    {
        var texts = Statements.SelectMany(path => path.TextsIn(call.RequestParameters, ParameterPath.AnyLength)).ToList();
        var isCertain = texts.Count > 0;
        foreach (var text in texts)
        {
            var match = text is null ? null : Statement().Match(text);
            if (match is not { Success: true })
            {
                isCertain = false;
                continue;
            }

            var verb = match.Groups["verb"].Value.ToUpperInvariant();
            Add(permissions, verb switch
            {
                "INSERT" => "dynamodb:PartiQLInsert",
                "UPDATE" => "dynamodb:PartiQLUpdate",
                "DELETE" => "dynamodb:PartiQLDelete",
                _ => "dynamodb:PartiQLSelect",
            }, TableArn(call, Value(match.Groups["table"]), Value(match.Groups["index"])));
        }

        return isCertain;
    }

    private static string? Value(Group group) => group.Success ? group.Value : null;

    private static string? TableArn(ApiCall call, string? table, string? index)
    {
        if (table is null || ResourceNames.IsHidden(table)) return null;
        var arn = Model.Arn.TryParse(table, out _)
            ? table
            : $"arn:{call.Partition}:dynamodb:{call.Region}:{call.AccountId}:table/{table}";
        return index is null ? arn : $"{arn}/index/{index}";
    }

    private static string? Text(JsonElement parent, string name) => new ParameterPath(name).TextsIn(parent).FirstOrDefault();

    private static void Add(List<RequiredPermission> permissions, string action, string? arn)
    {
        var permission = new RequiredPermission(action, arn);
        if (!permissions.Contains(permission)) permissions.Add(permission);
    }

    private static CallAction Action(string name) => CallAction.Of($"dynamodb:{name}", null);

    /// <summary>
    /// The start of a statement, with the table and for SELECT the index: <c>SELECT … FROM "Music"."ByYear"</c>. A text in the list of a
    /// SELECT is not read. <c>EXISTS(SELECT …)</c> is a condition in a transaction.
    /// </summary>
    [GeneratedRegex(
        """^\s*(?:EXISTS\s*\(\s*)?(?:(?<verb>SELECT)\s[^']*?\sFROM|(?<verb>INSERT)\s+INTO|(?<verb>UPDATE)|(?<verb>DELETE)\s+FROM)"""
        + """\s+(?:"(?<table>[A-Za-z0-9_.:/-]+)"|(?<table>[A-Za-z0-9_-]+))"""
        + """(?:\s*\.\s*(?:"(?<index>[A-Za-z0-9_.-]+)"|(?<index>[A-Za-z0-9_-]+)))?(?=\s|$|\))""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Statement();
}
