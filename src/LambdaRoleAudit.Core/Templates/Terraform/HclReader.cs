using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads the blocks and attributes of a .tf file with their exact places. It reads what is needed to find and to patch them, and does not
/// check what Terraform checks.
/// </summary>
internal sealed class HclReader
{
    private readonly TemplateText _text;
    private readonly HclScanner _scanner;

    private HclReader(TemplateText text) => (_text, _scanner) = (text, new(text));

    /// <summary>Reads a file.</summary>
    /// <exception cref="ProblemException">The text is not valid; the problem has line and column (<c>TemplateInvalid</c>).</exception>
    public static HclBody Read(TemplateText text)
    {
        try
        {
            return new HclReader(text).Body(0);
        }
        catch (TemplateProblem e)
        {
            throw new ProblemException(TemplateErrors.TemplateInvalid.About(
                text.Path, e, ("path", text.Path), ("line", e.Line), ("column", e.Column), ("reason", e.Message)));
        }
    }

    private HclBody Body(int level)
    {
        if (level > NodeWeight.MostLevels) throw _scanner.Problem("It is nested too deeply.");
        var attributes = new List<HclAttribute>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var blocks = new List<HclBlock>();
        while (true)
        {
            _scanner.SkipBlank(lines: true);
            if (_scanner.IsAtEnd || (level > 0 && _scanner.Next == '}')) return new(attributes, blocks);
            if (!_scanner.IsName) throw _scanner.Problem($"The character '{_scanner.Next}' is not expected.");
            var start = _scanner.At;
            var name = _scanner.Name();
            _scanner.SkipBlank(lines: false);
            if (_scanner.Next != '=')
            {
                blocks.Add(Block(name, start, level));
                continue;
            }

            if (!names.Add(name)) throw _scanner.Problem($"The attribute {name} appears twice.", start);
            attributes.Add(Attribute(name, start));
        }
    }

    private HclAttribute Attribute(string name, int start)
    {
        _scanner.At++;
        _scanner.SkipBlank(lines: false);
        var begin = _scanner.At;
        var end = _scanner.SkipExpression();
        if (end == begin) throw _scanner.Problem($"The attribute {name} has no value.", begin);
        return new(name, new(start, end), HclExpressionReader.Read(_text, new(begin, end)));
    }

    private HclBlock Block(string type, int start, int level)
    {
        var labels = new List<HclLabel>();
        while (_scanner.Next != '{')
        {
            var begin = _scanner.At;
            if (_scanner.Next == '"') _scanner.SkipToken(level);
            else if (_scanner.IsName) _scanner.Name();
            else throw _scanner.Problem($"An '=' or a '{{' is missing after {type}.");
            labels.Add(new(_text.Text[begin.._scanner.At].Trim('"'), new(begin, _scanner.At)));
            _scanner.SkipBlank(lines: false);
        }

        var open = _scanner.At++;
        var body = Body(level + 1);
        if (_scanner.IsAtEnd) throw _scanner.Problem("The character '}' is missing.", open);
        _scanner.At++;
        return new() { Type = type, Labels = labels, Body = body, Span = new(start, _scanner.At) };
    }
}
