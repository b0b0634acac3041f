using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Findings of an earlier day: what is in them is not told again, and what is not found any more is named.</summary>
public sealed class FindingBaseline
{
    private readonly Dictionary<(string RuleId, string Subject, FindingStatus Status, string Evidence), string> _known = [];
    private readonly HashSet<(string RuleId, string Subject)> _seen = [];

    private static readonly string[] Texts = ["RuleId", "FunctionArn", "RoleArn", "FunctionName", "Evidence"];

    private FindingBaseline()
    {
    }

    /// <summary>
    /// Reads a baseline: findings as ConvertTo-Json wrote them. What cannot be read of it does not count, and is a problem.
    /// </summary>
    /// <param name="json">The file's text, as UTF-8.</param>
    /// <param name="path">The file.</param>
    /// <param name="onProblem">Told of each finding that does not count.</param>
    /// <exception cref="ProblemException">It is none.</exception>
    public static FindingBaseline Read(ReadOnlyMemory<byte> json, string path, Action<Problem> onProblem)
    {
        var baseline = new FindingBaseline();
        try
        {
            using var document = JsonDocument.Parse(json);
            var items = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToArray()
                : [document.RootElement];
            var problems = new List<Problem>();
            for (var i = 0; i < items.Length; i++)
            {
                try
                {
                    baseline.Add(items[i]);
                }
                catch (JsonException e)
                {
                    problems.Add(FindingErrors.InvalidBaselineEntry.About(
                    path, ("number", i + 1), ("path", path), ("reason", e.Message)));
                }
            }

            if (items.Length > 0 && baseline.Count == 0)
                throw new ProblemException(FindingErrors.InvalidBaseline.About(
                    path, ("path", path), ("reason", $"it does not contain a finding. {problems[0].Message}")));
            problems.ForEach(onProblem);
            return baseline;
        }
        catch (JsonException e)
        {
            throw new ProblemException(FindingErrors.InvalidBaseline.About(
                path, ("path", path), ("reason", $"it is not valid JSON: {e.Message}")));
        }
    }

    /// <summary>How many findings count.</summary>
    internal int Count { get; private set; }

    private void Add(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new JsonException("It is not an object.");
        if (item.Repeated() is { } repeated) throw new JsonException($"{repeated} appears twice.");
        foreach (var name in Texts)
            if (item.TryFind(name, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                throw new JsonException($"{name} is not a string.");
        var rule = item.Text("RuleId") is { Length: > 0 } id ? id : throw new JsonException("It has no RuleId.");
        var status = Status(item) ?? throw new JsonException("Its Status is not valid for a finding.");
        var subject = item.Text("FunctionArn") ?? item.Text("RoleArn") ?? "";
        _known[(rule, subject, status, Evidence.Lasting(item.Text("Evidence") ?? ""))] = $"{rule}: {item.Text("FunctionName") ?? subject}";
        Count++;
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
    public IReadOnlyList<string> Gone(IReadOnlyCollection<FindingRule> rules, Account account)
    {
        if (!account.IsRead || !account.HasAllRoles) return [];
        var accounts = account.Roles.Select(role => role.AccountId).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _known.Where(known =>
                known.Key.Status == FindingStatus.Fail && rules.Any(rule => rule.RuleId == known.Key.RuleId)
                    && !_seen.Contains((known.Key.RuleId, known.Key.Subject)))
                .Where(known => Arn.TryParse(known.Key.Subject, out var subject) && accounts.Contains(subject.AccountId))
                .Select(known => known.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A status by its name, or by the number that ConvertTo-Json writes unless it is told otherwise.</summary>
    private static FindingStatus? Status(JsonElement item)
    {
        if (!item.TryFind("Status", out var status)) return null;
        return status.ValueKind switch
        {
            JsonValueKind.Number when status.TryGetInt32(out var number) && Enum.IsDefined((FindingStatus)number) => (FindingStatus)number,
            // By name only: Enum.Parse would take "7" as well, and "Fail, Passed".
            JsonValueKind.String when Enum.IsDefined(typeof(FindingStatus), status.Unicode("Status")) =>
                Enum.Parse<FindingStatus>(status.GetString()!),
            _ => null,
        };
    }
}
