using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A plan becomes files: only if they are what the plan was made from, and completely.</summary>
public sealed class TemplatePatchTests : IDisposable
{
    private const string Before = "# one\r\na: 1\r\nb: 2\r\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("patch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Template => Path.Combine(_folder, "template.yaml");

    [Fact]
    public void Steps_of_one_file_are_applied_together_also_after_JSON()
    {
        Write(Template, Before, hasMark: true);
        LambdaTemplateRepairStep[] steps = [Step("f", Edit("1", "one")), Step("g", Edit("2", "two"))];
        var again = JsonSerializer.Deserialize<LambdaTemplateRepairStep[]>(JsonSerializer.Serialize(steps))!;
        var patch = Patch(again);
        Assert.Empty(patch.Problems);
        var file = Assert.Single(patch.Files);
        Assert.Equal(["f", "g"], file.Steps.Select(step => step.FunctionName));
        Assert.Equal("\uFEFF# one\r\na: one\r\nb: two\r\n", Encoding.UTF8.GetString(file.Content.Span));
        Assert.Equal(
            "--- a/template.yaml\n+++ b/template.yaml\n"
            + "@@ -1,3 +1,3 @@\n \uFEFF# one\r\n-a: 1\r\n"
            + "-b: 2\r\n+a: one\r\n+b: two\r\n", patch.ToDiff(_folder));
        Assert.Equal("\uFEFF" + Before, File.ReadAllText(Template, new UTF8Encoding(false)).Insert(0, "\uFEFF"));
    }

    [Theory]
    [InlineData("git")]
    [InlineData("patch")]
    public async Task The_diff_makes_the_same_file_as_writing(string program)
    {
        Write(Template, Before, hasMark: true);
        var created = New("policies/new.yaml", "x: 1\n");
        var patch = Patch(Step("f", Edit("1", "one"), created), Step("g", created with { NewText = "y: 2\n" }));
        Directory.CreateDirectory(Path.Combine(_folder, "policies"));
        await UnifiedDiffTests.ApplyAsync(program, _folder, patch.ToDiff(_folder));
        Assert.Equal(patch.Files.Select(file => file.Content.ToArray()), patch.Files.Select(file => File.ReadAllBytes(file.Path)));
        Assert.Equal("x: 1\ny: 2\n", await File.ReadAllTextAsync(created.Path));
    }

