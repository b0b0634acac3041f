namespace LambdaRoleAudit.Templates;

/// <summary>Reads an expression as far as it is needed: operators and <c>for</c> make it an <see cref="HclOther"/>.</summary>
internal sealed class HclExpressionReader
{
    private readonly TemplateText _text;
    private readonly HclScanner _scanner;
    private readonly int _end;

    private HclExpressionReader(TemplateText text, TextSpan span) =>
        (_text, _scanner, _end) = (text, new(text) { At = span.Start }, span.End);

    /// <summary>Reads the expression at a place whose end is known.</summary>
    public static HclExpression Read(TemplateText text, TextSpan span)
    {
        var reader = new HclExpressionReader(text, span);
        var expression = reader.Expression(0);
        reader.Skip();
        return reader.IsDone ? expression : new HclOther(span);
    }

    private bool IsDone => _scanner.At >= _end;

    private char Next => IsDone ? '\0' : _scanner.Next;

    private void Skip()
    {
        if (!IsDone) _scanner.SkipBlank(lines: true);
    }

    private HclExpression Expression(int level)
    {
        if (level > NodeWeight.MostLevels) throw _scanner.Problem("It is nested too deeply.");
        var start = _scanner.At;
        var first = Operand(level);
        var end = _scanner.At;
        while (true)
        {
            Skip();
            if (!SkipOperator()) break;
            Skip();
            Operand(level);
            end = _scanner.At;
            first = new HclOther(new(start, end));
        }

        if (Next != '?')
        {
            _scanner.At = end;
            return first;
        }

        _scanner.At++;
        Skip();
        var then = Expression(level + 1);
        Skip();
        if (Next != ':') return new HclOther(new(start, _scanner.At));
        _scanner.At++;
        Skip();
        var other = Expression(level + 1);
        return new HclChoice(new(start, _scanner.At), first, then, other);
    }

    private bool SkipOperator()
    {
        if (IsDone) return false;
        var length = (Next, _scanner.Peek(1)) switch
        {
            ('=', '=') or ('!', '=') or ('<', '=') or ('>', '=') or ('&', '&') or ('|', '|') => 2,
            ('+' or '-' or '*' or '/' or '%' or '<' or '>', _) when !_scanner.IsHeredoc => 1,
            _ => 0,
        };
        _scanner.At += length;
        return length > 0;
    }

    private HclExpression Operand(int level)
    {
        if (level > NodeWeight.MostLevels) throw _scanner.Problem("It is nested too deeply.");
        var start = _scanner.At;
        if (Next is '!' or '-')
        {
            _scanner.At++;
            Skip();
            var operand = Operand(level + 1);
            return operand is HclLiteral && _text.Text[start] == '-'
                ? new HclLiteral(new(start, _scanner.At), _text.Text[start.._scanner.At])
                : new HclOther(new(start, _scanner.At));
        }

        var expression = Primary(level, start);
        // What is picked of a call, a list or parentheses is computed.
        var isPicked = false;
        while (!IsDone && Next is '.' or '[')
        {
            isPicked = true;
            if (Next == '[') _scanner.SkipToken(level + 1);
            else SkipStep();
        }

        return isPicked ? new HclOther(new(start, _scanner.At)) : expression;
    }

    private void SkipStep()
    {
        _scanner.At++;
        if (_scanner.IsName || char.IsDigit(Next)) _scanner.Name();
        else if (Next == '*') _scanner.At++;
    }

    private HclExpression Primary(int level, int start)
    {
        if (Next == '"' || _scanner.IsHeredoc) return HclTemplateReader.Read(_text, _scanner, level);
        if (Next == '(') return Parentheses(level, start);
        if (Next == '[') return Tuple(level, start);
        if (Next == '{') return Object(level, start);
        if (char.IsDigit(Next)) return Number(start);
        if (_scanner.IsName) return Named(level, start);
        if (!IsDone) _scanner.SkipToken(level);
        return new HclOther(new(start, _scanner.At));
    }

    private HclLiteral Number(int start)
    {
        while (char.IsDigit(Next) || (Next == '.' && char.IsDigit(_scanner.Peek(1))) || Next is 'e' or 'E'
            || (Next is '+' or '-' && _text.Text[_scanner.At - 1] is 'e' or 'E')) _scanner.At++;
        return new(new(start, _scanner.At), _text.Text[start.._scanner.At]);
    }

    private HclExpression Parentheses(int level, int start)
    {
        _scanner.At++;
        Skip();
        var inside = Expression(level + 1);
        Skip();
        if (Next == ')')
        {
            _scanner.At++;
            return inside is HclChoice or HclOther ? inside with { Span = new(start, _scanner.At) } : inside;
        }

        return Rest('(', start, level);
    }

