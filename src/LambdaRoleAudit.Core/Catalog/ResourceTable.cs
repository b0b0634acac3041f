using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The rows of <c>call-resources.tsv</c>: how requests name the resources of actions, and of types of resources. A type without a row is
/// known if the request has a parameter for each part of its ARN pattern: <c>deliverystream/${DeliveryStreamName}</c> and
/// <c>deliveryStreamName</c>.
/// </summary>
internal static partial class ResourceTable
{
    private const string AnyAction = "*";

    private static readonly FrozenDictionary<string, IReadOnlyList<ResourceTemplate>> Rows = TabTable.Read("call-resources.tsv", 3)
        .Select(row => (Keys: TabTable.Words(row[0]), Templates: ResourceTemplate.ReadAll(row[1])))
        .SelectMany(row => row.Keys.Select(key => (Key: key, row.Templates)))
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Templates, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, IReadOnlyList<ResourceTemplate>> Types = new(StringComparer.Ordinal);

    /// <summary>The prefixes of the services that have rows.</summary>
    public static IEnumerable<string> Services { get; } =
    [
        .. Rows.Keys.Select(key => key.Split(':')).Select(parts => parts[0] == "arn" ? parts[2] : parts[0])
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Returns the templates in the row of an action, or of all actions of its service. Returns null if neither exists.</summary>
    public static IReadOnlyList<ResourceTemplate>? OfAction(string action) => Rows.TryGetValue(action, out var own)
        ? own
        : Rows.GetValueOrDefault($"{action[..action.IndexOf(':', StringComparison.Ordinal)]}:{AnyAction}");

    /// <summary>Returns the templates of a type of resources.</summary>
    public static IReadOnlyList<ResourceTemplate> OfType(string type) =>
        Rows.TryGetValue(type, out var row) ? row : Types.GetOrAdd(type, static pattern => Like(pattern));

    /// <summary>Returns the top-level parameters that templates of a service read.</summary>
    public static IEnumerable<string> ParametersOf(AwsService service) =>
        Rows.Where(row => row.Key.StartsWith(service.Prefix + ":", StringComparison.Ordinal)).SelectMany(row => row.Value)
            .Concat(Rows.ContainsKey($"{service.Prefix}:{AnyAction}") ? [] : service.ResourceArns.SelectMany(OfType))
            .SelectMany(template => template.Parameters);

    private static IReadOnlyList<ResourceTemplate> Like(string pattern)
    {
        var hasName = false;
        var template = Variable().Replace(pattern, match =>
        {
            var name = match.Groups[1].Value;
            if (name is "Partition" or "Region" or "Account") return $"{{{name.ToLowerInvariant()}}}";
            hasName = true;
            return $"{{{ParameterOf(name)}}}";
        });
        return hasName && !template.Contains('*', StringComparison.Ordinal) ? ResourceTemplate.ReadAll(template) : [];
    }

    /// <summary>The parameter of a name: <c>bucketName</c> of <c>BucketName</c>, <c>uuid</c> of <c>UUID</c>.</summary>
    private static string ParameterOf(string name) =>
        name.All(char.IsUpper) ? name.ToLowerInvariant() : char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}
