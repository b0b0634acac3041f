using System.Globalization;
using System.Text;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>Makes .tf texts at random: blocks, attributes, comments, templates in templates and heredocs.</summary>
internal sealed class HclTexts(Random random)
{
    private int _names;

    public string File() => Body(0, "");

    private string Body(int level, string indent)
    {
        var text = new StringBuilder();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            text.Append(Blank());
            if (level < 3 && random.Next(3) == 0)
            {
                var labels = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $" \"{Word()}{_names++}\""));
                var body = Body(level + 1, indent + "  ");
                text.Append(CultureInfo.InvariantCulture, $"{indent}block{_names++}{labels} {{\n{body}{indent}}}\n");
            }
            else
            {
                var expression = Expression(0);
                text.Append(CultureInfo.InvariantCulture, $"{indent}a{_names++}{Space()}={Space()}{expression}");
                // The line of a heredoc's marker has nothing else.
                text.Append(expression.EndsWith("EOT", StringComparison.Ordinal) ? "\n"
                    : Choose(" # } comment\n", " // \"\n", "\n", "\n", "\n", " /* } */\n"));
            }
        }

        return text.ToString();
    }

    private string Expression(int level) => random.Next(level > 3 ? 5 : 13) switch
    {
        0 => Choose("1", "2.5", "true", "null", "10"),
        1 => Choose("var.x", "aws_iam_role.r.arn", "local.y", "each.value.z", "r.m[\"k\"].n", "r.m[each.key].n", "r.l[0]", "r.l[*].n"),
        2 or 3 => Quoted(level),
        4 => Choose("\"plain\"", "\"\""),
        5 => $"[{string.Join(Choose(", ", ",", ",\n  "), Enumerable.Range(0, random.Next(4)).Select(_ => Expression(level + 1)))}]",
        6 => $"{{ {string.Join(Choose(", ", "\n  "), Enumerable.Range(0, random.Next(4)).Select(i => Item(i, level + 1)))} }}",
        7 => $"{Word()}({string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => Expression(level + 1)))})",
        8 => $"({Expression(level + 1)} == {Expression(level + 1)} ? {Expression(level + 1)} : {Expression(level + 1)})",
        9 => $"[for s in {Expression(level + 1)} : {Expression(level + 1)}]",
        10 when level == 0 => Heredoc(),
        _ => $"var.a {Choose("+", "-", "&&", "||", "<", ">=", "!=", "%", "/", "*")} 3",
    };

    private string Item(int number, int level) => $"k{number} {Choose("=", ":")} {Expression(level)}";

    private string Quoted(int level)
    {
        var text = new StringBuilder("\"");
        for (var count = random.Next(5); count > 0; count--)
        {
            text.Append(random.Next(7) switch
            {
                0 => Choose("\\n", "\\\"", "\\\\", "\\t", "\\u00e9"),
                1 => Choose("$${", "%%{", "$", "%", "}", "{", "#", "//", "/*"),
                2 or 3 when level < 3 => $"${{{Expression(level + 1)}}}",
                _ => Word(),
            });
            text.Append(' ');
        }

        return text.Append('"').ToString();
    }

    private string Heredoc()
    {
        var indent = random.Next(2) == 0;
        var lines = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5) switch
        {
            0 => "",
            1 => $"{new string(' ', random.Next(6))}{{ \"{Word()}\": \"${{{Expression(3)}}}\" }}",
            2 => $"  {Choose("\\n", "\"", "# no", "$${x}", "EOT x")}",
            _ => $"{new string(' ', random.Next(6))}{Word()}",
        });
        return $"<<{(indent ? "-" : "")}EOT\n{string.Concat(lines.Select(line => line + "\n"))}{(indent ? "  " : "")}EOT";
    }

    private string Blank() => Choose("", "", "", "\n", "# comment \" {\n", "// }\n", "/* a\n b */\n");

    private string Space() => Choose(" ", " ", "", "\t", "  ");

    private string Word() => Choose("alpha", "beta", "gamma_1", "d-e");

    private string Choose(params string[] of) => of[random.Next(of.Length)];
}
