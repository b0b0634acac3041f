using System.Globalization;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Makes up logical ids for new resources: letters and digits, at most 255, unique in the template
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html).
/// </summary>
internal sealed class LogicalIds
{
    private const int Longest = 255;

    private readonly HashSet<string> _taken;

    public LogicalIds(MappingNode root)
    {
        // A condition, a mapping or an output may have the name of a resource, but a reader would confuse them.
        _taken = new(
            root.Entries.Select(section => section.Value.Target).OfType<MappingNode>().SelectMany(section => section.AllEntries)
                .Select(entry => entry.Key.Value),
            StringComparer.Ordinal);
        // SAM makes roles and event sources of these names.
        if (root["Resources"] is not MappingNode resources) return;
        foreach (var (key, value) in resources.AllEntries)
        {
            if (value.Target is not MappingNode resource || resource["Type"] is not ScalarNode { Value: var type }) continue;
            var isFunctionWithRole = type == "AWS::Serverless::Function" && resource["Properties"] is MappingNode properties
                && properties["Role"] is not null;
            if (type.StartsWith("AWS::Serverless::", StringComparison.Ordinal) && !isFunctionWithRole) _taken.Add($"{key.Value}Role");
            if (type != CfnFunctionReader.Sam || (resource["Properties"] as MappingNode)?["Events"] is not MappingNode events) continue;
            foreach (var (name, _) in events.AllEntries)
            {
                _taken.Add($"{key.Value}{name.Value}");
                _taken.Add($"{key.Value}{name.Value}Role");
            }
        }
    }

    /// <summary>True if a section of the template has the name, or a step of the plan.</summary>
    public bool IsTaken(string logicalId) => _taken.Contains(logicalId);

    /// <summary>Returns an unused logical id, and keeps it.</summary>
    public string Next(string function, string suffix)
    {
        var name = string.Concat(function.Where(char.IsAsciiLetterOrDigit));
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? suffix : string.Create(CultureInfo.InvariantCulture, $"{suffix}{number}");
            var id = name[..Math.Min(name.Length, Longest - end.Length)] + end;
            if (_taken.Add(id)) return id;
        }
    }
}
