using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>
/// Patches a policy by new statements only: a copy of each statement that allows a source role, for the new role. For services that do not
/// change a statement.
/// </summary>
internal static class StatementCopies
{
    /// <summary>Returns the patched policy and the new statements; null if a hit is not a statement that allows a named role.</summary>
    public static (string Document, IReadOnlyList<(string Statement, string Sid)> Added)? Of(
        PolicyDocument document, IReadOnlyList<(PolicyCaller Source, PolicyCaller Target)> callers)
    {
        var json = JsonNode.Parse(document.Text)!.AsObject();
        if (json["Statement"] is not JsonArray statements)
            json["Statement"] = statements = new JsonArray(json["Statement"]!.DeepClone());
        var added = new List<(string, string)>();
        foreach (var (source, target) in callers)
        {
            foreach (var hit in StatementHit.Of(document, source, target, mustDelegate: false))
            {
                if (hit is not { Effect: ResourcePolicyEffect.Loses, Statement.Effect: PolicyEffect.Allow }
                    || hit.Statement.Conditions.Any(PolicyCaller.LooksAtCaller)) return null;
                var copy = JsonNode.Parse(hit.Statement.Text)!.AsObject();
                var sid = $"lambda-role-audit-{Number(hit.Statement.Text, target.RoleArn)}";
                copy["Sid"] = sid;
                copy["Principal"] = new JsonObject { ["AWS"] = target.RoleArn };
                statements.Add(copy);
                added.Add((copy.ToJsonString(PolicyPatch.Plain), sid));
            }
        }

        return added.Count == 0 ? null : (json.ToJsonString(PolicyPatch.Plain), added);
    }

    /// <summary>The same statement and role always have the same number, so that a command that ran twice changes nothing.</summary>
    private static string Number(string statement, string roleArn) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{statement}\0{roleArn}")), 0, 8).ToLowerInvariant();
}
