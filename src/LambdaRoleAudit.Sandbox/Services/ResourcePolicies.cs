using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>A function's resource policy, which says who else can invoke the function.</summary>
internal static partial class ResourcePolicies
{
    public static JsonObject Get(FunctionState function, AliasState? alias) => PermissionsOf(function, alias) is not { Count: > 0 } own
        ? throw new AwsError(404, "ResourceNotFoundException", "The resource you requested does not exist.")
        : new JsonObject
        {
            ["Policy"] = Document(own).ToJsonString(), ["RevisionId"] = alias is null ? function.RevisionId : alias.RevisionId
        };

    /// <summary>Removes a statement (Lambda API reference, RemovePermission).</summary>
    public static Task Remove(SandboxRequest request, FunctionState function, AliasState? alias)
    {
        var id = Uri.UnescapeDataString(request.RawPath.TrimEnd('/').Split('/')[^1]);
        if (!PermissionsOf(function, alias).Remove(id))
            throw new AwsError(404, "ResourceNotFoundException", $"Statement {id} is not found in resource policy.");
        request.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static SortedDictionary<string, JsonObject> PermissionsOf(FunctionState function, AliasState? alias) =>
        alias is null ? function.Permissions : alias.Permissions;

    public static JsonObject Add(SandboxState state, SandboxRequest request, FunctionState function, AliasState? alias)
    {
        var permissions = PermissionsOf(function, alias);
        var input = request.Json;
        var id = Text("StatementId");
        if (Principal(Text("Principal"))["AWS"] is { } principal && !Principals.Exists(state, $"{principal}"))
            throw new AwsError(
                400, "InvalidParameterValueException",
                "The provided principal was invalid. Please check the principal and try again.");
        if (permissions.ContainsKey(id))
            throw new AwsError(
                409, "ResourceConflictException",
                $"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.");
        var statement = new JsonObject
        {
            ["Sid"] = id,
            ["Effect"] = "Allow",
            ["Principal"] = Text("Principal") == "*" ? "*" : Principal(Text("Principal")),
            ["Action"] = Text("Action"),
            ["Resource"] = alias is null
                ? function.FunctionArn
                : $"{function.FunctionArn[..(function.FunctionArn.IndexOf(":function:", StringComparison.Ordinal) + 10)]}"
                    + $"{function.FunctionName}:{alias.Name}",
        };
        var condition = new JsonObject();
        if ((string?)input["SourceAccount"] is { } account) condition["StringEquals"] = new JsonObject { ["AWS:SourceAccount"] = account };
        if ((string?)input["PrincipalOrgID"] is { } organization)
            condition["StringEquals"] = new JsonObject { ["aws:PrincipalOrgID"] = organization };
        if ((string?)input["SourceArn"] is { } source) condition["ArnLike"] = new JsonObject { ["AWS:SourceArn"] = source };
        if (condition.Count > 0) statement["Condition"] = condition;
        permissions[id] = statement;
        return new JsonObject { ["Statement"] = statement.ToJsonString() };

        string Text(string name) =>
            (string?)input[name]
                ?? throw new AwsError(
                    400, "InvalidParameterValueException",
                    $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");
    }

    private static JsonObject Document(SortedDictionary<string, JsonObject> permissions) => new()
    {
        ["Version"] = "2012-10-17",
        ["Id"] = "default",
        ["Statement"] = new JsonArray([.. permissions.Values.Select(statement => statement.DeepClone())]),
    };

    private static JsonObject Principal(string given) =>
        Accounts().IsMatch(given) ? new JsonObject { ["AWS"] = $"arn:aws:iam::{given}:root" }
        : given.StartsWith("arn:", StringComparison.Ordinal) ? new JsonObject { ["AWS"] = given }
        : new JsonObject { ["Service"] = given };

    [GeneratedRegex(@"^\d{12}$")]
    private static partial Regex Accounts();
}
