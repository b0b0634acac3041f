using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>git and GNU patch make of a diff what the edits make of the text.</summary>
public sealed class UnifiedDiffTests : IDisposable
{
    private static readonly string[] Programs = ["git", "patch"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("diff-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_diff_has_three_lines_of_context_and_merges_changes_that_touch()
    {
        var text = string.Concat(Enumerable.Range(1, 20).Select(number => $"{number}\n"));
        var near = UnifiedDiff.Of("t.yaml", text, [At(text, "5\n", "five\n"), At(text, "12\n", "")]);
        Assert.Equal(
            "--- a/t.yaml\n+++ b/t.yaml\n"
            + "@@ -2,14 +2,13 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n 11\n-12\n 13\n 14\n 15\n",
            near);
        var far = UnifiedDiff.Of("t.yaml", text, [At(text, "5\n", "five\n"), At(text, "13\n", "13\n13b\n")]);
        Assert.Equal(
            ["@@ -2,7 +2,7 @@", "@@ -11,6 +11,7 @@"], far.Split('\n').Where(line => line.StartsWith("@@", StringComparison.Ordinal)));
    }

    [Fact]
    public void Edits_that_change_nothing_have_no_diff() =>
        Assert.Equal("", UnifiedDiff.Of("t", "a\nb\n", [new() { Path = "t", Offset = 0, OldText = "a\nb", NewText = "a\nb" }]));

    [Fact]
    public async Task Git_and_patch_apply_random_edits_to_random_texts()
    {
        var random = new Random(20261126);
        var cases = new List<(string Path, string? Before, string After, string Diff)>();
        string[] names =
            ["a b.yaml", "é/ü.yaml", "q\"uote.json", "tab\there.yml", "back\\slash.yml", "plain.yaml", "deep/er/x y z.json", "-dash"];
        for (var i = 0; i < 160; i++)
        {
            var path = $"{i}/{names[i % names.Length]}";
            var before = RandomText(random);
            var edits = RandomEdits(random, before);
            cases.Add(random.Next(10) == 0
                ? (path, null, before, UnifiedDiff.OfNew(path, before))
                : (path, before, TextEdits.Apply(path, before, edits), UnifiedDiff.Of(path, before, edits)));
        }

        cases.RemoveAll(one => one.Diff.Length == 0);
        Assert.True(cases.Count > 120);
        foreach (var program in Programs)
        {
            var folder = _folder.CreateSubdirectory(program).FullName;
            foreach (var (path, before, _, _) in cases)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                if (before is not null) await File.WriteAllBytesAsync(Path.Combine(folder, path), Encoding.UTF8.GetBytes(before));
            }

            await ApplyAsync(program, folder, string.Concat(cases.Select(one => one.Diff)));
            Assert.All(cases, one =>
            {
                var file = Path.Combine(folder, one.Path);
                // patch removes a file that it has emptied.
                if (one.After.Length == 0 && !File.Exists(file)) return;
                Assert.Equal(one.After, Encoding.UTF8.GetString(File.ReadAllBytes(file)));
            });
        }
    }

    [Theory]
    [InlineData("git", "inside")]
    [InlineData("git", "top")]
    [InlineData("git", "outside")]
    [InlineData("patch", "inside")]
    [InlineData("patch", "top")]
    [InlineData("patch", "outside")]
    public async Task A_patch_is_applied_in_a_folder_of_a_repository_as_at_its_top_and_outside(string program, string place)
    {
        var top = _folder.CreateSubdirectory("top");
        // The shape of a repository is enough for git, and needs no call of it.
        if (place != "outside")
        {
            foreach (var part in (string[])["objects", "refs"]) top.CreateSubdirectory($".git/{part}");
            File.WriteAllText(Path.Combine(top.FullName, ".git", "HEAD"), "ref: refs/heads/main\n");
        }

        var folder = place == "inside" ? top.CreateSubdirectory("app/b") : top;
        string[] names = ["plain.yaml", "a b.yaml", "a/é.yaml", "b/x.yaml", "deep/app/b/y.yaml"];
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, name))!);
            File.WriteAllText(Path.Combine(folder.FullName, name), "1\n2\n");
        }

        var diff = string.Concat(names.Select(name => UnifiedDiff.Of(name, "1\n2\n", [At("1\n2\n", "2\n", "two\n")])))
            + UnifiedDiff.OfNew("new role.tf", "3\n") + UnifiedDiff.OfNew("a/lambda_roles.tf", "4\n");
        await ApplyAsync(program, folder.FullName, diff);
        Assert.All(names, name => Assert.Equal("1\ntwo\n", File.ReadAllText(Path.Combine(folder.FullName, name))));
        Assert.Equal("3\n", File.ReadAllText(Path.Combine(folder.FullName, "new role.tf")));
        Assert.True(File.Exists(Path.Combine(folder.FullName, "a", "lambda_roles.tf")));
    }

    internal static async Task ApplyAsync(string program, string folder, string diff)
    {
        var file = Path.Combine(folder, $"{program}.diff");
        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(diff));
        string[] arguments = program == "git" ? ["apply", "--whitespace=nowarn", file] : ["-p1", "--batch", "--fuzz=0", "-i", file];
        var alone = new Dictionary<string, string?>
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = Path.Combine(folder, "none"),
            ["GIT_CEILING_DIRECTORIES"] = Path.GetTempPath(), ["LC_ALL"] = "C.UTF-8",
        };
        try
        {
            var (code, output, errors) = await Support.Programs.RunAsync(program, arguments, alone, folder);
            Assert.True(code == 0, output + errors);
        }
        catch (System.ComponentModel.Win32Exception e) when (!TestEnvironment.IsCi || OperatingSystem.IsWindows())
        {
            Assert.Skip($"{program} is needed: {e.Message}");
        }
    }

    private static TemplateEdit At(string text, string old, string replacement) => new()
    {
        Path = "t.yaml", Offset = text.IndexOf($"\n{old}", StringComparison.Ordinal) + 1, OldText = old, NewText = replacement,
    };

    private static string RandomText(Random random)
    {
        var text = new StringBuilder(random.Next(4) == 0 ? "\uFEFF" : "");
        for (var lines = random.Next(5) == 0 ? random.Next(3) : random.Next(40); lines > 0; lines--) text.Append(RandomLine(random));
        var whole = text.ToString();
        return random.Next(3) == 0 ? whole.TrimEnd('\r', '\n') : whole;
    }

    private static string RandomLine(Random random)
    {
        string[] starts =
            ["", "a", "  b: c", "-x", "+y", "\\ No", "@@ -1 +1 @@", "--- a/x", "é😀", "\tq", "diff --git a b", " ", "lone\rreturn"];
        return starts[random.Next(starts.Length)] + (random.Next(3) == 0 ? "\r\n" : "\n");
    }

    private static List<TemplateEdit> RandomEdits(Random random, string text)
    {
        var edits = new List<TemplateEdit>();
        for (var at = random.Next(text.Length + 1); at <= text.Length && edits.Count < 8; at += random.Next(120))
        {
            var length = random.Next(3) == 0 ? 0 : random.Next(Math.Min(20, text.Length - at) + 1);
            if (Splits(text, at) || Splits(text, at + length)) continue;
            var added = random.Next(4) == 0 ? "" : string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => RandomLine(random)));
            if (random.Next(2) == 0) added = added.TrimEnd('\r', '\n');
            edits.Add(new() { Path = "t", Offset = at, OldText = text.Substring(at, length), NewText = added });
            at += length;
        }

        return edits;

        static bool Splits(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]);
    }
}
