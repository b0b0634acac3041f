using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// The trust policy of a function's own role: what the source role's says of Lambda, with its conditions, and its denies; of
/// nobody else.
/// </summary>
public static class RepairTrust
{
    internal const string LambdaText = $"Service:{TrustPolicies.LambdaPrincipal}";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The trust policy.</summary>
    /// <param name="source">The source role's, which trusts Lambda.</param>
    /// <param name="others">Whom else the source role trusts.</param>
    public static string Of(PolicyDocument source, out IReadOnlyList<string> others)
    {
        others = [
            .. source.Statements.Where(statement => statement.Effect == PolicyEffect.Allow)
                .SelectMany(statement => statement.Principals?.Values ?? []).Where(value => value != LambdaText)
                .Distinct(StringComparer.Ordinal)];
        // The text as it was, where it says nothing of anybody else.
        if (others.Count == 0) return source.Text;
        var statements = new JsonArray();
        foreach (var statement in source.Statements)
        {
            var json = (JsonObject)JsonNode.Parse(statement.Text)!;
            if (statement.Effect == PolicyEffect.Allow)
            {
                if (statement.Principals is not { IsNot: false } principals
                    || !principals.Values.Any(value => value is LambdaText or "*" or "AWS:*")) continue;
                json["Principal"] = new JsonObject { ["Service"] = TrustPolicies.LambdaPrincipal };
            }

            statements.Add(json);
        }

        return new JsonObject { ["Version"] = source.Version, ["Statement"] = statements }.ToJsonString(Plain);
    }
}
