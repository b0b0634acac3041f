using System.Text.Json;
using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Findings;

/// <summary>
/// Reads what rules are decided by from files that the AWS CLI wrote: list-functions of each region,
/// get-account-authorization-details, and list-event-source-mappings and get-policy where there are any. No call is made.
/// </summary>
public sealed class AccountFactsFileReader(Action<Problem> onProblem)
{
    private readonly AuthorizationFile _roles = new();
    private readonly List<(string Region, EventSourceMapping Mapping)> _mappings = [];
    private readonly Dictionary<string, FunctionDetail> _functions = new(StringComparer.Ordinal);
    private readonly FunctionInventoryBuilder _inventory = new(onProblem);
    private readonly Dictionary<string, string> _policies = new(StringComparer.Ordinal);
    private bool _hasMappings;

    /// <summary>Reads one file; what is wrong with it is a problem, and makes the whole incomplete.</summary>
    public void Add(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            foreach (var document in Documents(file))
            {
                using (document)
                    if (!Take(document.RootElement, path)) _inventory.AddUnread(FindingProblems.FileNotRecognized(path));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _inventory.AddUnread(FindingProblems.FileInvalid(path, e));
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            _inventory.AddUnread(InputProblems.OfFile(path, e));
        }
    }

    /// <summary>What was read.</summary>
    /// <exception cref="ProblemException">Neither functions nor roles are in the files.</exception>
    public async Task<AccountFacts> BuildAsync(CancellationToken cancellationToken)
    {
        var inventory = _inventory.Build();
        var roles = await new AccountRoleReader(_roles, onProblem).ReadAllAsync(_ => true, cancellationToken).ConfigureAwait(false);
        if (_roles.IsEmpty) onProblem(FindingProblems.NoRoles());
        if (inventory.Count == 0) onProblem(FindingProblems.NoFunctions());
        return new AccountFacts(
            new RoleUse(inventory, isWholeAccount: true), [.. _functions.Values.OrderBy(detail => detail.Function.Region, StringComparer.Ordinal).ThenBy(detail => detail.Function.FunctionName, StringComparer.Ordinal)],
            roles, hasAllRoles: !_roles.IsEmpty, _mappings,
            _hasMappings ? new Dictionary<string, string>() : new Dictionary<string, string> { [AccountFacts.EveryRegion] = "no file has event source mappings (aws lambda list-event-source-mappings)." },
            _policies.Count == 0 ? null : FunctionPolicies.Of(_policies, _functions.Values.Select(detail => detail.Function)))
        {
            IsFromFiles = true,
        };
    }

    private bool Take(JsonElement root, string path)
    {
        if (root.ValueKind == JsonValueKind.Array) return root.GetArrayLength() > 0 && root.EnumerateArray().All(item => TakeFunction(item, path));
        if (root.ValueKind != JsonValueKind.Object) return false;
        var isKnown = false;
        if (root.TryGetProperty("RoleDetailList", out _))
        {
            _roles.Add(root);
            isKnown = true;
        }

        if (root.TryGetProperty("EventSourceMappings", out _))
        {
            var page = new List<EventSourceMapping>();
            EventSourceMappingReader.Read(root, page);
            _mappings.AddRange(page.Select(mapping => (Arn.TryParse(mapping.FunctionArn, out var arn) ? arn.Region : "", mapping)));
            isKnown = _hasMappings = true;
        }

        if (root.TryGetProperty("Functions", out var functions) && functions.ValueKind == JsonValueKind.Array)
        {
            foreach (var function in functions.EnumerateArray()) TakeFunction(function, path);
            isKnown = true;
        }

        return isKnown || TakePolicy(root) || TakeFunction(root, path);
    }

    /// <summary>What get-policy wrote names its function in the statements only.</summary>
    private bool TakePolicy(JsonElement root)
    {
        if (!root.TryGetProperty("Policy", out var policy) || policy.ValueKind != JsonValueKind.String) return false;
        using var document = JsonDocument.Parse(policy.GetString()!);
        if (!document.RootElement.TryGetProperty("Statement", out var statements) || statements.ValueKind != JsonValueKind.Array || statements.GetArrayLength() == 0) return false;
        if (!statements[0].TryGetProperty("Resource", out var resource) || resource.ValueKind != JsonValueKind.String) return false;
        // A version's or an alias's own policy is not the function's.
        if (resource.GetString()!.Split(':').Length == 7) _policies[resource.GetString()!] = policy.GetString()!;
        return true;
    }

    private bool TakeFunction(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || !(json.TryGetProperty("FunctionArn", out _) || json.TryGetProperty("Configuration", out _))) return false;
        try
        {
            var detail = FunctionDetailReader.Read(json, "");
            _inventory.Add(detail.Function);
            if (!detail.Function.IsPublishedVersion) _functions[detail.Function.FunctionArn] = detail;
        }
        catch (JsonException e)
        {
            _inventory.Report(FindingProblems.FileInvalid(path, e));
        }

        return true;
    }

    /// <summary>One document, or one a line: what a loop over regions appends to a file.</summary>
    private static IEnumerable<JsonDocument> Documents(Stream file)
    {
        using var text = new StreamReader(FunctionFileReader.Decode(file), System.Text.Encoding.UTF8);
        var all = System.Text.Encoding.UTF8.GetBytes(text.ReadToEnd());
        for (var start = 0; start < all.Length;)
        {
            var rest = all.AsMemory(start);
            if (rest.Span.TrimStart(" \t\r\n"u8).IsEmpty) yield break;
            yield return Next(rest.Span, out var length);
            start += length;
        }
    }

    private static JsonDocument Next(ReadOnlySpan<byte> text, out int length)
    {
        var reader = new Utf8JsonReader(text);
        var document = JsonDocument.ParseValue(ref reader);
        length = (int)reader.BytesConsumed;
        return document;
    }
}
