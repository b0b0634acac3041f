using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>What a person sees. Looked at once, held here.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly ModuleSession _session = new();

    [Fact]
    public async Task The_table_fits_80_columns()
    {
        await using var server = await Sandboxes.StartAsync();
        Assert.Equal("""

            RoleName                     Functions Regions        Used by
            --------                     --------- -------        -------
            aws-lambda-full-access               3 us-east-1      cc-s3-logging, cc-sqs-po…
            order-events-role                    2 2 regions      order-archive, order-int…


            """.ReplaceLineEndings("\n"), Clean(_session.Render($"Get-SharedLambdaRole {ModuleSession.At(server)}")));
    }

    [Fact]
    public async Task A_wider_window_shows_more()
    {
        await using var server = await Sandboxes.StartAsync();
        Assert.Contains(
            "aws-lambda-full-access               3 us-east-1      cc-s3-logging, cc-sqs-poller, s3-get-object\n",
            Clean(_session.Render($"Get-SharedLambdaRole {ModuleSession.At(server)}", 120)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_that_may_be_too_low_says_so()
    {
        await using var server = await Sandboxes.StartAsync(faults: "deny@eu-west-1");
        Assert.Contains(
            "aws-lambda-full-access              3+ us-east-1", _session.Render($"Get-SharedLambdaRole {ModuleSession.At(server)}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_have_a_table_of_their_own()
    {
        _session.SetVariable("functions", new object[] { Functions.On("team/r", "f1"), Functions.On("r", "f2", "eu-west-1", "7") });
        Assert.Equal("""

            FunctionName                     Region         Role
            ------------                     ------         ----
            f1                               us-east-1      r
            f2:7                             eu-west-1      r


            """.ReplaceLineEndings("\n"), Clean(_session.Render("$functions")));
    }

    [Fact]
    public void The_list_names_every_function()
    {
        _session.SetVariable("functions", new object[] { Functions.On("team/r", "f1"), Functions.On("team/r", "f2", "eu-west-1"), null! });
        Assert.Equal("""

            RoleName      : r
            RoleArn       : arn:aws:iam::123456789012:role/team/r
            AccountId     : 123456789012
            Rule          : Lambda-006, severity High
            Compliance    : PCI, APRA, MAS, AWS Well-Architected Framework: Security pillar
            FunctionCount : 2
            Regions       : eu-west-1, us-east-1
            Functions     : f2 (eu-west-1)
                            f1 (us-east-1)
            IsComplete    : False
            UnreadRegions :


            """.ReplaceLineEndings("\n"), Clean(_session.Render("$functions | Get-SharedLambdaRole -ErrorAction Ignore -WarningAction Ignore | Format-List")));
    }

    [Fact]
    public void A_role_with_thousands_of_functions_is_shown_at_once()
    {
        _session.SetVariable(
            "functions", Enumerable.Range(0, 5000).Select(object (i) => Functions.On("r", $"function-{i:0000}")).ToArray());
        Assert.Contains("5000", _session.Render("$functions | Get-SharedLambdaRole"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ja-JP")]
    public void Every_culture_sees_the_same(string culture)
    {
        _session.SetVariable("functions", Enumerable.Range(0, 1234).Select(object (i) => Functions.On("INDIGO-i", $"fI{i}")).ToArray());
        const string script = "$functions | Get-SharedLambdaRole -RoleName indigo-*";
        var expected = _session.Render(script);
        Assert.Contains("1234", expected, StringComparison.Ordinal);
        var before = System.Globalization.CultureInfo.DefaultThreadCurrentCulture;
        try
        {
            System.Globalization.CultureInfo.DefaultThreadCurrentCulture = new System.Globalization.CultureInfo(culture);
            Assert.Equal(expected, _session.Render($"[cultureinfo]::CurrentCulture = '{culture}'; {script}"));
        }
        finally
        {
            System.Globalization.CultureInfo.DefaultThreadCurrentCulture = before;
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The formatter pads lines; nobody sees it.</summary>
    private static string Clean(string screen) => string.Join('\n', screen.Split('\n').Select(line => line.TrimEnd()));
}
