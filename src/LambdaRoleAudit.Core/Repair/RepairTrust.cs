using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Creates the trust policy of a function's own role: the parts of the source role's trust policy about Lambda, with their conditions, and
/// its Deny statements. Other principals are not trusted.
/// </summary>
public static class RepairTrust
{
    internal const string LambdaText = $"Service:{TrustPolicies.LambdaPrincipal}";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the trust policy.</summary>
    /// <param name="source">The trust policy of the source role, which trusts Lambda.</param>
    /// <param name="others">The other principals that the source role trusts.</param>
    public static string Of(PolicyDocument source, out IReadOnlyList<string> others)
    {
        others = [
            .. source.Statements.Where(statement => statement.Effect == PolicyEffect.Allow)
                .SelectMany(statement => statement.Principals?.Values ?? []).Where(value => value != LambdaText)
                .Distinct(StringComparer.Ordinal)];
        // The text is unchanged if it does not name other principals.
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
