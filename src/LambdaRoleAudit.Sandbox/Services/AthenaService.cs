using System.Globalization;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>Athena, API 2017-05-18: queries, their results, and the catalog's tables. The account's engine executes the SQL.</summary>
public sealed class AthenaService(SandboxState state) : JsonService("athena")
{
    private const int LongestPage = 1000;

    private static readonly string[] Needed = ["glue:GetTable", "s3:ListBucket", "s3:GetObject", "s3:PutObject"];

    protected override async Task<JsonObject> AnswerAsync(SandboxRequest request) => request.Operation switch
    {
        "StartQueryExecution" => Start(request),
        "GetQueryExecution" => new JsonObject { ["QueryExecution"] = await DescribeAsync(Find(request)) },
        "GetQueryResults" => await GetResultsAsync(request),
        "StopQueryExecution" => Stop(request),
        "GetTableMetadata" => GetTableMetadata(request),
        "GetWorkGroup" => GetWorkGroup(request),
        _ => throw UnknownOperation(request),
    };

    private JsonObject Start(SandboxRequest request)
    {
        var athena = request.Account.Athena;
        var text = Required(request, "QueryString", "InvalidRequestException");
        var workGroup = (string?)request.Json["WorkGroup"] ?? "primary";
        if (!athena.WorkGroups.TryGetValue(workGroup, out var location)) throw Invalid($"WorkGroup {workGroup} is not found.");
        location = (string?)request.Json["ResultConfiguration"]?["OutputLocation"] ?? location;
        if (location is null)
            throw Invalid(
                "No output location provided. An output location is required either through the Workgroup result configuration setting or "
                + "as an API input.");
        var id = Guid.NewGuid().ToString();
        if ((string?)request.Json["ClientRequestToken"] is { } token && athena.Tokens.GetOrAdd(token, id) is var known && known != id)
            return new JsonObject { ["QueryExecutionId"] = known };
        var context = request.Json["QueryExecutionContext"];
        var query = new AthenaQuery(
            text, (string?)context?["Catalog"] ?? "AwsDataCatalog", (string?)context?["Database"],
            [.. request.Json["ExecutionParameters"]?.AsArray().Select(value => (string)value!) ?? []], workGroup,
            request.Account.AccountId, request.Region);
        var execution = new AthenaExecution(id, query, $"{location.TrimEnd('/')}/{id}.csv", state.Now);
        execution.Answer = Task.Run(() => ExecuteAsync(athena, execution));
        athena.Executions[id] = execution;
        return new JsonObject { ["QueryExecutionId"] = id };
    }

    /// <summary>
    /// Executes a query with the permissions of its caller: Athena reads the table's definition and data, and writes the result (Athena
    /// user guide, "Access to databases and tables", "Access to Amazon S3").
    /// </summary>
    private async Task<AthenaAnswer> ExecuteAsync(AthenaState athena, AthenaExecution execution)
    {
        var missing = state.AllowedActions is not { } allowed
            ? null
            : Array.Find(Needed, action => !Permissions.Matches(allowed, action));
        var answer = missing is not null
            ? AthenaAnswer.Failed($"Insufficient permissions to execute the query. User is not authorized to perform: {missing}")
            : athena.Engine is not { } engine
                ? AthenaAnswer.Failed("The Sandbox has no SQL engine.")
                : await engine(execution.Query, execution.Cancellation.Token);
        execution.Completed = state.Now;
        return answer;
    }

    private static AthenaExecution Find(SandboxRequest request)
    {
        var id = Required(request, "QueryExecutionId", "InvalidRequestException");
        return request.Account.Athena.Executions.GetValueOrDefault(id) is { } execution
            && execution.Query.Region == request.Region
                ? execution
                : throw Invalid($"QueryExecution {id} was not found");
    }

    private static JsonObject Stop(SandboxRequest request)
    {
        var execution = Find(request);
        if (StateOf(request.Account.Athena, execution) is not ("QUEUED" or "RUNNING")) return [];
        execution.IsCancelled = true;
        execution.Cancellation.Cancel();
        return [];
    }

    private async Task<JsonObject> DescribeAsync(AthenaExecution execution)
    {
        var athena = state.Accounts[execution.Query.AccountId].Athena;
        execution.Polls++;
        var status = StateOf(athena, execution);
        var answer = status is "SUCCEEDED" or "FAILED" ? await execution.Answer : null;
        var query = execution.Query;
        var context = new JsonObject { ["Catalog"] = query.Catalog };
        if (query.Database is not null) context["Database"] = query.Database;
        var description = new JsonObject
        {
            ["State"] = status,
            ["SubmissionDateTime"] = execution.Submitted.ToUnixTimeMilliseconds() / 1000.0,
        };
        if (answer?.Failure is { } reason)
        {
            description["StateChangeReason"] = reason;
            description["AthenaError"] = new JsonObject
            {
                ["ErrorCategory"] = 2, ["ErrorType"] = 1006, ["Retryable"] = false, ["ErrorMessage"] = reason,
            };
        }

        if (status is "CANCELLED") description["StateChangeReason"] = "Query cancelled by user";
        if (answer is not null) description["CompletionDateTime"] = execution.Completed!.Value.ToUnixTimeMilliseconds() / 1000.0;
        return new JsonObject
        {
            ["QueryExecutionId"] = execution.Id,
            ["Query"] = query.Text,
            ["StatementType"] = "DML",
            ["ResultConfiguration"] = new JsonObject { ["OutputLocation"] = execution.OutputLocation },
            ["QueryExecutionContext"] = context,
            ["Status"] = description,
            ["Statistics"] = new JsonObject
            {
                ["DataScannedInBytes"] = answer?.DataScannedInBytes ?? 0,
                ["EngineExecutionTimeInMillis"] =
                    answer is null ? 0 : (long)(execution.Completed!.Value - execution.Submitted).TotalMilliseconds,
            },
            ["WorkGroup"] = query.WorkGroup,
        };
    }

