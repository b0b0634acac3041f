using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads a template, YAML or JSON, as nodes with their places.</summary>
public sealed class NodeReader
{
    private readonly Func<IYamlParser> _yaml;

    /// <param name="yaml">Returns the YAML parser. Called only for a text that is not JSON.</param>
    public NodeReader(Func<IYamlParser> yaml) => _yaml = yaml;

    /// <summary>Reads a text: as JSON if it begins with a brace or a bracket and is JSON, or else as YAML.</summary>
    /// <exception cref="ProblemException">The text is neither; the problem has line and column (<c>TemplateInvalid</c>).</exception>
    public TemplateNode Read(TemplateText text)
    {
        var start = text.Text.AsSpan().TrimStart();
        TemplateProblem? json = null;
        if (start.Length > 0 && start[0] is '{' or '[')
        {
            try
            {
                return JsonNodes.Read(text);
            }
            catch (TemplateProblem e)
            {
                if (IsNamedJson(text.Path)) throw Invalid(text, e);
                // YAML's flow style begins like JSON. If the text is not valid YAML either, JSON's error is the better one.
                json = e;
            }
        }

        if (text.Text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var zero)
        {
            var (line, column) = text.PlaceOf(zero);
            throw Invalid(text, new TemplateProblem("It contains a NUL character, so it is not a text file.", line, column));
        }

        try
        {
            return YamlNodes.Read(_yaml().Parse(text.Text));
        }
        catch (TemplateProblem e)
        {
            throw Invalid(text, json ?? e);
        }
        catch (YamlSyntaxException e)
        {
            throw Invalid(text, json ?? new TemplateProblem(e.Message, e.Line, e.Column, e));
        }
    }

    private static bool IsNamedJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static ProblemException Invalid(TemplateText text, TemplateProblem problem) => new(TemplateErrors.TemplateInvalid.About(
        text.Path, problem, ("path", text.Path), ("line", problem.Line), ("column", problem.Column), ("reason", problem.Message)));
}
