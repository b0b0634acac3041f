using System.Globalization;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.ReportSamples;

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
        // Findings about a role count once for it.
        Assert.Equal("7", await TextAsync(page, ".counts .high b"));
        Assert.Equal("7", await TextAsync(page, ".counts .medium b"));
        Assert.Equal(7, (int)(await page.EvaluateAsync("document.querySelectorAll('.picture .frame').length"))!);
        Assert.Equal(300, (int)(await page.EvaluateAsync("document.querySelectorAll('.picture .frame i').length"))!);
        Assert.Equal(100, await RowsAsync(page));
        await page.EvaluateAsync("document.getElementById('more').click()");
        Assert.Equal(200, await RowsAsync(page));
        Assert.StartsWith("330 of 330 shown", await TextAsync(page, "#rows caption"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_filtered_and_sorted_with_the_keyboard_alone()
    {
        await using var page = await Chromium.OpenAsync(Write(Estate(300)));
        // What is before the search box on the page is reached with Tab too.
        await page.PressAsync("Tab");
        Assert.Equal("A", (string?)await page.EvaluateAsync("document.activeElement.tagName"));
        await page.EvaluateAsync("document.getElementById('text').focus()");
        Assert.Equal("text", (string?)await page.EvaluateAsync("document.activeElement.id"));
        await page.PressAsync("f", "n", "-", "1", "2");
        // fn-12 and fn-120 to fn-129 share roles, and fn-120 has another finding.
        Assert.Equal(12, await RowsAsync(page));
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
        var usage = UsageSamples.UsageOf(
            evil, "r", [new ServiceCoverage(evil, evil, CoverageStatus.Unknown, evil, 1, 0, null)], UsageSamples.Used(evil, evil, 1, 1));
        await using var page = await Chromium.OpenAsync(Write([finding, shared, usage]));
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
        var name = new string('n', 60);
        await using var page = await Chromium.OpenAsync(
            Write([
                .. Estate(40), Step(name, name), Step($"{name}2", name, ("Vpc", "Why.")), Result(name, RoleRepairStatus.Repaired),
                Result($"{name}2", RoleRepairStatus.Unknown), .. UsageSamples.Orders(),
                UsageSamples.UsageOf(name, name, [UsageSamples.Allows("s3", 3)],
                    UsageSamples.Used("s3:GetObject", $"arn:aws:s3:::{name}{name}"))]),
            width, dark: dark);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        Assert.True((int)(await page.EvaluateAsync("document.documentElement.scrollWidth"))! <= width);
        // No element reaches over the edge, also not behind one that scrolls.
        Assert.Equal("", (string?)await page.EvaluateAsync(
            "[...document.body.querySelectorAll('*')].filter((one) => !one.closest('thead') && one.getBoundingClientRect().right > innerWidth + 1)"
            + ".map((one) => `${one.tagName}.${one.className}`).join(' ')"));
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
        Assert.True(new FileInfo(file).Length < 1_000_000, $"{new FileInfo(file).Length:N0} bytes");
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
        await using (var page = await Chromium.OpenAsync(
            Write([
                Result("a", RoleRepairStatus.Repaired), Result("b", RoleRepairStatus.Repaired),
                     Result("c", RoleRepairStatus.RolledBack)]), 360))
        {
            Assert.Equal("2 of 3 functions now have their own roles; 1 rolled back.", await TextAsync(page, "h1"));
            // One role before; after, the same with what was rolled back, and a frame for each that was repaired.
            Assert.Equal(2, (int)(await page.EvaluateAsync("document.querySelectorAll('.frame').length"))!);
            Assert.Equal(2, (int)(await page.EvaluateAsync("document.querySelectorAll('.frames > .own').length"))!);
            Assert.Equal(
                "c (eu-west-1): rolled back", (string?)await page.EvaluateAsync("document.querySelector('.frames .blocked').title"));
            // On a phone, both halves are on the page, one below the other.
            var halves = (await page.EvaluateAsync(
                "[...document.querySelectorAll('.half')].map((half) => half.getBoundingClientRect())"
                + ".map((box) => [box.left, box.right, box.top])"))!
                .AsArray();
            Assert.Equal(2, halves.Count);
            Assert.All(halves, half => Assert.InRange((double)half![1]!, 100, 360));
            Assert.True((double)halves[1]![2]! > (double)halves[0]![2]!);
            Assert.Equal(3, await RowsAsync(page));
        }

        await using var empty = await Chromium.OpenAsync(Write([]));
        Assert.Empty(empty.Complaints);
        Assert.Equal(0, (int)(await empty.EvaluateAsync("document.querySelectorAll('section').length"))!);
    }

    /// <summary>A function in the picture of usage leads to its permissions, and a row of the table to its permission.</summary>
    [Fact]
    public async Task A_function_in_the_picture_of_usage_opens_to_its_permissions()
    {
        await using var page = await Chromium.OpenAsync(Write(UsageSamples.Orders()));
        Assert.Empty(page.Complaints);
        Assert.StartsWith("15 of 15 shown", await TextAsync(page, "#rows caption"), StringComparison.Ordinal);
        Assert.Equal(0, (int)(await page.EvaluateAsync("document.querySelectorAll('.fn[open]').length"))!);
        await page.EvaluateAsync("document.querySelector('.matrix tbody a').click()");
        Assert.Equal("order-intake", await TextAsync(page, ".fn[open] > summary b"));
        await page.EvaluateAsync(
            "document.getElementById('text').value = 'invoice'; document.getElementById('text').dispatchEvent(new Event('input'))");
        Assert.Equal(["order-invoice", "order-invoice"], await NamesAsync(page));
        await page.EvaluateAsync(
            "document.getElementById('text').value = 'kms:creategrant'; document.getElementById('text').dispatchEvent(new Event('input')); "
            + "document.querySelector('#rows .goto').click()");
        Assert.Equal(1, await RowsAsync(page));
        Assert.True((bool)(await page.EvaluateAsync("document.getElementById('use-1-3').open"))!);
        // The last line says the column that nobody uses.
        Assert.Equal("lambda", (string?)await page.EvaluateAsync("document.querySelector('.matrix tfoot .nobody').dataset.label"));
    }

    /// <summary>Everything is on paper, although most of it is closed on the screen: the style does it, without the script.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Print_has_everything(bool hasScript)
    {
        await using var page = await Chromium.OpenAsync(
            Write([.. Estate(40), Step("a", "r"), Result("b", RoleRepairStatus.Repaired), .. UsageSamples.Orders()]), hasScript: hasScript);
        await page.EvaluateAsync("document.querySelectorAll('details[open]').forEach((one) => { one.open = false; })");
        const string hidden =
             "[...document.querySelectorAll('.e p, .names li, .e pre, #rules .why p, .matrix td, .uses td')]"
            + ".filter((one) => !one.closest('.e .why') && !one.checkVisibility({ contentVisibilityAuto: false })).length";
        Assert.InRange((int)(await page.EvaluateAsync(hidden))!, 40, 1000);
        await page.EmulatePrintAsync();
        Assert.Equal(0, (int)(await page.EvaluateAsync(hidden))!);
        var paper = Path.Combine(_folder.FullName, "r.pdf");
        await page.PrintAsync(paper);
        Assert.True(new FileInfo(paper).Length > 10_000);
    }

    /// <summary>A finding that is opened has its rule's text and a button that copies the command; a link opens what it leads to.</summary>
    [Fact]
    public async Task A_finding_opens_to_its_remedy_and_its_rule()
    {
        await using var page = await Chromium.OpenAsync(Write(Estate(40)));
        Assert.Contains("Each function of a shared role", await TextAsync(page, "#role-1 .e[open] .why"), StringComparison.Ordinal);
        Assert.Equal("Copy", await TextAsync(page, "#role-1 .e[open] .fix .copy"));
        Assert.False((bool)(await page.EvaluateAsync("document.getElementById('role-3').open"))!);
        await page.EvaluateAsync("document.querySelector('.picture a[href=\"#role-3\"]').click()");
        Assert.True((bool)(await page.EvaluateAsync("document.getElementById('role-3').open"))!);
        await page.EvaluateAsync(
            "document.getElementById('rule').value = 'LRA-203'; document.getElementById('rule').dispatchEvent(new Event('input')); "
            + "document.querySelector('#rows .goto').click()");
        Assert.Equal("LRA-203", (string?)await page.EvaluateAsync("document.activeElement.querySelector('code').textContent"));
        Assert.True((bool)(await page.EvaluateAsync("document.activeElement.parentElement.open"))!);
        // The text of the rule that was added to a finding is not found by the search.
        await page.EvaluateAsync(
            "document.getElementById('rule').value = ''; document.getElementById('text').value = 'exposes'; "
            + "document.getElementById('text').dispatchEvent(new Event('input'))");
        Assert.Equal(0, await RowsAsync(page));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Ratios of text to background, of the elements that hold text; those under 4.5 (WCAG 2.2, 1.4.3).</summary>
    private const string Contrast = """
        (() => {
          const lum = (c) => { const [r, g, b] = c.match(/[\d.]+/g).slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
          const bad = new Set();
          for (const e of document.querySelectorAll('h1,h2,h3,h4,h5,p,li,b,small,code,em,a,dt,dd,summary,figcaption,td,button,.mark,.name,.what,caption,label,input,select')) {
            if (!e.textContent.trim() || e.closest('[hidden]')) continue;
            const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) bad.add(`${e.tagName}.${e.className} ${ratio.toFixed(1)}`);
          }
          return [...bad].join('; ');
        })()
        """;

    private string Write(IEnumerable<object> items) => ReportSamples.Write(_folder, items);

    private static async Task<string?> TextAsync(Chromium page, string selector) =>
        (string?)await page.EvaluateAsync($"document.querySelector('{selector}').textContent");

    private static async Task<List<string>> NamesAsync(Chromium page) =>
        [.. (await page.EvaluateAsync("[...document.querySelectorAll('#rows tbody .name')].map((name) => name.textContent)"))!.AsArray()
            .Select(name => (string)name!)];

    private static async Task<int> RowsAsync(Chromium page) =>
        (int)(await page.EvaluateAsync("document.querySelectorAll('#rows tbody tr').length"))!;
}
