namespace LambdaRoleAudit.Templates;

/// <summary>What references to resources and data sources in .tf files stand for.</summary>
internal static class HclShapes
{
    /// <summary>Attributes of data sources that are the region, the account or the partition of a module's provider.</summary>
    private static readonly Dictionary<string, (string[] Attributes, string Symbol)> Data = new(StringComparer.Ordinal)
    {
        ["aws_region"] = (["name", "id", "region"], "AWS::Region"),
        ["aws_caller_identity"] = (["account_id", "id"], "AWS::AccountId"),
        ["aws_partition"] = (["partition", "id"], "AWS::Partition"),
    };

    /// <summary>Returns what each symbol stands for.</summary>
    /// <param name="root">The root module.</param>
    public static IReadOnlyDictionary<string, string> Of(HclScope root)
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        // Modules can be given another provider, with another region and account.
        foreach (var scope in root.All.Where(scope => scope.Module is not null && HasProviderOfRoot(scope)))
        {
            foreach (var item in scope.Module!.Files.SelectMany(file => file.Body.OfType("data").Select(block => new HclItem(file, block))))
            {
                if (item.Block.Labels.Count != 2 || !Data.TryGetValue(item.Block.Label(0), out var data)) continue;
                // A data source with arguments is about another region.
                if (item.Block.Body.Attributes.Count > 0) continue;
                foreach (var attribute in data.Attributes)
                    shapes[$"{scope.Prefix}data.{item.Block.Label(0)}.{item.Name}.{attribute}"] = Symbol.Fixed(data.Symbol);
            }

            foreach (var item in scope.Module.Resources) Add(shapes, scope, item);
        }

        return shapes;
    }

    /// <summary>True if a module has the provider that the root module has.</summary>
    public static bool HasProviderOfRoot(HclScope scope) => scope.Chain.All(one => one.Call?["providers"] is null);

    private static void Add(Dictionary<string, string> shapes, HclScope scope, HclItem item)
    {
        var type = item.Block.Label(0);
        if (item["provider"] is not null || item["region"] is not null || item["count"] is not null || item["for_each"] is not null) return;
        var address = $"{scope.Prefix}{type}.{item.Name}";
        string? name = null;
        if (TerraformShapes.NameOf(type) is { } attribute && item[attribute] is { } value)
            name = HclDocuments.Text(value, scope, null) ?? Symbol.Anything($"{address}.{attribute}");
        TerraformShapes.Add(shapes, type, address, name);
    }
}