    private static string StateOf(AthenaState athena, AthenaExecution execution)
    {
        if (execution.IsCancelled) return "CANCELLED";
        if (execution.Polls > athena.PollsUntilDone && execution.Answer.IsCompleted)
            return execution.Answer is { IsCompletedSuccessfully: true, Result.Failure: null } ? "SUCCEEDED" : "FAILED";
        return execution.Polls <= 1 ? "QUEUED" : "RUNNING";
    }

    private async Task<JsonObject> GetResultsAsync(SandboxRequest request)
    {
        var execution = Find(request);
        var status = StateOf(request.Account.Athena, execution);
        if (status is "QUEUED" or "RUNNING") throw Invalid($"Query has not yet finished. Current state: {status}");
        if (status is not "SUCCEEDED") throw Invalid($"Query did not finish successfully. Final query state: {status}");
        if (state.AllowedActions is { } allowed && !Permissions.Matches(allowed, "s3:GetObject"))
            throw new AwsError(400, "AccessDeniedException", "Access denied when reading the query results in Amazon S3.");
        var size = (int?)request.Json["MaxResults"] ?? LongestPage;
        if (size is < 1 or > LongestPage) throw Invalid("MaxResults must be from 1 to 1000.");
        var start = 0;
        if ((string?)request.Json["NextToken"] is { } token
            && !int.TryParse(Marker.Decode(token), NumberStyles.None, CultureInfo.InvariantCulture, out start))
            throw Invalid("Invalid NextToken");

        var answer = await execution.Answer;
        // The first row is the header.
        var rows = answer.Rows.Prepend([.. answer.Columns.Select(column => column.Name)]).Skip(start).Take(size);
        var result = new JsonObject
        {
            ["UpdateCount"] = 0,
            ["ResultSet"] = new JsonObject
            {
                ["Rows"] = new JsonArray([.. rows.Select(row => new JsonObject
                {
                    ["Data"] = new JsonArray([.. row.Select(value => value is null ? [] : new JsonObject { ["VarCharValue"] = value })]),
                })]),
                ["ResultSetMetadata"] = new JsonObject { ["ColumnInfo"] = new JsonArray([.. answer.Columns.Select(Column)]) },
            },
        };
        if (start + size < answer.Rows.Count + 1)
            result["NextToken"] = Marker.Encode((start + size).ToString(CultureInfo.InvariantCulture));
        return result;
    }

    private static JsonObject Column((string Name, string Type) column) => new()
    {
        ["CatalogName"] = "hive", ["SchemaName"] = "", ["TableName"] = "", ["Name"] = column.Name, ["Label"] = column.Name,
        ["Type"] = column.Type, ["Precision"] = 0, ["Scale"] = 0, ["Nullable"] = "UNKNOWN", ["CaseSensitive"] = true,
    };

    private JsonObject GetTableMetadata(SandboxRequest request)
    {
        if (state.AllowedActions is { } allowed && !Permissions.Matches(allowed, "glue:GetTable"))
            throw new AwsError(400, "AccessDeniedException", "User is not authorized to perform: glue:GetTable");
        var database = Required(request, "DatabaseName", "InvalidRequestException");
        var table = Required(request, "TableName", "InvalidRequestException");
        return request.Account.Athena.Tables.TryGetValue($"{database}.{table}".ToLowerInvariant(), out var metadata)
            ? new JsonObject { ["TableMetadata"] = metadata.DeepClone() }
            : throw new AwsError(400, "MetadataException", "EntityNotFoundException: Entity Not Found");
    }

    private static JsonObject GetWorkGroup(SandboxRequest request)
    {
        var name = Required(request, "WorkGroup", "InvalidRequestException");
        if (!request.Account.Athena.WorkGroups.TryGetValue(name, out var location)) throw Invalid($"WorkGroup {name} is not found.");
        var result = new JsonObject();
        if (location is not null) result["OutputLocation"] = location;
        return new JsonObject
        {
            ["WorkGroup"] = new JsonObject
            {
                ["Name"] = name,
                ["State"] = "ENABLED",
                ["Configuration"] = new JsonObject
                {
                    ["ResultConfiguration"] = result, ["EnforceWorkGroupConfiguration"] = false, ["RequesterPaysEnabled"] = false,
                },
            },
        };
    }

    private static AwsError Invalid(string message) => new(400, "InvalidRequestException", message);
}
