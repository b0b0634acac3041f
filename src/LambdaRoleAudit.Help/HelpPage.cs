using Markdig;
using Markdig.Syntax;

namespace LambdaRoleAudit.Help;

/// <summary>
/// A cmdlet's page in docs/en-US, with the texts of its help. What PowerShell knows about a parameter (type, aliases, position) is not
/// written there; it comes from the cmdlet itself.
/// </summary>
internal sealed class HelpPage
{
    private static readonly string[] Sections = [
        "SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private HelpPage(string name) => Name = name;

    public string Name { get; }

    public string Synopsis { get; private set; } = "";

    public string Syntax { get; private set; } = "";

    public IReadOnlyList<string> Description { get; private set; } = [];

    public List<HelpExample> Examples { get; } = [];

    public Dictionary<string, IReadOnlyList<string>> Parameters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Inputs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Outputs { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Notes { get; private set; } = [];

    public IReadOnlyList<string> Links { get; private set; } = [];

    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">A section is missing, or is not valid.</exception>
    public static HelpPage Read(string path)
    {
        var document = Markdown.Parse(File.ReadAllText(path));
        var page = new HelpPage(Path.GetFileNameWithoutExtension(path));
        foreach (var (section, blocks) in Split(document, 2))
        {
            switch (section)
            {
                case "SYNOPSIS": page.Synopsis = Text(blocks).Single(); break;
                case "SYNTAX": page.Syntax = string.Join("\n", blocks.OfType<FencedCodeBlock>().Select(Code)); break;
                case "DESCRIPTION": page.Description = Text(blocks); break;
                case "EXAMPLES":
                    page.Examples.AddRange(Split(blocks, 3).Select(example => new HelpExample(
                        example.Title, [.. example.Blocks.OfType<FencedCodeBlock>().Select(Code)], Text(example.Blocks))));
                    break;
                case "PARAMETERS":
                    foreach (var (title, text) in Split(blocks, 3)) page.Parameters.Add(title.TrimStart('-'), Text(text));
                    break;
                case "INPUTS":
                    foreach (var (title, text) in Split(blocks, 3)) page.Inputs.Add(title, string.Join("\n", Text(text)));
                    break;
                case "OUTPUTS":
                    foreach (var (title, text) in Split(blocks, 3)) page.Outputs.Add(title, string.Join("\n", Text(text)));
                    break;
                case "NOTES": page.Notes = Text(blocks); break;
                case "RELATED LINKS": page.Links = [.. blocks.OfType<ListBlock>().SelectMany(list => list).Select(Plain)]; break;
                default:
                    throw new FormatException(
                        $"{path}: '{section}' is not a section of a help page. The sections are {string.Join(", ", Sections)}.");
            }
        }

        return page.Synopsis.Length > 0 && page.Description.Count > 0 && page.Examples.Count > 0
            ? page
            : throw new FormatException($"{path}: a help page has a synopsis, a description and examples.");
    }

    private static IEnumerable<(string Title, List<Block> Blocks)> Split(IEnumerable<Block> blocks, int level)
    {
        (string Title, List<Block> Blocks)? current = null;
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                if (current is not null) yield return current.Value;
                current = (Plain(heading), []);
            }
            else
            {
                current?.Blocks.Add(block);
            }
        }

        if (current is not null) yield return current.Value;
    }

    private static IReadOnlyList<string> Text(IEnumerable<Block> blocks) =>
        [.. blocks.Where(block => block is not FencedCodeBlock).SelectMany(block => block is ListBlock list
            ? list.Select(item => $"- {Plain(item)}")
            : [Plain(block)])];

    private static string Code(FencedCodeBlock block) => block.Lines.ToString();

    /// <summary>Returns a block's text without Markdown syntax.</summary>
    private static string Plain(Block block)
    {
        using var writer = new StringWriter();
        var renderer = new Markdig.Renderers.HtmlRenderer(writer)
        {
            EnableHtmlForBlock = false, EnableHtmlForInline = false, EnableHtmlEscape = false
        };
        renderer.Render(block);
        return string.Join(' ', writer.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>An example: the command, its output, and the explanation.</summary>
/// <param name="Title">The title.</param>
/// <param name="Code">The blocks of code and output.</param>
/// <param name="Remarks">The explanation.</param>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Code, IReadOnlyList<string> Remarks);
