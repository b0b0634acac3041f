using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.ReportSamples;

namespace LambdaRoleAudit.Tests.Core.Reports;

/// <summary>What the HTML report says, as it is in the file: without a browser, and without its script.</summary>
public sealed partial class HtmlContentTests
{
    private static SharedLambdaRole Orders => Shared("orders-role", ("intake", "us-east-1"), ("archive", "eu-west-1"));

    private static SharedLambdaRole Wide => Shared("wide-role", ("a", "us-east-1"), ("b", "us-east-1"), ("c", "us-east-1"));

    [Fact]
    public void The_verdict_is_the_heading()
    {
        Assert.Equal("2 roles are shared by 5 of 12 functions in 4 regions.", Verdict(Orders, Wide));
        Assert.Equal("1 role is shared by 2 of 12 functions in 4 regions.", Verdict(Orders));
        Assert.Equal("1 role is shared by 2 functions in 4 regions.", Verdict(Orders with { CoveredFunctionCount = null }));
        Assert.Equal(
            "1 role is shared by 2 functions in 2 regions.", Verdict(Orders with { CoveredFunctionCount = null, CoveredRegions = [] }));
        Assert.Equal("The plan gives 1 of 2 functions its own role; 1 blocked.", Verdict(Step("a", "s"), Step("b", "s", ("Vpc", "Why."))));
        Assert.Equal(
            "1 of 3 functions now has its own role; 1 rolled back, 1 unknown.",
            Verdict(
                Result("a", RoleRepairStatus.Repaired), Result("b", RoleRepairStatus.RolledBack),
                 Result("c", RoleRepairStatus.Unknown)));
        Assert.Equal("1 of 1 function has its source role again.", Verdict(Result("a", RoleRepairStatus.Undone)));
        Assert.Equal(
            "2 findings about 1 role: 2 High.",
            Verdict(Finding("LRA-202", "a", "us-east-1", "One."), Finding("LRA-205", "a", "us-east-1", "Two.")));
        Assert.StartsWith("There was no input", Verdict(), StringComparison.Ordinal);
    }

    /// <summary>The figures are those of the input, whatever the input: counted here in another way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_figures_of_the_verdict_are_those_of_the_input(int seed)
    {
        var random = new Random(seed);
        var findings = Estate(random.Next(20, 200), random.Next(1, 9)).ToList();
        var shared = findings.Where(finding => finding.RuleId == "Lambda-006").ToLookup(finding => finding.RoleArn);
        var functions = findings.Where(finding => finding.RuleId == "Lambda-006").Select(finding => finding.FunctionArn).Distinct().Count();
        Assert.Equal(
            $"{shared.Count} role{(shared.Count == 1 ? " is" : "s are")} shared by {functions} functions in 3 regions.",
                 Verdict([.. findings]));
        var html = Html(findings);
        var others = findings.Where(finding => finding.RuleId != "Lambda-006").Select(finding => finding.RoleArn).Distinct().Count();
        Assert.Contains(
            Dense($"{others} other finding{(others == 1 ? "" : "s")} "
                + $"about {others} role{(others == 1 ? "" : "s")}: {others} Medium."), TextOf(html),
            StringComparison.Ordinal);
    }