    private HclExpression Named(int level, int start)
    {
        var name = _scanner.Name();
        if (Next == '(') return Call(name, level, start);
        // A function of a provider.
        if (Next == ':' && _scanner.Peek(1) == ':')
        {
            while (!IsDone && (_scanner.IsName || Next == ':')) _scanner.At++;
            return Next == '(' ? Call("", level, start) : new HclOther(new(start, _scanner.At));
        }

        if (name is "true" or "false" or "null") return new HclLiteral(new(start, _scanner.At), name);
        var steps = new List<string> { name };
        while (!IsDone)
        {
            if (Next == '.' && (char.IsLetter(_scanner.Peek(1)) || _scanner.Peek(1) == '_'))
            {
                _scanner.At++;
                steps.Add(_scanner.Name());
            }
            else if (Next == '.' && (_scanner.Peek(1) == '*' || char.IsDigit(_scanner.Peek(1))))
            {
                var begin = _scanner.At;
                SkipStep();
                steps.Add($"[{_text.Text[(begin + 1).._scanner.At]}");
            }
            else if (Next == '[')
            {
                steps.Add(Index(level));
            }
            else
            {
                break;
            }
        }

        return new HclReference(new(start, _scanner.At), [.. steps]);
    }

    private string Index(int level)
    {
        var begin = _scanner.At;
        _scanner.SkipToken(level + 1);
        var inside = _text.Text[(begin + 1)..(_scanner.At - 1)];
        var written = inside.Trim();
        if (written == "*") return "[*";
        var at = begin + 1 + inside.Length - inside.TrimStart().Length;
        return Read(_text, new(at, at + written.Length)) switch
        {
            HclLiteral { Text: var number } when char.IsDigit(number[0]) => TerraformSteps.Number(number),
            HclTemplate { Literal: { } key } => TerraformSteps.Key(key),
            _ => $"[({written}",
        };
    }

    private HclExpression Call(string name, int level, int start)
    {
        _scanner.At++;
        var arguments = new List<HclExpression>();
        var isPlain = name.Length > 0;
        while (true)
        {
            Skip();
            if (Next == ')') break;
            if (Next == ',')
            {
                _scanner.At++;
            }
            else if (Next == '.' && _scanner.Peek(1) == '.')
            {
                _scanner.At += 3;
                isPlain = false;
            }
            else
            {
                var before = _scanner.At;
                arguments.Add(Expression(level + 1));
                if (_scanner.At == before || IsDone) return Rest('(', start, level);
            }
        }

        _scanner.At++;
        var span = new TextSpan(start, _scanner.At);
        return isPlain ? new HclCall(span, name, arguments) : new HclOther(span);
    }

    private HclExpression Tuple(int level, int start)
    {
        _scanner.At++;
        var items = new List<HclExpression>();
        while (true)
        {
            Skip();
            if (Next == ']') break;
            var before = _scanner.At;
            if (Next == ',')
            {
                _scanner.At++;
                continue;
            }

            var item = Expression(level + 1);
            if (_scanner.At == before || IsDone || item is HclReference { Steps: ["for"] }) return Rest('[', start, level);
            items.Add(item);
        }

        _scanner.At++;
        return new HclTuple(new(start, _scanner.At), items);
    }

    private HclExpression Object(int level, int start)
    {
        _scanner.At++;
        var items = new List<KeyValuePair<string?, HclExpression>>();
        while (true)
        {
            Skip();
            if (Next == '}') break;
            if (Next == ',')
            {
                _scanner.At++;
                continue;
            }

            var before = _scanner.At;
            var isComputed = Next == '(';
            var key = Expression(level + 1);
            Skip();
            if (Next is not ('=' or ':') || key is HclReference { Steps: ["for"] } || _scanner.At == before)
                return Rest('{', start, level);
            _scanner.At++;
            Skip();
            items.Add(new(isComputed ? null : KeyOf(key), Expression(level + 1)));
        }

        _scanner.At++;
        return new HclObject(new(start, _scanner.At), items);
    }

    private static string? KeyOf(HclExpression key) => key switch
    {
        HclTemplate template => template.Literal,
        HclReference { Steps: [var name] } => name,
        HclLiteral literal => literal.Text,
        _ => null,
    };

    /// <summary>Skips what begins with a bracket and is not understood.</summary>
    private HclOther Rest(char open, int start, int level)
    {
        _scanner.At = _text.Text.IndexOf(open, start);
        _scanner.SkipToken(level);
        return new(new(start, _scanner.At));
    }
}
