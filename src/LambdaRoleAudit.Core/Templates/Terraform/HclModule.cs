namespace LambdaRoleAudit.Templates;

/// <summary>A folder of .tf files: one module.</summary>
internal sealed class HclModule
{
    private readonly Dictionary<string, HclItem> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HclPlaced> _locals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HclItem> _named = new(StringComparer.Ordinal);

    /// <param name="folder">The folder's full path.</param>
    /// <param name="files">The files, in the order of their names.</param>
    public HclModule(string folder, IReadOnlyList<HclFile> files)
    {
        (Folder, Files) = (folder, files);
        foreach (var file in files)
        {
            foreach (var block in file.Body.Blocks)
            {
                var item = new HclItem(file, block);
                if (block is { Type: "resource", Labels.Count: 2 }) Add(Resources, $"{block.Label(0)}.{block.Label(1)}", item);
                else if (block is { Type: "data", Labels.Count: 2 }) _resources.TryAdd($"data.{block.Label(0)}.{block.Label(1)}", item);
                else if (block is { Type: "module", Labels.Count: 1 }) Calls.Add(item);
                else if (block is { Type: "variable" or "output", Labels.Count: 1 }) _named.TryAdd($"{block.Type}.{block.Label(0)}", item);
                else if (block.Type == "locals")
                    foreach (var local in block.Body.Attributes) _locals.TryAdd(local.Name, new(file, local.Expression));
            }
        }
    }

    /// <summary>The folder's full path.</summary>
    public string Folder { get; }

    /// <summary>The files.</summary>
    public IReadOnlyList<HclFile> Files { get; }

    /// <summary>The paths of files that were not read: they can change what the others declare.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>The managed resources, in the order of the files.</summary>
    public List<HclItem> Resources { get; } = [];

    /// <summary>The modules that this one calls.</summary>
    public List<HclItem> Calls { get; } = [];

    /// <summary>Returns a resource or a data source; null if there is none.</summary>
    /// <param name="address">The address, such as <c>aws_iam_role.r</c> or <c>data.aws_iam_role.r</c>.</param>
    public HclItem? Resource(string address) => _resources.GetValueOrDefault(address);

    /// <summary>Returns a local value; null if there is none.</summary>
    public HclPlaced? Local(string name) => _locals.GetValueOrDefault(name);

    /// <summary>Returns a variable; null if there is none.</summary>
    public HclItem? Variable(string name) => _named.GetValueOrDefault($"variable.{name}");

    /// <summary>Returns the value of an output; null if there is none.</summary>
    public HclPlaced? Output(string name) => _named.GetValueOrDefault($"output.{name}")?["value"];

    /// <summary>Returns the resources of a type.</summary>
    public IEnumerable<HclItem> OfType(string type) => Resources.Where(item => item.Block.Label(0) == type);

    private void Add(List<HclItem> list, string address, HclItem item)
    {
        if (_resources.TryAdd(address, item)) list.Add(item);
    }
}
