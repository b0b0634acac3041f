using System.Text;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// Writes a template with shared roles in every form that YAML and JSON have: comments, anchors, braces, block texts, tabs in texts, CRLF,
/// a byte order mark, long lines, JSON inside YAML.
/// </summary>
internal sealed class RandomTemplate
{
    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly List<string> _anchors = [];
    private readonly bool _isJson;
    private readonly string _step;
    private bool _afterBlock;

    private RandomTemplate(Random random)
    {
        _random = random;
        _isJson = random.Next(4) == 0;
        _step = random.Next(3) switch { 0 => "    ", 1 when _isJson => "\t", _ => "  " };
    }

    private abstract record Node;

    private sealed record Text(string Value) : Node;

    private sealed record Map(params (string Key, Node Value)[] Entries) : Node;

    private sealed record Items(params Node[] Values) : Node;

    private sealed record Call(string Name, Node Argument) : Node;

    /// <summary>An alias of any anchor before it, if there is one.</summary>
    private sealed record Alias(Node Otherwise) : Node;

    public static string Of(int seed)
    {
        var random = new Random(seed);
        var template = new RandomTemplate(random);
        var tree = template.Tree(seed % 60 == 0 ? 450 : random.Next(6));
        if (template._isJson)
        {
            template.Json(tree, "", isMinified: random.Next(3) == 0);
            template._text.Append(random.Next(2) == 0 ? "\n" : "");
        }
        else
        {
            if (template.Chance(3)) template._text.Append("---\n");
            template.Entries(tree, "", isFirstInline: false);
        }

        var text = template._text.ToString();
        if (random.Next(5) == 0) text = text.TrimEnd('\n');
        if (random.Next(4) == 0) text = text.Replace("\n", "\r\n", StringComparison.Ordinal);
        return random.Next(6) == 0 ? '\uFEFF' + text : text;
    }

    private Map Tree(int topics)
    {
        var resources = new List<(string, Node)>();
        for (var role = 0; role <= _random.Next(3); role++)
        {
            var name = $"Role{role}";
            resources.Add((name, Role(name)));
            for (var function = 0; function < 2 + _random.Next(3); function++) resources.Add(($"F{role}x{function}", Function(name, role)));
            if (Chance(2)) resources.Add(($"P{role}", Policy("AWS::IAM::Policy", name)));
            if (Chance(4)) resources.Add(($"M{role}", Policy("AWS::IAM::ManagedPolicy", name)));
            if (Chance(4))
                resources.Add(($"R{role}", Resource(
                    "AWS::IAM::RolePolicy", ("PolicyName", Word()), ("RoleName", new Call("Ref", new Text(name))))));
        }

        for (var i = 0; i < topics; i++)
            resources.Add(($"T{i}", Resource("AWS::SNS::Topic", ("DisplayName", new Alias(Word())), ("Other", Value(2)))));
        Shuffle(resources);
        return new(
            ("Description", Word()), ("Metadata", new Map(("Any", Value(3)), ("Trust", Trust()))),
            ("Conditions", new Map(("InProd", new Call("Equals", new Items(new Call("Ref", new Text("AWS::Region")), new Text("x")))))),
            ("Resources", new Map([.. resources])), ("Outputs", new Map(("Out", new Map(("Value", Word()))))));
    }

    private Map Role(string name)
    {
        var properties = new List<(string, Node)> { ("AssumeRolePolicyDocument", new Alias(Trust())), ("Path", new Text("/")) };
        if (Chance(2))
            properties.Add(
                ("RoleName", Chance(2) ? new Text($"name-of-{name}") : new Call("Sub", new Text($"${{AWS::StackName}}-{name}"))));
        if (Chance(2)) properties.Add(("Description", Word()));
        if (Chance(2)) properties.Add(("ManagedPolicyArns", new Items(new Text("arn:aws:iam::aws:policy/X"), Value(1))));
        if (Chance(2)) properties.Add(("Policies", new Items(new Map(("PolicyName", Word()), ("PolicyDocument", Value(3))))));
        Shuffle(properties);
        return Resource("AWS::IAM::Role", [.. properties]);
    }

