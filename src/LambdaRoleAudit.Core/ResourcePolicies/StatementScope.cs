using System.Text.Json.Nodes;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>What statements of a resource's policy cover, whoever calls: their actions, resources and other conditions.</summary>
internal static class StatementScope
{
    /// <summary>Returns a set that allows what the statements cover, whether they allow or deny it.</summary>
    /// <param name="statements">The statements, whose conditions about the caller are met.</param>
    /// <param name="everything">The resources that <c>*</c>, or no Resource, stands for.</param>
    /// <exception cref="PolicyFormatException">A statement has an element that is not understood.</exception>
    public static PolicySet Of(IEnumerable<PolicyStatement> statements, IReadOnlyList<string> everything) =>
        new(statements.Select(statement => PolicyDocument.Parse(Text(statement, everything))));

    /// <summary>Returns true if other statements provably cover what a statement covers.</summary>
    public static bool IsWithin(PolicyStatement statement, IReadOnlyList<PolicyStatement> others, CancellationToken cancellationToken)
    {
        if (others.Count == 0 || statement.IsUnknown) return false;
        try
        {
            string[] everything = ["*"];
            return PolicyProver.GrantsNoMoreThan(
                Of([statement], everything), Of(others, everything), cancellationToken: cancellationToken).Outcome == ProofOutcome.Proven;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    private static string Text(PolicyStatement statement, IReadOnlyList<string> everything)
    {
        var json = JsonNode.Parse(statement.Text)!.AsObject();
        json["Effect"] = nameof(PolicyEffect.Allow);
        json.Remove("Principal");
        json.Remove("NotPrincipal");
        if (json["Condition"] is JsonObject conditions)
        {
            foreach (var (name, block) in conditions.ToList())
            {
                if (block is not JsonObject keys) continue;
                foreach (var key in keys.Select(pair => pair.Key).Where(RequestPrincipal.IsOwn).ToList()) keys.Remove(key);
                if (keys.Count == 0) conditions.Remove(name);
            }

            if (conditions.Count == 0) json.Remove("Condition");
        }

        if (statement.Resources is null or { IsNot: false, Values: ["*"] })
            json["Resource"] = new JsonArray([.. everything.Select(resource => JsonValue.Create(resource))]);
        return new JsonObject { ["Version"] = PolicyDocument.CurrentVersion, ["Statement"] = new JsonArray(json) }.ToJsonString();
    }
}
