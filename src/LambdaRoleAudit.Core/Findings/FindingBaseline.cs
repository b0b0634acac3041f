using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// The findings of an earlier run. Findings in the baseline are not reported again, and findings that no longer occur are named.
/// </summary>
public sealed class FindingBaseline
{
    private readonly Dictionary<(string RuleId, string Subject, FindingStatus Status, string Evidence), string> _known = [];
    private readonly HashSet<(string RuleId, string Subject)> _seen = [];

    private static readonly string[] Texts = ["RuleId", "FunctionArn", "RoleArn", "FunctionName", "Evidence"];

    private FindingBaseline()
    {
    }

    /// <summary>
    /// Reads a baseline: findings as ConvertTo-Json wrote them. A finding that cannot be read does not count, and is reported as a problem.
    /// </summary>
    /// <param name="json">The file's text, as UTF-8.</param>
    /// <param name="path">The file.</param>
    /// <param name="onProblem">Receives each finding that does not count.</param>
    /// <exception cref="ProblemException">The file is not a baseline.</exception>
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

    /// <summary>The number of findings that count.</summary>
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
        var subject = item.Text("FunctionArn") ?? PlaceOf(item) ?? item.Text("RoleArn") ?? "";
        _known[(rule, subject, status, Evidence.Lasting(item.Text("Evidence") ?? ""))] = $"{rule}: {item.Text("FunctionName") ?? subject}";
        Count++;
    }

    /// <summary>Returns true if the baseline has the finding, and records that it was seen.</summary>
    public bool IsKnown(LambdaRoleFinding finding)
    {
        var subject = finding.FunctionArn ?? finding.Declaration?.Key ?? finding.RoleArn ?? "";
        _seen.Add((finding.RuleId, subject));
        return _known.ContainsKey((finding.RuleId, subject, finding.Status, Evidence.Lasting(finding.Evidence)));
    }

    /// <summary>
    /// Returns the findings that failed before and were not seen now. Only accounts that were read are considered, and none if one was not
    /// read completely: a finding that was not checked is not resolved.
    /// </summary>
    /// <param name="rules">The rules that were run.</param>
    /// <param name="account">The account that was read.</param>
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

    /// <summary>The place of a function in a template, without its line, which moves.</summary>
    private static string? PlaceOf(JsonElement item) => item.TryFind("Declaration", out var place)
        && place.ValueKind == JsonValueKind.Object && (place.Text("File") ?? place.Text("Path")) is { } file
        && place.Text("Address") is { } address
            ? $"{file}#{address}"
            : null;

    /// <summary>Reads a status by its name, or by the number that ConvertTo-Json writes by default.</summary>
    private static FindingStatus? Status(JsonElement item)
    {
        if (!item.TryFind("Status", out var status)) return null;
        return status.ValueKind switch
        {
            JsonValueKind.Number when status.TryGetInt32(out var number) && Enum.IsDefined((FindingStatus)number) => (FindingStatus)number,
            // By name only: Enum.Parse would also accept "7", and "Fail, Passed".
            JsonValueKind.String when Enum.IsDefined(typeof(FindingStatus), status.Unicode("Status")) =>
                Enum.Parse<FindingStatus>(status.GetString()!),
            _ => null,
        };
    }
}
