using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>Help is true: of every cmdlet and parameter, and in its examples. (The build fails where a parameter has no text.)</summary>
public sealed partial class HelpTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Pages() => new(
        Directory.GetFiles(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "en-US"), "*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path)!));

    [Fact]
    public void Every_cmdlet_has_a_page() => Assert.Equal(
        _session.Run("(Get-Command -Module LambdaRoleAudit).Name").Output.Select(name => name.ToString()).Order(),
        Pages().Select(page => page.Data).Order());

    [Theory]
    [InlineData("about_LambdaRoleAudit")]
    [InlineData("about_LambdaRoleAudit_Findings")]
    [InlineData("about_LambdaRoleAudit_Repair")]
    [InlineData("about_LambdaRoleAudit_Usage")]
    public void An_about_topic_is_staged_and_fits_a_terminal(string name)
    {
        var lines = Topic(name).Split('\n');
        Assert.Equal(name, lines[1].Trim());
        // What a terminal of 80 columns shows without breaking lines.
        Assert.All(lines, line => Assert.True(line.TrimEnd('\r').Length <= 80, line));
    }

    [Fact]
    public void The_overview_names_every_cmdlet_and_the_other_topics()
    {
        var topics = new[] { "about_LambdaRoleAudit_Findings", "about_LambdaRoleAudit_Repair", "about_LambdaRoleAudit_Usage" };
        var overview = Topic("about_LambdaRoleAudit");
        Assert.All(Pages().Select(page => page.Data).Concat(topics), name => Assert.Contains(name, overview, StringComparison.Ordinal));
    }

    [Fact]
    public void The_topic_on_findings_names_every_rule()
    {
        var topic = Topic("about_LambdaRoleAudit_Findings");
        Assert.All(RuleCatalog.All, rule => Assert.Contains($"    {rule.RuleId} ", topic, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_syntax_on_the_page_is_that_of_the_cmdlet(string name)
    {
        var syntax = _session.Run($"Get-Command {name} -Syntax").Output.Single().ToString().ReplaceLineEndings("\n").Trim();
        Assert.Contains($"```\n{syntax}\n```", Page(name), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Get_Help_shows_it(string name)
    {
        var help = _session.Render($"Get-Help {name} -Full", 120);
        Assert.Contains("SYNOPSIS", help, StringComparison.Ordinal);
        Assert.Contains("Example 1: ", help, StringComparison.Ordinal);
        var command = (CmdletInfo)_session.Run($"Get-Command {name}").Output[0].BaseObject;
        foreach (var parameter in command.Parameters.Keys.Except(Cmdlet.CommonParameters).Except(Cmdlet.OptionalCommonParameters))
        {
            var text = _session.Run($"(Get-Help {name} -Parameter {parameter}).description.Text").AssertClean().Output;
            Assert.True(text.Count > 0 && text[0].ToString().Length > 10, $"{name} -{parameter} has no help.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_parses_and_names_parameters_that_there_are(string name)
    {
        foreach (Match block in Examples().Matches(Page(name)))
        {
            var script = Parser.ParseInput(block.Groups[1].Value, out _, out var errors);
            Assert.Empty(errors);
            foreach (var command in script.FindAll(node => node is CommandAst, true).Cast<CommandAst>()
                .Where(command => command.GetCommandName() == name))
            {
                var parameters = ((CmdletInfo)_session.Run($"Get-Command {name}").Output[0].BaseObject).Parameters;
                Assert.All(
                    command.CommandElements.OfType<CommandParameterAst>(),
                    parameter => Assert.Contains(parameter.ParameterName, parameters.Keys));
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private static string Topic(string name) =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(TestEnvironment.ModuleManifest)!, "en-US", $"{name}.help.txt"));

    private static string Page(string name) =>
        File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "en-US", $"{name}.md")).ReplaceLineEndings("\n");

    [GeneratedRegex("```powershell(?: runnable)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