    /// <summary>What was not read is said, and a number that can be too low says so.</summary>
    [Fact]
    public void What_was_not_read_is_said()
    {
        var incomplete = Orders with { IsComplete = false, UnreadRegions = ["sa-east-1"] };
        Assert.Equal("At least 1 role is shared by at least 2 of 12 functions in 3 regions.", Verdict(incomplete));
        var text = TextOf(Html(incomplete));
        Assert.Contains(Dense("Not read, or not completely sa-east-1"), text, StringComparison.Ordinal);
        Assert.Contains(Dense("More functions can use the role."), text, StringComparison.Ordinal);
        Assert.Equal(
            "Whether a role is shared is unknown for 1 function.",
            Verdict(Finding("Lambda-006", "a", "us-east-1", "Unknown.") with { Status = FindingStatus.Unknown }));
        Assert.Equal(
            "At least 1 role is shared by at least 2 functions in 3 regions.",
            Verdict(
                Finding("Lambda-006", "a", "us-east-1", "Role r is also used by b (us-east-1), c (us-east-1)."),
                Finding("Lambda-006", "b", "us-east-1", "Role r is also used by a (us-east-1), c (us-east-1).")));
        Assert.Contains(
            Dense("The input does not say which regions were read."),
                 TextOf(Html(Orders with { CoveredRegions = [] })), StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_come_worst_first_and_only_the_worst_is_open()
    {
        var html = Html(
            Finding("LRA-301", "low", "eu-west-1", "A.", "low-role") with { Severity = FindingSeverity.Low }, Orders, Wide,
            Finding("LRA-201", "admin", "eu-west-1", "B.", "admin-role") with { Severity = FindingSeverity.Critical },
            Finding("LRA-201", "fine", "eu-west-1", "", "fine-role") with { Status = FindingStatus.Passed });
        Assert.Equal(
            ["admin-role", "wide-role", "orders-role", "low-role", "fine-role"],
            RoleHeadings().Matches(html).Select(match => match.Groups["name"].Value));
        Assert.Equal(
            [true, false, false, false, false], RoleHeadings().Matches(html).Select(match => match.Groups["open"].Length > 0));
    }

    /// <summary>A finding about a role stands once for all its functions. Each finding of the input is a row of exactly one.</summary>
    [Fact]
    public void Each_finding_of_the_input_is_in_exactly_one_finding()
    {
        List<LambdaRoleFinding> findings =
        [
            .. Estate(40),
            Finding("LRA-302", "fn-0", "eu-west-1", "Its policy allows s3.", "team-0-role"),
            Finding("LRA-302", "fn-7", "us-east-1", "Its policy allows sns.", "team-0-role"),
            Finding("LRA-202", "fn-1", "us-east-1", "PassRole.", "team-1-role") with
                 { Status = FindingStatus.Suppressed, Note = "Until May." },
            Finding("LRA-202", "fn-8", "ap-southeast-2", "PassRole.", "team-1-role") with { Status = FindingStatus.Passed },
        ];
        var html = Html(findings);
        // Seven shared roles, LRA-203 on those with a tenth function, two of single functions, one suppressed.
        var withOther = findings.Where(finding => finding.RuleId == "LRA-203").Select(finding => finding.RoleArn).Distinct().Count();
        Assert.Equal(7 + withOther + 2 + 1, Findings().Count(html));
        Assert.Equal(
            findings.Select(finding => $"{finding.RuleId} {finding.Status} {finding.FunctionName} {finding.Region}")
                .Order(StringComparer.Ordinal),
            Rows(html).Order(StringComparer.Ordinal));
        // The elements that the rows lead to are as many as the items.
        Assert.Equal(ItemCount(html), Elements().Count(html));
    }

    [Fact]
    public void Without_a_script_everything_can_be_read()
    {
        var findings = Estate(300).ToList();
        var text = TextOf(Html(findings));
        foreach (var finding in findings)
        {
            Assert.Contains(finding.FunctionName!, text, StringComparison.Ordinal);
            Assert.Contains(Dense(finding.RoleArn!), text, StringComparison.Ordinal);
            // Findings of Lambda-006 on one role say the same, each as one function sees it. The first is shown.
            if (finding.RuleId != "Lambda-006") Assert.Contains(Dense(finding.Evidence), text, StringComparison.Ordinal);
        }

        foreach (var rule in RuleCatalog.All.Where(rule => rule.RuleId is "Lambda-006" or "LRA-203"))
        {
            Assert.Contains(Dense(rule.Title), text, StringComparison.Ordinal);
            Assert.Contains(
                Dense(RulePage.Of(rule).WhyItMatters.Replace("`", "", StringComparison.Ordinal)), text, StringComparison.Ordinal);
            Assert.Contains(Dense(RulePage.Of(rule).WhatToDo.Replace("`", "", StringComparison.Ordinal)), text, StringComparison.Ordinal);
        }

        // A rule's text is in the file once, and only if the rule occurs.
        Assert.Single(Regex.Matches(text, Regex.Escape(Dense("Allow only the actions that the code calls"))));
        Assert.DoesNotContain("LRA-401", text, StringComparison.Ordinal);
        Assert.Contains(Dense("Get-SharedLambdaRole -RoleName team-0-role | Repair-LambdaExecutionRole"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_a_review()
    {
        var text = TextOf(Html(
            Step("alpha", "shared"), Step("beta", "shared", ("FunctionManagedElsewhere", "A stack owns it.")),
                 Step("gamma", "other", ("Vpc", "In a VPC."))));
        foreach (var sentence in new[]
        {
            "3 functions on 2 roles: 2 blocked, 1 ready.", "unknown for 2 functions, proven for 1 function",
            "FunctionManagedElsewhere 1 A stack owns it.", "Role: shared → alpha-eu-west-1-0123456789abcdef",
            "Valid for all 3 functions", "orders; strategy Copy; path /; no boundary",
        })
            Assert.Contains(Dense(sentence), text, StringComparison.Ordinal);
        // A warning that all have is written once.
        Assert.Single(Regex.Matches(text, Regex.Escape(Dense("Resource policies of S3 were not checked."))));
        // The blocked function comes first, although its name does not, and its blocker is the first that its section says.
        var (beta, alpha) = (
            text.IndexOf(Dense("blocked beta (eu-west-1)"), StringComparison.Ordinal),
             text.IndexOf(Dense("ready alpha (eu-west-1)"), StringComparison.Ordinal));
        Assert.InRange(beta, 0, alpha);
        Assert.Contains(Dense("FunctionManagedElsewhere A stack owns it. Role: shared → beta"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_in_the_input_has_a_section()
    {
        Assert.Equal(["repair", "table"], Sections(Result("a", RoleRepairStatus.Repaired)));
        Assert.Equal(["plan", "table"], Sections(Step("a", "r")));
        Assert.Equal(["roles", "table", "rules"], Sections(Orders));
        Assert.Equal(
            ["repair", "roles", "plan", "table", "rules"], Sections(Step("a", "r"), Orders, Result("a", RoleRepairStatus.Repaired)));
        Assert.Empty(Sections());
        // Shared roles are findings: they never stand next to "0 functions".
        Assert.DoesNotContain("0 function", Html(Orders), StringComparison.Ordinal);
    }

    /// <summary>Names come from AWS and from files: markup in them is text, in every section.</summary>
    [Fact]
    public void Markup_in_names_stays_text()
    {
        const string evil = "</script><img src=x onerror=\"pwned=1\">'\"&<!--";
        var arn = $"arn:aws:iam::123456789012:role/{evil.Replace("/", "", StringComparison.Ordinal)}";
        var html = Html(
            Finding("Lambda-006", evil, evil, evil) with
            {
                RoleArn = arn,
                Title = evil,
                Note = evil,
                Remedy = $"Repair-{evil}",
                FunctionArn = evil
            },
            Finding(evil, evil, evil, evil) with { RoleArn = arn, UnreadRegions = [evil] },
            Shared(evil, (evil, evil), ("b", evil)) with { RoleArn = arn },
            Step(evil, evil, (evil, evil)) with
            {
                Proof = evil,
                ProofReason = evil,
                TargetRoleName = evil,
                TargetPath = evil,
                Region = evil
            },
            Result(evil, RoleRepairStatus.Failed, evil) with
            {
                Reason = evil,
                TargetRoleName = evil,
                Region = evil,
                EventSourceMappings = [new(evil, evil, evil, evil)],
            },
            new RoleComparison
            {
                Reference = evil, Difference = evil, Relation = RoleRelation.Unknown, Added = [new(evil, evil, evil, evil, evil, evil)],
                Removed = [], Reason = evil,
            });
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<!--", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "</script>"));
        Assert.DoesNotMatch("onerror=\"", html);
    }

    /// <summary>A path of the table's data: names of findings that share no role are lines, and every finding still has its row.</summary>
    [Fact]
    public void A_large_report_has_every_finding_and_stays_small()
    {
        var findings = OwnRoles(10_000).ToList();
        var html = Html(findings);
        Assert.InRange(html.Length, 1_000_000, 4_200_000);
        Assert.Equal(findings.Count, Rows(html).Count);
        Assert.Equal(ItemCount(html), Elements().Count(html));
        var text = TextOf(html);
        Assert.Subset(
            Workers().Matches(text).Select(match => match.Value).ToHashSet(),
                 findings.Select(finding => finding.FunctionName!).ToHashSet());
        Assert.Contains(Dense("its evidence is cut at"), text, StringComparison.Ordinal);
        Assert.InRange(Html(Estate(10_000)).Length, 200_000, 1_000_000);
    }

    private static string Verdict(params object[] items) =>
        WebUtility.HtmlDecode(Heading().Match(Html(items)).Groups["text"].Value);

    private static IEnumerable<string> Sections(params object[] items) =>
        SectionIds().Matches(Html(items)).Select(match => match.Groups["id"].Value);

    private static JsonElement Data(string html) => JsonDocument.Parse(DataBlock().Match(html).Groups["json"].Value).RootElement;

    private static int ItemCount(string html) =>
        Data(html).GetProperty("items").EnumerateArray().Where((_, at) => at % 3 == 2).Count(rows => rows.GetInt32() > 0);

    /// <summary>The rows of the table as the script reads them: rule, status, function and region.</summary>
    private static List<string> Rows(string html)
    {
        var data = Data(html);
        var words = data.GetProperty("words").EnumerateArray().Select(word => word.GetString()!.Split('\n')).ToList();
        var items = data.GetProperty("items").EnumerateArray().Select(number => number.GetInt32()).ToList();
        var rows = data.GetProperty("rows").EnumerateArray().Select(number => number.GetInt32()).ToList();
        var all = new List<string>();
        for (var at = 0; at < items.Count; at += 3)
            for (var left = Math.Abs(items[at + 2]); left > 0; left--)
                all.Add($"{words[items[at + 1]][0]} {words[items[at]][2]} {string.Join(' ', words[rows[all.Count]])}");
        Assert.Equal(rows.Count, all.Count);
        return all;
    }

    [GeneratedRegex("svc-[0-9]{3}-worker-[0-9]{6}")]
    private static partial Regex Workers();

    [GeneratedRegex("<h1>(?<text>.*?)</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<section id=(?<id>[a-z]+)")]
    private static partial Regex SectionIds();

    [GeneratedRegex("<details class=\"role [a-z]+\" id=role-[0-9]+(?<open> open)?><summary><h4>(?<name>[^<]*)</h4>")]
    private static partial Regex RoleHeadings();

    [GeneratedRegex("<details class=\"e ")]
    private static partial Regex Findings();

    [GeneratedRegex("<[a-z]+ class=(?:e>|\"(?:e|card e)[ \"])")]
    private static partial Regex Elements();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<json>.*?)</script>")]
    private static partial Regex DataBlock();
}