    [Theory]
    [InlineData("!GetAtt OwnRole.Arn", true)]
    [InlineData("!GetAtt R.Arn", false)]
    [InlineData("arn:aws:iam::111122223333:role/Admin", false)]
    [InlineData("!If [C, !GetAtt OwnRole.Arn, !GetAtt R.Arn]", false)]
    public void A_function_must_have_the_role_of_its_step(string written, bool isRight)
    {
        const string Text = """
            Conditions: {C: !Equals [!Ref 'AWS::Region', x]}
            Resources:
              R: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {}}}
              OwnRole: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {}}}
              f:
                Type: AWS::Lambda::Function
                Properties:
                  Role: ROLE

            """;
        Write(Template, Text);
        var edit = Edit("", written) with { Offset = Text.IndexOf("ROLE", StringComparison.Ordinal), OldText = "ROLE" };
        var patch = Patch(Step("f", edit) with { TargetRole = "OwnRole" });
        Assert.Equal(isRight ? [] : ["TemplatePatchInvalid"], patch.Problems.Select(problem => problem.ErrorId));
        Assert.Equal(isRight ? 1 : 0, patch.Files.Count);
        if (!isRight) Assert.Contains("Function f would not have the role OwnRole.", patch.Problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws_iam_role.own.arn", true)]
    [InlineData("aws_iam_role.r.arn", false)]
    public void A_function_of_Terraform_must_have_the_role_of_its_step(string written, bool isRight)
    {
        var path = Path.Combine(_folder, "main.tf");
        const string Text = "resource \"aws_lambda_function\" \"f\" {\n  role = ROLE\n}\n";
        Write(path, Text);
        var at = Text.IndexOf("ROLE", StringComparison.Ordinal);
        var edit = new TemplateEdit { Path = path, Offset = at, OldText = "ROLE", NewText = written };
        var step = Step("f", edit);
        step = step with
        {
            TargetRole = "module.m.aws_iam_role.own",
            Declaration = step.Declaration with
            {
                Path = path,
                Format = TemplateFormat.Terraform,
                Address = "module.m.aws_lambda_function.f",
            },
        };
        Assert.Equal(isRight ? [] : ["TemplatePatchInvalid"], Patch(step).Problems.Select(problem => problem.ErrorId));
    }

    [Fact]
    public void A_new_file_is_of_the_kind_of_the_template()
    {
        Write(Template, Before);
        var problem = Assert.Single(Patch(Step("f", Edit("1", "one"), New("evil.ps1", "x"))).Problems);
        Assert.Equal("TemplateStepInvalid", problem.ErrorId);
        Assert.Contains("evil.ps1' is not a template of the same kind", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_changed_is_an_error_and_none_of_its_steps_files_is_patched()
    {
        Write(Template, Before);
        var other = Path.Combine(_folder, "other.yaml");
        Write(other, "c: 3\n");
        var elsewhere = new TemplateEdit { Path = other, Offset = 3, OldText = "3", NewText = "three" };
        var stale = Step("f", Edit("1", "one"), elsewhere);
        var alone = Step("g", elsewhere with { OldText = "", NewText = "no" });
        Write(Template, Before + "# more\r\n");
        var patch = Patch(stale, alone);
        Assert.Empty(patch.Files);
        var problem = Assert.Single(patch.Problems);
        Assert.Equal(("TemplateChanged", Template), (problem.ErrorId, problem.Target));
        Assert.Equal([other], Patch(alone).Files.Select(file => file.Path));
    }

    [Fact]
    public void A_blocked_step_is_left_out_and_said()
    {
        Write(Template, Before);
        var patch = Patch(
            Step("f", Edit("1", "one")) with { Blockers = [new("X", "It cannot be.")] }, Step("g", Edit("2", "two")), Step("h"));
        Assert.Equal(["TemplateStepBlocked", "TemplateStepBlocked"], patch.Problems.Select(problem => problem.ErrorId));
        Assert.Contains("It cannot be.", patch.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal(["g"], Assert.Single(patch.Files).Steps.Select(step => step.FunctionName));
    }

    [Fact]
    public void A_patched_text_that_is_not_valid_is_an_error()
    {
        Write(Template, Before);
        var patch = Patch(Step("f", Edit("1", "[")));
        Assert.Empty(patch.Files);
        Assert.Equal("TemplatePatchInvalid", Assert.Single(patch.Problems).ErrorId);
    }

    [Fact]
    public void A_plan_does_not_reach_beyond_its_files()
    {
        Write(Template, Before);
        var step = Step("f", Edit("1", "one"));
        var faults = Patches(
            step with { FileHashes = new Dictionary<string, string>() },
            step with { Edits = [New("../evil.yaml", "x: 1\n")] },
            step with { Edits = [Edit("1", "one") with { Path = "template.yaml" }] },
            step with { Edits = [Edit("1", "one") with { Offset = -1 }] },
            step with { Edits = [New("new.yaml", "x: 1\n") with { OldText = "y" }] },
            step with { Edits = [Edit("1", "one\ud83d")] },
            step with { TemplatePlanVersion = 2 });
        Assert.Empty(faults.Files);
        Assert.Equal(Enumerable.Repeat("TemplateStepInvalid", 7), faults.Problems.Select(problem => problem.ErrorId));
        var twice = Patch(step, step);
        Assert.Equal("TemplateStepInvalid", Assert.Single(twice.Problems).ErrorId);
        Assert.Single(Assert.Single(twice.Files).Steps);
        Assert.Equal("TemplateEditInvalid", Assert.Single(Patch(step, Step("g", Edit("1", "uno"))).Problems).ErrorId);
    }

    /// <summary>A copy that ended with .tf would declare each resource twice.</summary>
    [Fact]
    public void Beside_a_tf_file_is_no_file_that_Terraform_reads()
    {
        var main = Path.Combine(_folder, "main.tf");
        Write(main, "a = 1\n");
        var step = Step("f", new TemplateEdit { Path = main, Offset = 4, OldText = "1", NewText = "2" }, New("lambda_roles.tf", "b = 1\n"));
        var patch = Patch(step with { Declaration = step.Declaration with { Format = TemplateFormat.Terraform, Path = _folder } });
        Assert.Empty(patch.Problems);
        Assert.Equal(
            ["main.tf.repaired", "lambda_roles.tf.repaired"],
            patch.Files.Select(file => Path.GetFileName(PatchWriter.WriteBeside(file, force: false))));
        Assert.Equal(["main.tf"], Directory.GetFiles(_folder, "*.tf").Select(Path.GetFileName));
    }

    [Fact]
    public void Beside_leaves_the_template_and_does_not_replace_another_file_without_force()
    {
        Write(Template, Before);
        var file = Assert.Single(Patch(Step("f", Edit("1", "one"))).Files);
        var beside = Path.Combine(_folder, "template.repaired.yaml");
        Assert.Equal(beside, PatchWriter.WriteBeside(file, force: false));
        Assert.Equal(file.Content.ToArray(), File.ReadAllBytes(beside));
        Assert.Equal(Before, File.ReadAllText(Template));
        // Again: the same content is there.
        PatchWriter.WriteBeside(file, force: false);
        Write(beside, "mine\n");
        Assert.Equal("TemplateFileExists", Problem(() => PatchWriter.WriteBeside(file, force: false)));
        Assert.Equal("mine\n", File.ReadAllText(beside));
        PatchWriter.WriteBeside(file, force: true);
        Assert.Equal(file.Content.ToArray(), File.ReadAllBytes(beside));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Over_replaces_the_template_unless_it_has_changed_since()
    {
        Write(Template, Before);
        var file = Assert.Single(Patch(Step("f", Edit("1", "one"))).Files);
        Write(Template, Before + "# late\n");
        Assert.Equal("TemplateChanged", Problem(() => PatchWriter.WriteOver(file)));
        Write(Template, Before);
        PatchWriter.WriteOver(file);
        Assert.Equal("# one\r\na: one\r\nb: 2\r\n", File.ReadAllText(Template));
        Assert.Equal([Template], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_new_file_never_replaces_one()
    {
        Write(Template, Before);
        var file = Assert.Single(Patch(Step("f", New("new.yaml", "x: 1\n"))).Files);
        Write(file.Path, "mine: 1\n");
        Assert.Equal("TemplateFileExists", Problem(() => PatchWriter.WriteOver(file)));
        Write(file.Path, "x: 1\n");
        Assert.Equal(file.Path, PatchWriter.WriteOver(file));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Over_keeps_the_mode_and_follows_a_link_only_within_its_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and modes of Unix.");
        var (inside, outside) = (Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName, Path.Combine(_folder, "real.yaml"));
        Write(outside, Before);
        var real = Path.Combine(inside, "real.yaml");
        Write(real, Before);
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute);
        var link = Path.Combine(inside, "link.yaml");
        File.CreateSymbolicLink(link, "real.yaml");
        var file = Assert.Single(Patch(StepOf(link, Before)).Files);
        Assert.Equal(real, PatchWriter.WriteOver(file));
        Assert.Equal("real.yaml", new FileInfo(link).LinkTarget);
        Assert.Equal("# one\r\na: one\r\nb: 2\r\n", File.ReadAllText(real));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute, File.GetUnixFileMode(real));

        var away = Path.Combine(inside, "away.yaml");
        File.CreateSymbolicLink(away, "../real.yaml");
        Assert.Equal("TemplateLinkOutside", Problem(() => PatchWriter.WriteOver(Assert.Single(Patch(StepOf(away, Before)).Files))));
        // By way of a folder that is a link.
        Directory.CreateSymbolicLink(Path.Combine(inside, "up"), "..");
        var around = Path.Combine(inside, "around.yaml");
        File.CreateSymbolicLink(around, "up/real.yaml");
        Assert.Equal("TemplateLinkOutside", Problem(() => PatchWriter.WriteOver(Assert.Single(Patch(StepOf(around, Before)).Files))));
        Assert.Equal(Before, File.ReadAllText(outside));
    }

    [Fact]
    public void A_diff_is_relative_to_a_folder_that_contains_the_file()
    {
        Write(Template, Before);
        var file = Assert.Single(Patch(Step("f", Edit("1", "one"))).Files);
        var name = Path.GetFileName(_folder);
        Assert.StartsWith($"--- a/{name}/template.yaml\n", file.ToDiff(Path.GetDirectoryName(_folder)!), StringComparison.Ordinal);
        Assert.Equal("TemplateOutsidePatch", Problem(() => file.ToDiff(Path.Combine(_folder, "sub"))));
    }

    [Fact]
    public void A_path_that_git_would_take_for_another_one_is_not_written()
    {
        // In the folder app of a repository, git apply takes app/template.yaml for template.yaml.
        var app = Path.Combine(_folder, "app");
        var nested = Path.Combine(app, "app", "template.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(nested)!);
        Write(nested, Before);
        var file = Assert.Single(Patch(StepOf(nested, Before)).Files);
        Assert.StartsWith("--- a/app/template.yaml\n", file.ToDiff(app), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Assert.Equal("PatchFolderAmbiguous", Problem(() => file.ToDiff(app)));
        Assert.StartsWith("--- a/app/app/template.yaml\n", file.ToDiff(_folder), StringComparison.Ordinal);
        Assert.StartsWith("--- a/template.yaml\n", file.ToDiff(Path.Combine(app, "app")), StringComparison.Ordinal);
    }

    private static string Problem(Func<string> act) => Assert.Throws<ProblemException>(act).Problem.ErrorId;

    private static TemplatePatch Patch(params LambdaTemplateRepairStep[] steps) =>
        TemplatePatch.Of(steps, new NodeReader(() => new YamlParser()));

    /// <summary>Steps of different functions.</summary>
    private static TemplatePatch Patches(params LambdaTemplateRepairStep[] steps) => Patch([.. steps.Select(
        (step, index) => step with { Declaration = step.Declaration with { Address = $"f{index}" } })]);

    private static void Write(string path, string text, bool hasMark = false) => File.WriteAllText(path, text, new UTF8Encoding(hasMark));

    private TemplateEdit Edit(string old, string replacement) => new()
    {
        Path = Template, Offset = Before.IndexOf($": {old}", StringComparison.Ordinal) + 2, OldText = old, NewText = replacement,
    };

    private TemplateEdit New(string path, string text) => new()
    {
        Path = Path.GetFullPath(Path.Combine(_folder, path)), Offset = 0, OldText = "", NewText = text, IsNewFile = true,
    };

    private LambdaTemplateRepairStep StepOf(string path, string text) => Step("f", new TemplateEdit
    {
        Path = path, Offset = text.IndexOf('1', StringComparison.Ordinal), OldText = "1", NewText = "one",
    }) with
    { Declaration = new() { Format = TemplateFormat.CloudFormation, Path = path, Address = "f" } };

    private LambdaTemplateRepairStep Step(string function, params TemplateEdit[] edits) => new()
    {
        FunctionName = function,
        Declaration = new() { Format = TemplateFormat.CloudFormation, Path = Template, Line = 1, Column = 1, Address = function },
        SourceRole = "Shared",
        Strategy = RepairStrategy.Copy,
        Proof = "Proven",
        Edits = [.. edits],
        FileHashes = edits.Where(edit => !edit.IsNewFile).Select(edit => edit.Path).Distinct().ToDictionary(
            path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
    };
}
