using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

/// <summary>The HTML report in a real browser.</summary>
public sealed class HtmlReportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Fact]
    public async Task It_shows_counts_picture_and_rows_and_asks_for_nothing()
    {
        await using var page = await Chromium.OpenAsync(Write(Estate(300)));
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, address => Assert.StartsWith("file:", address, StringComparison.Ordinal));
        Assert.Equal("300", await TextAsync(page, ".tiles .high b"));
        Assert.Equal("30", await TextAsync(page, ".tiles .medium b"));
        // A square a function, and one each for the legend's regions.
        Assert.Equal(303, (int)(await page.EvaluateAsync("document.querySelectorAll('svg[aria-labelledby] rect').length"))!);
        Assert.Equal(100, await RowsAsync(page));
        await page.EvaluateAsync("document.getElementById('more').click()");
        Assert.Equal(200, await RowsAsync(page));
        Assert.StartsWith("330 of 330 shown", await TextAsync(page, "#rows caption"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_filtered_and_sorted_with_the_keyboard_alone()
    {
        await using var page = await Chromium.OpenAsync(Write(Estate(300)));
        await page.PressAsync("Tab");
        Assert.Equal("text", (string?)await page.EvaluateAsync("document.activeElement.id"));
        await page.PressAsync("f", "n", "-", "1", "2");
        Assert.InRange(await RowsAsync(page), 12, 30);
        Assert.True(
            (bool)(await page.EvaluateAsync(
                "[...document.querySelectorAll('#rows tbody tr')].every((row) => row.textContent.includes('fn-12'))"))!);
        await page.PressAsync("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab");
        Assert.Equal("Function", (string?)await page.EvaluateAsync("document.activeElement.textContent"));
        await page.PressAsync("Enter");
        Assert.Equal("ascending", (string?)await page.EvaluateAsync("document.querySelectorAll('#rows th')[3].getAttribute('aria-sort')"));
        var up = await NamesAsync(page);
        Assert.Equal(up.Order(StringComparer.Ordinal), up);
        await page.PressAsync("Enter");
        var down = await NamesAsync(page);
        Assert.Equal(down.OrderDescending(StringComparer.Ordinal), down);
        Assert.NotEqual(up[0], down[0]);
        Assert.StartsWith($"{down.Count} of 330 shown", await TextAsync(page, "#rows caption"), StringComparison.Ordinal);
        Assert.Equal("polite", (string?)await page.EvaluateAsync("document.querySelector('#rows caption').getAttribute('aria-live')"));
    }

    /// <summary>What AWS gives is text, wherever it stands.</summary>
    [Fact]
    public async Task Hostile_texts_stay_texts()
    {
        const string evil = "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=1\">'\"&<!--";
        var finding = Finding("LRA-202", evil, "eu-west-1", evil) with
        {
            Title = evil,
            Note = evil,
            Remedy = $"Repair-{evil}",
            RoleArn = $"arn:aws:iam::123456789012:role/{evil.Replace("/", "", StringComparison.Ordinal)}"
        };
        var shared = Finding("Lambda-006", evil, evil, evil) with { RoleArn = finding.RoleArn };
        await using var page = await Chromium.OpenAsync(Write([finding, shared]));
        Assert.Null(await page.EvaluateAsync("window.pwned ?? null"));
        Assert.Empty(page.Complaints);
        Assert.Equal(0, (int)(await page.EvaluateAsync("document.images.length"))!);
        Assert.Equal(2, (int)(await page.EvaluateAsync("document.scripts.length"))!);
        Assert.Equal(evil, await TextAsync(page, "#rows tbody .name"));
        // And if something did get in, the page's policy would refuse to run it.
        await page.EvaluateAsync(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned=1\">'); "
            + "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.pwned=1' })); new "
            + "Promise((done) => setTimeout(done, 300))");
        Assert.Null(await page.EvaluateAsync("window.pwned ?? null"));
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    public async Task It_fits_a_phone_and_the_dark(int width, bool dark)
    {
        await using var page = await Chromium.OpenAsync(Write(Estate(40)), width, dark: dark);
        Assert.True((int)(await page.EvaluateAsync("document.documentElement.scrollWidth"))! <= width);
        Assert.Equal(
            dark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)",
            (string?)await page.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
        // Each text has the contrast that WCAG AA asks for.
        Assert.Equal("", (string?)await page.EvaluateAsync(Contrast));
    }

    /// <summary>Ten thousand functions: under 5 MB, and no task of the page is long enough to be felt as a stall.</summary>
    [Fact]
    public async Task Ten_thousand_functions_do_not_stall_it()
    {
        var file = Write(Estate(10_000));
        Assert.True(new FileInfo(file).Length < 5_000_000, $"{new FileInfo(file).Length:N0} bytes");
        await using var page = await Chromium.OpenAsync(file);
        Assert.Empty(page.Complaints);
        var filtering = (double)(await page.EvaluateAsync("""
            (() => { const box = document.getElementById('text'); let worst = 0;
              for (const text of ['f', 'fn', 'fn-9', 'fn-99', 'fn-999', 'lra-203', '']) { box.value = text; const started = performance.now(); box.dispatchEvent(new Event('input')); document.body.offsetHeight; worst = Math.max(worst, performance.now() - started); }
              return worst; })()
            """))!;
        var loading = (double)(await page.EvaluateAsync("performance.timing.loadEventEnd - performance.timing.navigationStart"))!;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length:N0} bytes; loaded in {loading:0} ms; worst filter {filtering:0} ms"));
        // A slow machine is no failure; seconds are.
        Assert.True(filtering < 2000, $"{filtering} ms");
        Assert.StartsWith("11,000 of 11,000 shown", await TextAsync(page, "#rows caption"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_and_an_empty_report_are_pages_too()
    {
        RoleRepairResult Result(string name, RoleRepairStatus status) => new()
        {
            RepairId = "r1", FunctionName = name, FunctionArn = $"arn:aws:lambda:eu-west-1:123456789012:function:{name}",
            Region = "eu-west-1", Status = status, SourceRoleArn = "arn:aws:iam::123456789012:role/shared", TargetRoleName = $"{name}-role",
        };
        await using (var page = await Chromium.OpenAsync(
            Write([
                Result("a", RoleRepairStatus.Repaired), Result("b", RoleRepairStatus.Repaired), Result("c", RoleRepairStatus.RolledBack)])))
        {
            Assert.Contains(
                "Before: 3 functions on 1 role. After: 2 Repaired, 1 RolledBack.",
                (string?)await page.EvaluateAsync("document.body.textContent"), StringComparison.Ordinal);
            // One role before; after, one for what was put back and one for each that was repaired.
            Assert.Equal(4, (int)(await page.EvaluateAsync("document.querySelectorAll('svg .frame').length"))!);
            Assert.Equal(
                "c (eu-west-1): RolledBack", (string?)await page.EvaluateAsync("document.querySelector('svg .r1 title').textContent"));
            Assert.Equal(
                "2 of 3 functions have roles of their own after the repair.",
                (string?)await page.EvaluateAsync("document.getElementById('repair').textContent"));
            Assert.Equal(3, await RowsAsync(page));
            await page.PrintAsync(Path.Combine(_folder.FullName, "r.pdf"));
        }

        await using var empty = await Chromium.OpenAsync(Write([]));
        Assert.Empty(empty.Complaints);
        Assert.True((bool)(await empty.EvaluateAsync("document.getElementById('table').hidden"))!);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Ratios of text to background, of the elements that hold text; those under 4.5 (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast = """
        (() => {
          const lum = (c) => { const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          const bad = new Set();
          for (const e of document.querySelectorAll('h1,h2,p,li,b,td,th button,.mark,.name,.what,caption,label,input,select')) {
            if (!e.textContent.trim() || e.closest('[hidden]')) continue;
            const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) bad.add(`${e.tagName}.${e.className} ${ratio.toFixed(1)}`);
          }
          return [...bad].join('; ');
        })()
        """;

    private string Write(IEnumerable<object> items)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.html");
        using var report = ReportFile.Begin(
            file, ReportFormat.Html, noClobber: false, force: false, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        foreach (var item in items) report.Write(ReportEntries.Of(item)!);
        report.Complete();
        return file;
    }

    private static IEnumerable<object> Estate(int functions)
    {
        string[] regions = ["eu-west-1", "us-east-1", "ap-southeast-2"];
        for (var i = 0; i < functions; i++)
        {
            yield return Finding(
                "Lambda-006", $"fn-{i}", regions[i % 3],
                $"Role team-{i % 7}-role is used by fn-{i + 1} ({regions[(i + 1) % 3]}), fn-{i + 2} ({regions[(i + 2) % 3]}), fn-{i + 3} "
                + "and 97 more too.") with
            {
                RoleArn = $"arn:aws:iam::123456789012:role/team-{i % 7}-role",
                Remedy = $"Repair-LambdaExecutionRole -FunctionName fn-{i} -Region {regions[i % 3]}"
            };
            if (i % 10 == 0)
                yield return Finding(
                    "LRA-203", $"fn-{i}", regions[i % 3],
                    "All actions are allowed of s3: policy data, $.Statement[0]: "
                    + "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}") with
                { Severity = FindingSeverity.Medium };
        }
    }

    private static LambdaRoleFinding Finding(string rule, string name, string region, string evidence) => new()
    {
        RuleId = rule, Severity = FindingSeverity.High, Status = FindingStatus.Fail,
        Title = rule == "Lambda-006" ? "Execution role is shared" : $"What {rule} finds", FunctionName = name,
        FunctionArn = $"arn:aws:lambda:{region}:123456789012:function:{name}",
        RoleArn = "arn:aws:iam::123456789012:role/r", Region = region, Evidence = evidence, HelpUri = $"docs/rules/{rule}.md",
    };

    private static async Task<string?> TextAsync(Chromium page, string selector) =>
        (string?)await page.EvaluateAsync($"document.querySelector('{selector}').textContent");

    private static async Task<List<string>> NamesAsync(Chromium page) =>
        [.. (await page.EvaluateAsync("[...document.querySelectorAll('#rows tbody .name')].map((name) => name.textContent)"))!.AsArray()
            .Select(name => (string)name!)];

    private static async Task<int> RowsAsync(Chromium page) =>
        (int)(await page.EvaluateAsync("document.querySelectorAll('#rows tbody tr').length"))!;
}
