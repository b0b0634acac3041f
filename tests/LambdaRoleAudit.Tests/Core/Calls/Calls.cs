using System.Text.Json;
using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Tests.Core.Calls;

/// <summary>Calls as records have them, and mappings in one line.</summary>
internal static class Calls
{
    public static ApiCall Call(string source, string name, string? parameters = null, params string[] arns)
    {
        using var json = JsonDocument.Parse(parameters ?? "null");
        return new ApiCall
        {
            EventSource = $"{source}.amazonaws.com",
            EventName = name,
            Region = "eu-west-1",
            AccountId = "111122223333",
            Partition = "aws",
            ResourceArns = arns,
            RequestParameters = json.RootElement.Clone(),
        };
    }

    /// <summary>The permissions, each as <c>action@resource</c>.</summary>
    public static IEnumerable<string> Permissions(ApiCall call) =>
        CallCatalog.Map(call).Permissions.Select(permission => $"{permission.Action}@{permission.ResourceArn ?? "unknown"}");
}
