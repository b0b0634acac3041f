using static LambdaRoleAudit.Sandbox.Workloads.CallShape;

namespace LambdaRoleAudit.Sandbox.Workloads.Shapes;

/// <summary>
/// DynamoDB (developer guide, "Logging DynamoDB operations by using AWS CloudTrail", "Actions for DynamoDB"). Transactions have no action
/// of their own: each item needs the action of its kind. PartiQL statements need the PartiQL actions.
/// </summary>
internal static class DynamoDbShapes
{
    private const string Type = "AWS::DynamoDB::Table";
    private const string ItemKey = "\"key\":{\"id\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}";

    public static IReadOnlyList<CallShape> All { get; } =
    [
        One("dynamodb.GetItem", s => OnTable(s, "GetItem", true, ItemKey)),
        One("dynamodb.GetItem.arn", s => OnTable(s, "GetItem", true, ItemKey) with
        {
            Parameters = $$$"""{"tableName":"{{{Table(s)}}}",{{{ItemKey}}}}""",
        }),
        One("dynamodb.PutItem", s => OnTable(s, "PutItem", false, ItemKey.Replace("key", "item", StringComparison.Ordinal))),
        One("dynamodb.UpdateItem", s => OnTable(s, "UpdateItem", false, ItemKey)),
        One("dynamodb.DeleteItem", s => OnTable(s, "DeleteItem", false, ItemKey)),
        One("dynamodb.Scan", s => OnTable(s, "Scan", true, "\"limit\":100")),
        One("dynamodb.Query", s => OnTable(s, "Query", true, "\"keyConditionExpression\":\"id = :id\"")),
        One("dynamodb.Query.index", s => OnTable(s, "Query", true, "\"indexName\":\"by-date\",\"limit\":10") with
        {
            Needs = [new Need("dynamodb:Query", $"{Table(s)}/index/by-date")],
        }),
        One("dynamodb.BatchGetItem", s => OnTables(
            s, "BatchGetItem", true,
            $$$"""{"requestItems":{"{{{s.Thing}}}":{"keys":[{"id":"x"}]},"{{{s.Thing}}}-more":{"keys":[]} } }""",
            "dynamodb:BatchGetItem")),
        One("dynamodb.BatchWriteItem", s => OnTables(
            s, "BatchWriteItem", false,
            $$$"""{"requestItems":{"{{{s.Thing}}}":[{"putRequest":{}}],"{{{s.Thing}}}-more":[{"deleteRequest":{}}]}}""",
            "dynamodb:BatchWriteItem")),
        One("dynamodb.TransactWriteItems", s => OnTables(
            s, "TransactWriteItems", false,
            $$$"""{"transactItems":[{"put":{"tableName":"{{{s.Thing}}}"}},{"update":{"tableName":"{{{s.Thing}}}-more"}}]}""") with
        {
            Needs = [new Need("dynamodb:PutItem", Table(s)), new Need("dynamodb:UpdateItem", $"{Table(s)}-more")],
        }),
        One("dynamodb.TransactGetItems", s => OnTables(
            s, "TransactGetItems", true,
            $$$"""{"transactItems":[{"get":{"tableName":"{{{s.Thing}}}"}},{"get":{"tableName":"{{{s.Thing}}}-more"}}]}""",
            "dynamodb:GetItem")),
        One("dynamodb.ExecuteStatement.select", s => Statement(s, true, "SELECT * FROM \\\"{0}\\\" WHERE id = ?", "PartiQLSelect")),
        One("dynamodb.ExecuteStatement.update", s => Statement(s, false, "UPDATE \\\"{0}\\\" SET n = ? WHERE id = ?", "PartiQLUpdate")),
        One("dynamodb.DescribeTable", s => new ApiCall(
            "dynamodb", "DescribeTable", true, $$"""{"tableName":"{{s.Thing}}"}""", new Need("dynamodb:DescribeTable", Table(s)))),
        new("dynamodb.GetItem.kms", s =>
        [
            OnTable(s, "GetItem", true, ItemKey),
            SecretShapes.Kms(s, "Decrypt", "kms:Decrypt", """{"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}""") with
            {
                InvokedBy = "dynamodb.amazonaws.com",
            },
        ]),
    ];

    private static string Table(CallScene s) => s.Arn("dynamodb", $"table/{s.Thing}");

    private static ApiCall OnTable(CallScene s, string name, bool isReadOnly, string more) => new(
        "dynamodb", name, isReadOnly, $$"""{"tableName":"{{s.Thing}}",{{more}}}""", new Need($"dynamodb:{name}", Table(s)))
    {
        DataType = Type,
        DataArn = Table(s),
        Resources = [new(Table(s), Type)],
    };

    private static ApiCall OnTables(CallScene s, string name, bool isReadOnly, string parameters, string action = "") => new(
        "dynamodb", name, isReadOnly, parameters, new Need(action, Table(s)), new Need(action, $"{Table(s)}-more"))
    {
        DataType = Type,
        DataArn = Table(s),
        Resources = [new(Table(s), Type), new($"{Table(s)}-more", Type)],
    };

    private static ApiCall Statement(CallScene s, bool isReadOnly, string statement, string action) => new(
        "dynamodb", "ExecuteStatement", isReadOnly,
        $$"""{"statement":"{{statement.Replace("{0}", s.Thing, StringComparison.Ordinal)}}"}""", new Need($"dynamodb:{action}", Table(s)))
    {
        DataType = Type,
        DataArn = Table(s),
        Resources = [new(Table(s), Type)],
    };
}
