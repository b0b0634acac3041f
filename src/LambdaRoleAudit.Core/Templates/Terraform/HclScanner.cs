using System.Globalization;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds where texts, comments and expressions of Terraform's language end. It knows the lexical grammar of HCL's native syntax
/// (github.com/hashicorp/hcl, hclsyntax/spec.md): templates in quotes and in heredocs contain expressions, which contain templates again.
/// </summary>
internal sealed class HclScanner(TemplateText text)
{
    private readonly string _text = text.Text;

    /// <summary>The offset of the next character.</summary>
    public int At { get; set; }

    /// <summary>True at the end of the text.</summary>
    public bool IsAtEnd => At >= _text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => Peek(0);

    /// <summary>Returns a character after the next one; NUL after the end.</summary>
    public char Peek(int distance) => At + distance < _text.Length ? _text[At + distance] : '\0';

    /// <summary>Returns the problem of what is at the place.</summary>
    public TemplateProblem Problem(string reason, int? at = null)
    {
        var (line, column) = text.PlaceOf(Math.Min(at ?? At, _text.Length));
        return new(reason, line, column);
    }

    /// <summary>Skips white space and comments.</summary>
    /// <param name="lines">True to skip line ends and comments up to them, too.</param>
    public void SkipBlank(bool lines)
    {
        while (!IsAtEnd)
        {
            if (Next is ' ' or '\t' || (Next == '\r' && (lines || Peek(1) == '\n')) || (lines && Next == '\n')) At++;
            else if (Next == '/' && Peek(1) == '*') SkipComment();
            else if (lines && IsLineComment) SkipLine();
            else return;
        }
    }

    /// <summary>True at a comment up to the end of the line.</summary>
    public bool IsLineComment => Next == '#' || (Next == '/' && Peek(1) == '/');

    /// <summary>True at a heredoc.</summary>
    public bool IsHeredoc => Next == '<' && Peek(1) == '<' && (IsNameStart(Peek(2)) || (Peek(2) == '-' && IsNameStart(Peek(3))));

    /// <summary>True at the beginning of a name.</summary>
    public bool IsName => IsNameStart(Next);

    /// <summary>Reads a name.</summary>
    public string Name()
    {
        var start = At;
        while (char.IsLetterOrDigit(Next) || Next is '_' or '-' || char.IsSurrogate(Next) || IsMark(Next)) At++;
        return _text[start..At];
    }

    /// <summary>Skips an expression of an attribute: up to the end of the line, or the brace that closes the block.</summary>
    /// <returns>The offset after the last character of the expression.</returns>
    public int SkipExpression()
    {
        var end = At;
        while (!IsAtEnd)
        {
            SkipBlank(lines: false);
            if (IsAtEnd || Next is '\n' or '}' || IsLineComment) return end;
            if (Next is ',' or ')' or ']') throw Problem($"The character '{Next}' is not expected.");
            var isHeredoc = IsHeredoc;
            SkipToken(0);
            end = At;
            // The line end after the marker of a heredoc belongs to no expression.
            if (isHeredoc && Next is '\n' or '\r') return end;
        }

        return end;
    }

    /// <summary>Skips one token, or everything in a pair of brackets.</summary>
    public void SkipToken(int level)
    {
        if (level > NodeWeight.MostLevels) throw Problem("It is nested too deeply.");
        if (Next == '"') SkipQuoted(level);
        else if (IsHeredoc) SkipHeredoc(level);
        else if (Next is '(' or '[' or '{') SkipBrackets(level);
        else if (IsName || char.IsDigit(Next)) Name();
        else At++;
    }

    private void SkipBrackets(int level)
    {
        var start = At;
        var close = Next switch { '(' => ')', '[' => ']', _ => '}' };
        At++;
        SkipUntil(close, start, level);
    }

    private void SkipUntil(char close, int start, int level)
    {
        while (true)
        {
            SkipBlank(lines: true);
            if (IsAtEnd) throw Problem($"The character '{close}' is missing.", start);
            if (Next == close)
            {
                At++;
                return;
            }

            if (Next is ')' or ']' or '}') throw Problem($"The character '{Next}' is not expected.");
            SkipToken(level + 1);
        }
    }

    private void SkipQuoted(int level)
    {
        var start = At++;
        while (Next != '"')
        {
            if (IsAtEnd || Next == '\n') throw Problem("The text is not closed.", start);
            if (Next == '\\') At += 2;
            else SkipTemplateCharacter(level);
        }

        At++;
    }

    /// <summary>Skips a character of a template, with the expression that it begins.</summary>
    public void SkipTemplateCharacter(int level)
    {
        if (Next is '$' or '%' && Peek(1) == Next && Peek(2) == '{')
        {
            At += 3;
        }
        else if (Next is '$' or '%' && Peek(1) == '{')
        {
            var start = At;
            At += 2;
            SkipUntil('}', start, level + 1);
        }
        else
        {
            At++;
        }
    }

    /// <summary>Skips a heredoc, up to the end of its marker.</summary>
    private void SkipHeredoc(int level)
    {
        var start = At;
        var (marker, _) = HeredocStart();
        while (!IsMarker(marker))
        {
            while (!IsAtEnd && Next != '\n') SkipTemplateCharacter(level);
            if (IsAtEnd) throw Problem($"The text is not closed: {marker} is missing on a line of its own.", start);
            At++;
        }

        while (Next is ' ' or '\t') At++;
        At += marker.Length;
    }

    /// <summary>Reads the first line of a heredoc. The place is then the beginning of the next line.</summary>
    public (string Marker, bool IsFlush) HeredocStart()
    {
        var start = At;
        At += 2;
        var isFlush = Next == '-';
        if (isFlush) At++;
        var marker = Name();
        if (Next == '\r') At++;
        if (Next != '\n') throw Problem("A line end is missing after the marker.", start);
        At++;
        return (marker, isFlush);
    }

    /// <summary>True at a line that has the marker of a heredoc alone.</summary>
    public bool IsMarker(string marker)
    {
        var end = _text.IndexOf('\n', At);
        return end >= 0 && _text.AsSpan(At, end - At).Trim().SequenceEqual(marker);
    }

    private void SkipComment()
    {
        var end = _text.IndexOf("*/", At + 2, StringComparison.Ordinal);
        if (end < 0) throw Problem("The comment is not closed.");
        At = end + 2;
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', At);
        At = end < 0 ? _text.Length : end;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_' || char.IsSurrogate(c);
}
