using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Findings;

/// <summary>Reads suppressions from a file (docs/schemas/suppressions.schema.json) and from a role's tag.</summary>
public static class SuppressionReader
{
    /// <summary>
    /// The tag on a role: <c>rules / date / reason</c>, with the rules separated by spaces. AWS does not allow commas or semicolons in a
    /// tag's value.
    /// </summary>
    public const string Tag = "lambda-role-audit:suppress";

    private static readonly string[] Properties = ["RuleId", "FunctionName", "RoleName", "Reason", "Expires"];

    /// <summary>Reads a file's text, as UTF-8. A suppression that is not valid is reported as a problem; the others are applied.</summary>
    /// <exception cref="ProblemException">The file is not a suppressions file.</exception>
    public static IReadOnlyList<Suppression> Read(ReadOnlyMemory<byte> json, string path, Action<Problem> onProblem)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.Repeated() is { } repeated) throw new JsonException($"{repeated} appears twice.");
            if (root.ValueKind != JsonValueKind.Object || !root.TryFind("Suppressions", out var list)
                || list.ValueKind != JsonValueKind.Array)
                throw new ProblemException(Invalid($"file '{path}'", "the file does not have a list 'Suppressions'."));
            var found = new List<Suppression>();
            foreach (var (item, number) in list.EnumerateArray().Select((item, index) => (item, index + 1)))
            {
                string? why;
                try
                {
                    if (Read(item, out why) is { } suppression) found.Add(suppression);
                }
                catch (JsonException e)
                {
                    why = e.Message;
                }

                if (why is not null)
                    onProblem(Invalid(FormattableString.Invariant($"file '{path}', number {number},"), why));
            }

            return found;
        }
        catch (JsonException e)
        {
            throw new ProblemException(Invalid($"file '{path}'", $"it is invalid or incomplete JSON: {e.Message}"));
        }
    }

    /// <summary>
    /// A suppression that is not valid is not applied at all: without a role name that cannot be read, it would apply to every role.
    /// </summary>
    private static Suppression? Read(JsonElement item, out string? why)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new JsonException("it is not an object.");
        if (item.Repeated() is { } repeated) throw new JsonException($"{repeated} appears twice.");
        foreach (var property in item.EnumerateObject())
        {
            if (!Properties.Contains(property.Name)) throw new JsonException($"a suppression does not have a property '{property.Name}'.");
            if (property.Value.ValueKind != JsonValueKind.String) throw new JsonException($"{property.Name} is not a string.");
        }

        return Make(
            item.Text("RuleId"), item.Text("FunctionName"), item.Text("RoleName"), item.Text("Reason"), item.Text("Expires"), out why);
    }

    /// <summary>Reads a role's tag. Returns no suppressions if the role does not have the tag, or if the tag is not valid.</summary>
    public static IEnumerable<Suppression> OfTag(ExecutionRole role, Action<Problem> onProblem)
    {
        if (!role.Tags.TryGetValue(Tag, out var text)) yield break;
        var parts = text.Split('/', 3, StringSplitOptions.TrimEntries);
        foreach (var rule in parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Make(rule, null, role.RoleName, parts.ElementAtOrDefault(2), parts.ElementAtOrDefault(1), out var why) is { } suppression)
            {
                yield return suppression;
            }
            else
            {
                onProblem(Invalid($"tag {Tag} of role {role.RoleName}", why!));
                yield break;
            }
        }
    }

    private static Suppression? Make(string? rule, string? function, string? role, string? reason, string? expires, out string? why)
    {
        why = string.IsNullOrWhiteSpace(rule) ? "it does not name a rule."
            : string.IsNullOrWhiteSpace(function) && string.IsNullOrWhiteSpace(role) ? "it names neither a function nor a role."
            : string.IsNullOrWhiteSpace(reason) ? "it does not give a reason."
            : null;
        var date = default(DateOnly);
        if (why is null && !DateOnly.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            why = "it does not have an expiry date, such as 2027-01-31.";
        return why is null ? new Suppression(rule!, NullIfEmpty(function), NullIfEmpty(role), reason!, date) : null;
    }

    private static Problem Invalid(string place, string why) =>
        FindingErrors.InvalidSuppression.About(place, ("place", place), ("reason", why));

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
