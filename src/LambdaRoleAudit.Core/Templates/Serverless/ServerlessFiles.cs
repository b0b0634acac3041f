using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads the files that a service names with <c>${file(…)}</c>. Only files inside the service's folder are read, as YAML or JSON: a file
/// of code (.js, .ts) decides by itself what it declares.
/// </summary>
/// <param name="main">The service file.</param>
/// <param name="nodes">Reads YAML and JSON; null if no other file may be read.</param>
/// <param name="problems">Receives what could not be read.</param>
internal sealed class ServerlessFiles(TemplateText main, NodeReader? nodes, List<Problem> problems)
{
    /// <summary>The most files of one service.</summary>
    private const int MostFiles = 200;

    private readonly Dictionary<TemplateNode, TemplateText> _owners = [];
    private readonly Dictionary<string, (TemplateNode Node, TemplateText Text)?> _read = new(StringComparer.Ordinal);

    /// <summary>Returns the content of a file; null if it was not read.</summary>
    /// <param name="path">The path as it is written: relative to the service's folder.</param>
    public (TemplateNode Node, TemplateText Text)? Read(string path)
    {
        if (nodes is null || Path.GetExtension(path).ToLowerInvariant() is not (".yml" or ".yaml" or ".json")) return null;
        if (_read.TryGetValue(path, out var known)) return known;
        if (_read.Count == MostFiles) return null;
        (TemplateNode Node, TemplateText Text)? read = null;
        try
        {
            read = Inside(path) is { } full ? Parse(TemplateText.Read(full), nodes) : null;
        }
        catch (ProblemException e)
        {
            problems.Add(e.Problem);
        }

        return _read[path] = read;
    }

    /// <summary>The contents of the files that were read.</summary>
    public IEnumerable<TemplateNode> Roots => _read.Values.Where(read => read is not null).Select(read => read!.Value.Node).Distinct();

    /// <summary>The text that a value stands in.</summary>
    public TemplateText TextOf(TemplateNode node) => _owners.GetValueOrDefault(node, main);

    private (TemplateNode, TemplateText) Parse(TemplateText text, NodeReader reader)
    {
        var root = reader.Read(text);
        var left = new Stack<TemplateNode>([root]);
        while (left.TryPop(out var node))
        {
            _owners[node] = text;
            foreach (var entry in (node as MappingNode)?.Entries ?? [])
            {
                left.Push(entry.Key);
                left.Push(entry.Value);
            }

            foreach (var item in (node as SequenceNode)?.Items ?? []) left.Push(item);
        }

        return (root, text);
    }

    /// <summary>Returns the full path of a file inside the service's folder; null, with a problem, if it is outside.</summary>
    private string? Inside(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(main.Path)) ?? "/";
        string full;
        try
        {
            full = Path.GetFullPath(Path.Combine(folder, path));
            if (full != folder && Folders.Hold(folder, full)) return full;
        }
        catch (Exception e) when (InputProblems.IsOfFile(e) || e is ArgumentException)
        {
            problems.Add(InputProblems.OfFile(path, e));
            return null;
        }

        problems.Add(TemplateErrors.TemplateOutsideFolder.About(full, ("path", full), ("folder", folder)));
        return null;
    }
}