    private Map Function(string role, int number)
    {
        Node named = _random.Next(4) switch
        {
            0 => new Call("GetAtt", new Items(new Text(role), new Text("Arn"))),
            1 => new Call("Sub", new Text($"${{{role}.Arn}}")),
            2 => new Call("Sub", new Text($"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/${{{role}}}")),
            _ => new Call("GetAtt", new Text($"{role}.Arn")),
        };
        var properties = new List<(string, Node)> { ("Role", named), ("Handler", Word()), ("Code", new Map(("ZipFile", Word()))) };
        Shuffle(properties);
        var function = Resource("AWS::Lambda::Function", [.. properties]);
        var entries = function.Entries.ToList();
        if (Chance(4)) entries.Insert(_random.Next(entries.Count), ("Condition", new Text("InProd")));
        if (Chance(4)) entries.Insert(_random.Next(entries.Count), ("DependsOn", Chance(2) ? new Text(role) : new Items(new Text(role))));
        _ = number;
        return new([.. entries]);
    }

    private Map Policy(string type, string role)
    {
        var roles = new List<Node> { new Call("Ref", new Text(role)) };
        if (Chance(2)) roles.Insert(_random.Next(2), new Text("other-role"));
        return Resource(type, ("PolicyName", Word()), ("Roles", new Items([.. roles])), ("PolicyDocument", Value(3)));
    }

    private Map Resource(string type, params (string, Node)[] properties)
    {
        var entries = new List<(string, Node)> { ("Type", new Text(type)), ("Properties", new Map(properties)) };
        if (Chance(5)) entries.Add(("Metadata", new Map(("note", Word()))));
        if (Chance(5)) entries.Reverse();
        return new([.. entries]);
    }

    private static Map Trust() => new(
        ("Version", new Text("2012-10-17")),
        ("Statement", new Items(new Map(
            ("Effect", new Text("Allow")), ("Principal", new Map(("Service", new Text("lambda.amazonaws.com")))),
            ("Action", new Text("sts:AssumeRole"))))));

