using System.Management.Automation;
using System.Xml.Linq;

namespace LambdaRoleAudit.Help;

/// <summary>Writes MAML, the format that Get-Help reads, from the texts of a page and what PowerShell knows about the cmdlet.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Helpitems = "http://msh";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Returns the help file of a module.</summary>
    /// <exception cref="FormatException">A page and its cmdlet do not match.</exception>
    public static XDocument Write(IEnumerable<(HelpPage Page, CmdletInfo Cmdlet)> commands) => new(
        new XElement(
            Helpitems + "helpItems", new XAttribute("schema", "maml"), commands.Select(command => Write(command.Page, command.Cmdlet))));

    private static XElement Write(HelpPage page, CmdletInfo cmdlet)
    {
        var parameters = cmdlet.ParameterSets.SelectMany(set => set.Parameters)
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
                && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)).DistinctBy(parameter => parameter.Name)
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal).ToList();
        Agree(page, parameters.Select(parameter => parameter.Name));
        return new XElement(Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(Command + "details",
                new XElement(Command + "name", cmdlet.Name), new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                new XElement(Maml + "description", Paragraphs([page.Synopsis]))),
            new XElement(Maml + "description", Paragraphs(page.Description)),
            new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => new XElement(Command + "syntaxItem",
                new XElement(Maml + "name", cmdlet.Name),
                set.Parameters.Where(parameter => page.Parameters.ContainsKey(parameter.Name))
                    .Select(parameter => Describe(parameter, page))))),
            new XElement(Command + "parameters", parameters.Select(parameter => Describe(parameter, page))),
            new XElement(Command + "inputTypes", page.Inputs.Select(input => Type("inputType", input))),
            new XElement(Command + "returnValues", page.Outputs.Select(output => Type("returnValue", output))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select((example, i) => new XElement(Command + "example",
                new XElement(Maml + "title", $"Example {i + 1}: {example.Title}"),
                new XElement(Dev + "code", string.Join("\n\n", example.Code)),
                new XElement(Dev + "remarks", Paragraphs(example.Remarks))))),
            new XElement(Command + "relatedLinks", page.Links.Select(link => new XElement(Maml + "navigationLink",
                link.StartsWith("http", StringComparison.Ordinal)
                    ? [new XElement(Maml + "linkText"), new XElement(Maml + "uri", link)]
                    : new object[] { new XElement(Maml + "linkText", link), new XElement(Maml + "uri") }))));
    }

    private static void Agree(HelpPage page, IEnumerable<string> parameters)
    {
        var names = parameters.ToList();
        var undocumented = names.Except(page.Parameters.Keys).ToList();
        var unknown = page.Parameters.Keys.Except(names).ToList();
        if (undocumented.Count > 0) throw new FormatException($"{page.Name}: not documented: {string.Join(", ", undocumented)}.");
        if (unknown.Count > 0) throw new FormatException($"{page.Name}: documented, and no parameter: {string.Join(", ", unknown)}.");
    }

    private static XElement Describe(CommandParameterInfo parameter, HelpPage page)
    {
        var isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        return new XElement(Command + "parameter",
            new XAttribute("required", Text(parameter.IsMandatory)),
            new XAttribute("variableLength", Text(parameter.ParameterType.IsArray)),
            new XAttribute("globbing", Text(parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any())),
            new XAttribute(
                "pipelineInput",
                parameter.ValueFromPipeline
                    ? "True (ByValue)"
                    : parameter.ValueFromPipelineByPropertyName ? "True (ByPropertyName)" : "False"),
            new XAttribute("position", parameter.Position == int.MinValue ? "named" : $"{parameter.Position}"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            new XElement(Maml + "description", Paragraphs(page.Parameters[parameter.Name])),
            isSwitch
                ? null
                : new XElement(
                    Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"),
                    Name(parameter.ParameterType)),
            new XElement(Dev + "type", new XElement(Maml + "name", Name(parameter.ParameterType)), new XElement(Maml + "uri")),
            new XElement(
                Dev + "defaultValue",
                page.Parameters[parameter.Name]
                    .LastOrDefault(line => line.StartsWith("Default: ", StringComparison.Ordinal))?["Default: ".Length..].TrimEnd('.')
                    ?? "None"));
    }

    private static XElement Type(string element, KeyValuePair<string, string> type) => new(Command + element,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Key)),
        new XElement(Maml + "description", Paragraphs([type.Value])));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> lines) => lines.Select(line => new XElement(Maml + "para", line));

    private static string Name(Type type) => type.IsArray ? $"{Name(type.GetElementType()!)}[]" : type.Name;

    private static string Text(bool value) => value ? "true" : "false";
}
