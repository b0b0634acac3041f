using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Resolves the variables of a service file that the file itself answers: <c>${self:a.b}</c>, with default values, and
/// <c>${file(./x.yml):a}</c> of a file in its folder. All others (<c>env</c>, <c>opt</c>, <c>param</c>, <c>ssm</c>, <c>cf</c>, …) are
/// known only when the service is deployed, and stay as they are written.
/// </summary>
/// <remarks>https://www.serverless.com/framework/docs/guides/variables</remarks>
internal sealed class ServerlessVariables(MappingNode root, ServerlessFiles files)
{
    /// <summary>The most variables in one value. Variables of variables can stand for more than there is memory.</summary>
    private const int MostSteps = 2000;

    /// <summary>The most characters of one value.</summary>
    private const int MostCharacters = 100_000;

    /// <summary>The most variables inside each other.</summary>
    private const int MostLevels = 50;

    private readonly HashSet<TemplateNode> _open = [];
    private int _levels;
    private int _steps;

    /// <summary>
    /// Returns the value that a node stands for: what an alias names, and what a variable that is the complete value names. The node
    /// itself if it stands for itself, or if its variable cannot be resolved.
    /// </summary>
    public TemplateNode? Follow(TemplateNode? node)
    {
        if (_open.Count == 0) _steps = 0;
        node = node?.Target;
        if (node is not ScalarNode scalar || ServerlessVariable.Whole(scalar.Value) is not { } variable || !Enter(scalar)) return node;
        try
        {
            return Value(variable) ?? node;
        }
        finally
        {
            _open.Remove(scalar);
        }
    }

    /// <summary>Returns a text with each variable resolved that can be.</summary>
    public string TextOf(ScalarNode node)
    {
        if (_open.Count == 0) _steps = 0;
        if (!node.Value.Contains("${", StringComparison.Ordinal) || !Enter(node)) return node.Value;
        try
        {
            return TextOf(node.Value);
        }
        finally
        {
            _open.Remove(node);
        }
    }

    /// <summary>Returns a text with each variable resolved that can be.</summary>
    public string TextOf(string text)
    {
        var result = new StringBuilder();
        var at = 0;
        foreach (var variable in ServerlessVariable.In(text))
        {
            result.Append(text, at, variable.Start - at);
            at = variable.End;
            result.Append(Value(variable) switch
            {
                ScalarNode { IsNull: false } scalar => TextOf(scalar),
                _ => text[variable.Start..variable.End],
            });
            // What is too long stays as it is written, which is as correct.
            if (result.Length > MostCharacters) return text;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private bool Enter(TemplateNode node) => ++_steps <= MostSteps && _open.Count < MostLevels && _open.Add(node);

    /// <summary>The value of the first source that has one; null if a source comes before it that this file does not answer.</summary>
    private TemplateNode? Value(ServerlessVariable variable)
    {
        if (++_steps > MostSteps || _levels == MostLevels) return null;
        _levels++;
        try
        {
            return FirstOf(variable);
        }
        finally
        {
            _levels--;
        }
    }

    private TemplateNode? FirstOf(ServerlessVariable variable)
    {
        foreach (var written in variable.Sources)
        {
            var source = written;
            if (source.Contains("${", StringComparison.Ordinal))
            {
                // ${self:custom.${self:provider.stage}.role}
                source = TextOf(source);
                if (ServerlessVariable.In(source).Any()) return null;
            }

            if (ServerlessVariable.Literal(source) is { } literal) return Made(literal);
            if (source.StartsWith("self:", StringComparison.Ordinal))
            {
                var (found, isKnown) = At(root, source["self:".Length..]);
                if (found is not null) return found;
                if (!isKnown) return null;
            }
            else if (ServerlessVariable.FileOf(source) is { } file)
            {
                if (files.Read(file.Path) is not { } read) return null;
                var (found, isKnown) = file.Address.Length == 0 ? (read.Node, true) : At(read.Node, file.Address);
                if (found is not null) return found;
                if (!isKnown) return null;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Follows a path of keys and indexes.</summary>
    /// <returns>The value, or null; and false if a part of the path cannot be resolved, so that there can be a value.</returns>
    private (TemplateNode? Node, bool IsKnown) At(TemplateNode from, string address)
    {
        var node = Follow(from);
        foreach (var key in address.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node switch
            {
                MappingNode mapping => mapping[key],
                SequenceNode list when int.TryParse(
                        key, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index)
                    && index < list.Items.Count => list.Items[index].Target,
                _ => null,
            };
            if (node is null) return (null, true);
            if (Follow(node) is not { } next) return (null, true);
            if (next is ScalarNode scalar && ServerlessVariable.Whole(scalar.Value) is not null) return (null, false);
            node = next;
        }

        return (node, true);
    }

    private static ScalarNode Made(string value) =>
        new() { Value = value, Style = Ports.ScalarStyle.SingleQuoted, Span = default, Line = 0, Column = 0 };
}
