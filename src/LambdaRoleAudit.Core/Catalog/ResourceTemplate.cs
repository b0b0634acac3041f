using System.Text;
using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// How an ARN follows from a call: <c>arn:{partition}:sqs:{region}:{account}:{queueName}</c>. In braces is the call's partition, region
/// or account, or a <see cref="ParameterPath"/> with, after <c>=</c>, what an absent parameter means (<c>account</c>: the
/// caller's), and after <c>|</c>, how the value
/// is read (<see cref="ResourceNames"/>). A template that starts with a parameter needs an ARN there; in any other template, a value that
/// is an ARN does not fit. A template after <c>!</c> is more exact than the record's own <c>resources</c>.
/// </summary>
internal sealed class ResourceTemplate
{
    private readonly List<Part> _parts = [];

    private ResourceTemplate(string text)
    {
        IsFirst = text.StartsWith('!');
        text = text.TrimStart('!');
        var position = 0;
        while (position < text.Length)
        {
            var open = text.IndexOf('{', position);
            if (open < 0) open = text.Length;
            if (open > position) _parts.Add(new Part(text[position..open], null, null, null));
            if (open == text.Length) break;
            var close = text.IndexOf('}', open);
            _parts.Add(Part.Read(text[(open + 1)..close]));
            position = close + 1;
        }
    }

    /// <summary>True if the template comes before the record's <c>resources</c>.</summary>
    public bool IsFirst { get; }

    /// <summary>The top-level parameters that the template reads.</summary>
    public IEnumerable<string> Parameters => _parts.Select(part => part.Path?.Parameter).OfType<string>();

    /// <summary>Reads templates with a blank between. The first that can be filled is the right one.</summary>
    public static IReadOnlyList<ResourceTemplate> ReadAll(string text) =>
        [.. TabTable.Words(text).Where(word => word != "-").Select(word => new ResourceTemplate(word))];

    /// <summary>
    /// Returns the ARNs, a null for each item that does not name its resource. Null if the template does not fit the call.
    /// </summary>
    public List<string?>? Fill(ApiCall call)
    {
        if (call.RequestParameters.ValueKind != JsonValueKind.Object && _parts.Exists(part => part.Path is not null)) return null;
        if (FillOnce(call, out var isSingle) is { } arn) return [arn];
        if (isSingle) return null;
        var values = new List<string?>?[_parts.Count];
        var count = 1;
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].Path is not { } path) continue;
            var absent = _parts[i].AbsentIn(call);
            var texts = absent is null ? path.TextsIn(call.RequestParameters) : path.TextsIn(call.RequestParameters, absent);
            values[i] = [.. texts.Select(text => ValueOf(_parts[i], text, i == 0, call))];
            if (values[i]!.Count == 0 || values[i]!.TrueForAll(value => value is null)) return null;
            if (values[i]!.Count == 1) continue;
            if (count > 1 && count != values[i]!.Count) return null;
            count = values[i]!.Count;
        }

        return [.. Enumerable.Range(0, count).Select(item => Arn(values, item, call)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Returns the ARN if every parameter has one value and not a list of them.</summary>
    private string? FillOnce(ApiCall call, out bool isSingle)
    {
        isSingle = true;
        var texts = new string?[_parts.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (_parts[i].Path is not { } path)
            {
                texts[i] = _parts[i].Fixed(call);
                continue;
            }

            if (!path.IsSingle(call.RequestParameters, out var value))
            {
                isSingle = false;
                return null;
            }

            var text = value is { } found ? ParameterPath.TextOf(found) : _parts[i].AbsentIn(call);
            texts[i] = ValueOf(_parts[i], text, i == 0, call);
            if (texts[i] is null) return null;
        }

        var arn = string.Concat(texts);
        return arn == "*" || ResourceNames.IsArn(arn) ? arn : null;
    }

    private static string? ValueOf(Part part, string? text, bool isStart, ApiCall call)
    {
        if (text is null || ResourceNames.IsHidden(text)) return null;
        var name = part.Reading is null ? text : ResourceNames.Read(part.Reading, text, call);
        if (name is null) return null;
        return ResourceNames.IsArn(name) == isStart ? name : null;
    }

    private string? Arn(List<string?>?[] values, int item, ApiCall call)
    {
        var arn = new StringBuilder();
        for (var i = 0; i < _parts.Count; i++)
        {
            var value = values[i] is { } list ? list[list.Count == 1 ? 0 : item] : _parts[i].Fixed(call);
            if (value is null) return null;
            arn.Append(value);
        }

        var text = arn.ToString();
        return text == "*" || ResourceNames.IsArn(text) ? text : null;
    }

    private sealed record Part(string Text, ParameterPath? Path, string? Absent, string? Reading)
    {
        public static Part Read(string text)
        {
            if (text is "partition" or "region" or "account") return new Part($"{{{text}}}", null, null, null);
            var reading = text.Split('|');
            var absent = reading[0].Split('=');
            return new Part("", new ParameterPath(absent[0]), absent.Length > 1 ? absent[1] : null, reading.Length > 1 ? reading[1] : null);
        }

        public string? AbsentIn(ApiCall call) => Absent == "account" ? call.AccountId : Absent;

        public string Fixed(ApiCall call) => Text switch
        {
            "{partition}" => call.Partition,
            "{region}" => call.Region,
            "{account}" => call.AccountId,
            _ => Text,
        };
    }
}