    private Node Value(int depth) => depth == 0 ? Word() : _random.Next(6) switch
    {
        0 or 1 => new Map([.. Enumerable.Range(0, 1 + _random.Next(3)).Select(i => ($"K{i}", Value(depth - 1)))]),
        2 => new Items([.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Value(depth - 1))]),
        3 => new Call("Sub", new Text("arn:aws:s3:::${AWS::StackName}/*")),
        4 => new Alias(Word()),
        _ => Word(),
    };

    private Text Word() => new(_random.Next(9) switch
    {
        0 => "two\tparts",
        1 => "é😀 \"quoted\" it's",
        2 => new string('l', 300 + _random.Next(300)),
        3 => "# no comment",
        4 => "a: b",
        5 => "{[&*!",
        6 => "one\ntwo\n",
        _ => $"word{_random.Next(100)}",
    });

    private bool Chance(int of) => _random.Next(of) == 0;

    private void Shuffle<T>(List<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var other = _random.Next(i + 1);
            (list[i], list[other]) = (list[other], list[i]);
        }
    }

    private void Entries(Map map, string indent, bool isFirstInline)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (!isFirstInline)
            {
                Comments(indent);
                _text.Append(indent);
            }

            isFirstInline = false;
            var isLong = key.Contains("::", StringComparison.Ordinal);
            _text.Append(Chance(8) ? $"\"{key}\"" : isLong && Chance(2) ? $"'{key}'" : key).Append(':');
            Block(value, indent, mayBeFlow: indent.Length > 0);
        }
    }

    /// <summary>Writes a value after its key or its dash, with the line end.</summary>
    private void Block(Node node, string indent, bool mayBeFlow = true)
    {
        _afterBlock = false;
        if (node is Alias alias)
        {
            if (_anchors.Count == 0 || Chance(2))
            {
                Block(alias.Otherwise, indent);
                return;
            }

            _text.Append(" *").Append(_anchors[_random.Next(_anchors.Count)]);
            LineEnd();
            return;
        }

        if (node is Text { Value: var lines } && lines.EndsWith('\n') && Chance(2))
        {
            _text.Append(" |\n").Append(string.Concat(lines.TrimEnd('\n').Split('\n').Select(line => $"{indent}{_step}{line}\n")));
            if (Chance(3)) _text.Append('\n');
            _afterBlock = true;
            return;
        }

        var anchor = mayBeFlow && Chance(12) ? $"a{_anchors.Count}x{_random.Next(1000)}" : null;
        var mark = anchor is null ? "" : $" &{anchor}";
        if (node is Text || (mayBeFlow && Chance(4)))
        {
            _text.Append(mark).Append(' ').Append(Flow(node, isJson: Chance(3)));
            LineEnd();
        }
        else if (node is Call call)
        {
            Called(call, indent, mark);
        }
        else if (node is Map map)
        {
            _text.Append(mark);
            LineEnd();
            Entries(map, indent + _step, isFirstInline: false);
        }
        else
        {
            _text.Append(mark);
            LineEnd();
            List((Items)node, indent + (Chance(2) ? "" : _step));
        }

        if (anchor is not null) _anchors.Add(anchor);
    }

    private void Called(Call call, string indent, string mark)
    {
        if (Chance(2))
        {
            _text.Append(mark).Append(" !").Append(call.Name).Append(' ').Append(Flow(call.Argument, isJson: false));
            LineEnd();
            return;
        }

        _text.Append(mark);
        LineEnd();
        Entries(new((Long(call.Name), call.Argument)), indent + _step, isFirstInline: false);
    }

    private void List(Items list, string indent)
    {
        foreach (var item in list.Values)
        {
            Comments(indent);
            _text.Append(indent).Append('-');
            if (item is Map { Entries.Length: > 0 } map && Chance(2))
            {
                _text.Append(' ');
                Entries(map, indent + "  ", isFirstInline: true);
            }
            else
            {
                Block(item, indent);
            }
        }
    }

    private void Comments(string indent)
    {
        if (Chance(6)) _text.Append('\n');
        if (!Chance(6)) return;
        // After a block text, a comment that is indented as the text is part of it.
        _text.Append(_afterBlock || Chance(2) ? indent : Chance(2) ? indent + "   " : "").Append("# comment: \"{[ é\n");
    }

    private void LineEnd() => _text.Append(Chance(6) ? " # to the end" : "").Append(Chance(12) ? "  " : "").Append('\n');

    private string Flow(Node node, bool isJson) => node switch
    {
        Alias alias => Flow(alias.Otherwise, isJson),
        Text { Value: var value } => isJson ? Quoted(value) : Scalar(value),
        Map map => "{" + string.Join(Comma(), map.Entries.Select(
            entry => (isJson || Chance(5) ? $"\"{entry.Key}\": " : $"{entry.Key}: ") + Flow(entry.Value, isJson)))
            + (Chance(3) ? " }" : "}"),
        Items list => "[" + string.Join(Comma(), list.Values.Select(item => Flow(item, isJson))) + "]",
        Call { Argument: Text, Name: "Ref" or "GetAtt" or "Sub" } call when !isJson && Chance(2) =>
            $"!{call.Name} {Scalar(((Text)call.Argument).Value)}",
        Call call => (isJson ? $"{{\"{Long(call.Name)}\": " : $"{{'{Long(call.Name)}': ") + Flow(call.Argument, isJson) + "}",
        _ => throw new InvalidOperationException(),
    };

    private string Comma() => Chance(6) ? " , " : ", ";

    private string Scalar(string value)
    {
        var isPlain = value.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '/' or '.') || (value.All(one => one is not (
            ' ' or '\t' or '#' or '{' or '"' or '\n' or '[')) && value[0] == 'a');
        if (isPlain && !Chance(4)) return value;
        return value.Contains('\n', StringComparison.Ordinal) || Chance(2)
            ? Quoted(value)
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Quoted(string value) => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal) + "\"";

    private static string Long(string name) => name is "Ref" ? name : $"Fn::{name}";

    private void Json(Node node, string indent, bool isMinified)
    {
        var (line, inner) = isMinified ? ("", "") : ($"\n{indent}", $"\n{indent}{_step}");
        switch (node)
        {
            case Alias alias:
                Json(alias.Otherwise, indent, isMinified);
                break;
            case Text text:
                _text.Append(Quoted(text.Value));
                break;
            case Call call:
                Json(new Map((Long(call.Name), call.Argument)), indent, isMinified);
                break;
            case Map map:
                _text.Append('{');
                for (var i = 0; i < map.Entries.Length; i++)
                {
                    _text.Append(i > 0 ? "," : "").Append(inner).Append(Quoted(map.Entries[i].Key)).Append(isMinified ? ":" : ": ");
                    Json(map.Entries[i].Value, indent + _step, isMinified);
                }

                _text.Append(line).Append('}');
                break;
            case Items list:
                _text.Append('[');
                for (var i = 0; i < list.Values.Length; i++)
                {
                    _text.Append(i > 0 ? "," : "").Append(inner);
                    Json(list.Values[i], indent + _step, isMinified);
                }

                _text.Append(line).Append(']');
                break;
            default:
                throw new InvalidOperationException();
        }
    }
}
