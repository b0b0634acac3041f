using System.Text.Json;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Findings of an earlier day: what is in them is not told again, and what is not found any more is named.</summary>
public sealed class FindingBaseline
{
    private readonly Dictionary<(string RuleId, string Subject, FindingStatus Status, string Evidence), string> _known = [];
    private readonly HashSet<(string RuleId, string Subject)> _seen = [];

    private FindingBaseline()
    {
    }

    /// <summary>Reads a baseline: findings as ConvertTo-Json wrote them.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static FindingBaseline Read(string json, string path)
    {
        var baseline = new FindingBaseline();
        try
        {
            using var document = JsonDocument.Parse(json);
            var items = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement];
            foreach (var item in items)
            {
                var rule = item.Text("RuleId");
                var subject = item.Text("FunctionArn") ?? item.Text("RoleArn") ?? "";
                if (rule is null || Status(item) is not { } status) throw new ProblemException(FindingProblems.InvalidBaseline(path, "it holds something that is no finding."));
                baseline._known[(rule, subject, status, Evidence.Lasting(item.Text("Evidence") ?? ""))] = $"{rule}: {item.Text("FunctionName") ?? subject}";
            }

            return baseline;
        }
        catch (JsonException e)
        {
            throw new ProblemException(FindingProblems.InvalidBaseline(path, $"it is not JSON: {e.Message}"));
        }
    }

    /// <summary>Was the finding there before? Remembers it.</summary>
    public bool IsKnown(LambdaRoleFinding finding)
    {
        var subject = finding.FunctionArn ?? finding.RoleArn ?? "";
        _seen.Add((finding.RuleId, subject));
        return _known.ContainsKey((finding.RuleId, subject, finding.Status, Evidence.Lasting(finding.Evidence)));
    }

    /// <summary>
    /// What failed before and was not seen now. Of accounts that were read only, and nothing where one was not read whole: what
    /// was not looked at is not gone.
    /// </summary>
    /// <param name="rules">The rules that were asked.</param>
    /// <param name="account">What was read.</param>
    public IReadOnlyList<string> Gone(IReadOnlyCollection<FindingRule> rules, AccountFacts account)
    {
        if (!account.Use.IsRead || !account.HasAllRoles) return [];
        var accounts = account.Roles.Select(role => role.AccountId).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _known.Where(known => known.Key.Status == FindingStatus.Fail && rules.Any(rule => rule.RuleId == known.Key.RuleId) && !_seen.Contains((known.Key.RuleId, known.Key.Subject)))
                .Where(known => Arn.TryParse(known.Key.Subject, out var subject) && accounts.Contains(subject.AccountId))
                .Select(known => known.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A status by its name, or by the number that ConvertTo-Json writes unless it is told otherwise.</summary>
    private static FindingStatus? Status(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("Status", out var status)) return null;
        return status.ValueKind switch
        {
            JsonValueKind.Number when status.TryGetInt32(out var number) && Enum.IsDefined((FindingStatus)number) => (FindingStatus)number,
            JsonValueKind.String when Enum.TryParse<FindingStatus>(status.GetString(), out var named) => named,
            _ => null,
        };
    }
}
