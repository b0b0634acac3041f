using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>A call that a function makes, for CloudTrail.</summary>
/// <param name="EventSource">The service: <c>ssm.amazonaws.com</c>.</param>
/// <param name="EventName">The operation, as CloudTrail writes it.</param>
public sealed record FunctionCall(string EventSource, string EventName)
{
    /// <summary>The request parameters in JSON; null for none, as in many records of denied calls.</summary>
    public string? Parameters { get; init; }

    /// <summary>The error code; null if the call is allowed.</summary>
    public string? ErrorCode { get; init; } = "AccessDenied";

    /// <summary>The region of the record; null for the function's.</summary>
    public string? Region { get; init; }

    /// <summary>The resource type of a data event; null for a management event.</summary>
    public string? DataType { get; init; }

    /// <summary>The role whose session makes the call; null for the function's current role.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Reads a call: <c>ssm:GetParameter</c>.</summary>
    /// <exception cref="FormatException">The text is not a service and an operation.</exception>
    public static FunctionCall Parse(string text) => text.Split(':') is [{ Length: > 0 } service, { Length: > 0 } name]
        ? new FunctionCall($"{service}.amazonaws.com", name)
        : throw new FormatException($"'{text}' is not a service and an operation, such as ssm:GetParameter.");

    /// <summary>
    /// Returns the record of the call in the shape of 2026 (CloudTrail user guide, "CloudTrail record contents", "CloudTrail userIdentity
    /// element").
    /// </summary>
    internal JsonObject Record(AccountState account, string region, string functionName, string roleArn, DateTimeOffset time)
    {
        var role = account.FindRole(roleArn);
        var roleName = roleArn[(roleArn.LastIndexOf('/') + 1)..];
        var roleId = role?.RoleId ?? "AROAEXAMPLEEXAMPLE123";
        var function = account.FunctionArn(region, functionName);
        var record = new JsonObject
        {
            ["eventVersion"] = "1.11",
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "AssumedRole",
                ["principalId"] = $"{roleId}:{functionName}",
                ["arn"] = $"arn:{account.Partition}:sts::{account.AccountId}:assumed-role/{roleName}/{functionName}",
                ["accountId"] = account.AccountId,
                ["accessKeyId"] = "ASIAEXAMPLEEXAMPLE12",
                ["sessionContext"] = new JsonObject
                {
                    ["sessionIssuer"] = new JsonObject
                    {
                        ["type"] = "Role", ["principalId"] = roleId, ["arn"] = roleArn, ["accountId"] = account.AccountId,
                        ["userName"] = roleName,
                    },
                },
                ["inScopeOf"] = new JsonObject
                {
                    ["issuerType"] = "AWS::Lambda::Function", ["credentialsIssuedTo"] = function,
                    ["credentialsIssuedToVersion"] = $"{function}:$LATEST",
                },
            },
            ["eventTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["eventSource"] = EventSource,
            ["eventName"] = EventName,
            ["awsRegion"] = Region ?? region,
            ["sourceIPAddress"] = "203.0.113.10",
            ["userAgent"] = "aws-sdk-nodejs/3 exec-env/AWS_Lambda_nodejs22.x",
        };
        if (ErrorCode is not null)
        {
            record["errorCode"] = ErrorCode;
            record["errorMessage"] = "You are not authorized to perform this operation.";
        }

        record["requestParameters"] = Parameters is null ? null : JsonNode.Parse(Parameters);
        record["responseElements"] = null;
        record["requestID"] = Guid.NewGuid().ToString();
        record["eventID"] = Guid.NewGuid().ToString();
        record["readOnly"] = true;
        record["eventType"] = "AwsApiCall";
        record["managementEvent"] = DataType is null;
        record["recipientAccountId"] = account.AccountId;
        record["eventCategory"] = DataType is null ? "Management" : "Data";
        return record;
    }
}
