using System.Collections;
using System.Globalization;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Tests.Pester;

/// <summary>
/// A file of tests/Pester, read without running it: the full name of each test, as Pester gives it. Data of -ForEach must be
/// constants, so that they can be read.
/// </summary>
internal static partial class PesterFile
{
    private static readonly string[] Blocks = ["Describe", "Context"];

    /// <summary>The tests of a file.</summary>
    public static IEnumerable<string> TestsOf(string path)
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        return errors is [var first, ..]
            ? throw new FormatException($"{path}: {first.Message}")
            : Within(script.EndBlock, "", new Dictionary<string, object?>());
    }

    private static IEnumerable<string> Within(NamedBlockAst block, string path, Dictionary<string, object?> data)
    {
        var commands = block.Statements.OfType<PipelineAst>().Select(pipeline => pipeline.PipelineElements[0]).OfType<CommandAst>();
        foreach (var command in commands)
        {
            var kind = command.GetCommandName();
            if (kind != "It" && !Blocks.Contains(kind)) continue;
            var name = ((StringConstantExpressionAst)command.CommandElements[1]).Value;
            foreach (var item in DataOf(command, data))
            {
                var full = $"{path}{Placeholder().Replace(name, match => Text(item, match))}";
                if (kind == "It") yield return full;
                else foreach (var test in Within(BodyOf(command), $"{full}.", item)) yield return test;
            }
        }
    }

    /// <summary>The values that a block is run with, each beside those of the blocks around it.</summary>
    private static IEnumerable<Dictionary<string, object?>> DataOf(CommandAst command, Dictionary<string, object?> outer)
    {
        var elements = command.CommandElements;
        var index = elements.ToList().FindIndex(element => element is CommandParameterAst { ParameterName: "ForEach" });
        if (index < 0) return [outer];
        return ((IEnumerable)elements[index + 1].SafeGetValue()).Cast<object>().Select(value =>
        {
            var item = new Dictionary<string, object?>(outer) { ["_"] = value };
            if (value is Hashtable table)
                foreach (DictionaryEntry entry in table) item[(string)entry.Key] = entry.Value;
            return item;
        });
    }

    private static NamedBlockAst BodyOf(CommandAst command) =>
        command.CommandElements.OfType<ScriptBlockExpressionAst>().Last().ScriptBlock.EndBlock;

    private static string Text(Dictionary<string, object?> data, Match match) =>
        data.TryGetValue(match.Groups[1].Value, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : match.Value;

    [GeneratedRegex("<([A-Za-z_]+)>")]
    private static partial Regex Placeholder();
}
