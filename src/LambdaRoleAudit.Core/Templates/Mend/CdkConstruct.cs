using System.Globalization;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The construct of a resource, as the person who wrote the app knows it.</summary>
internal sealed partial class CdkConstruct
{
    private const string Resource = "/Resource";
    private const int MostLevels = 100;

    public CdkConstruct(Declaration declaration)
    {
        // Without the metadata aws:cdk:path, only the logical id is known: the ids of the constructs, and a hash of 8 digits.
        if (declaration.ConstructPath is not { } written || written.StartsWith('('))
        {
            Id = Hash().Replace(declaration.Address, "");
            return;
        }

        Path = written.EndsWith(Resource, StringComparison.Ordinal) ? written[..^Resource.Length] : written;
        IsLowLevel = Path == written;
        Id = Path[(Path.LastIndexOf('/') + 1)..];
    }

    /// <summary>The path of the construct, without the resource inside it; null if the app does not write it.</summary>
    public string? Path { get; }

    /// <summary>The id within its scope.</summary>
    public string Id { get; }

    /// <summary>True for a construct that is the resource itself, such as <c>CfnFunction</c>. It takes an ARN in place of a role.</summary>
    public bool IsLowLevel { get; }

    /// <summary>Returns the paths of the constructs that resources are in, with those around them.</summary>
    public static HashSet<string> All(MappingNode resources)
    {
        var all = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in resources.AllEntries)
        {
            if (((entry.Value.Target as MappingNode)?["Metadata"] as MappingNode)?["aws:cdk:path"] is not ScalarNode written) continue;
            var path = written.Value;
            for (var levels = 0; levels < MostLevels && path.Length > 0 && all.Add(path); levels++)
                path = path[..Math.Max(0, path.LastIndexOf('/'))];
        }

        return all;
    }

    /// <summary>Returns an id that is free in the scope of the construct, as far as the template shows.</summary>
    public string Free(string id, HashSet<string> constructs)
    {
        if (Path is null) return id;
        var scope = Path[..(Path.LastIndexOf('/') + 1)];
        var free = id;
        for (var i = 2; constructs.Contains(scope + free); i++) free = id + i.ToString(CultureInfo.InvariantCulture);
        return free;
    }

    [GeneratedRegex("(?<=.)[0-9A-F]{8}$")]
    private static partial Regex Hash();
}
