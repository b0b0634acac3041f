using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>The shapes in which functions come are read for every command; what a shape does not have is unknown, not absent.</summary>
public sealed class FileShapeTests : IDisposable
{
    private const string Csv =
        "FunctionName,FunctionArn,Role\nf1,arn:aws:lambda:us-east-1:123456789012:function:f1,arn:aws:iam::123456789012:role/r\nf2,arn:aws:lambda:us-east-1:123456789012:function:f2,arn:aws:iam::123456789012:role/r\n";
    private const string Config =
        """[{"resourceType":"AWS::Lambda::Function","awsRegion":"us-east-1","accountId":"123456789012","arn":"arn:aws:lambda:us-east-1:123456789012:function:f1","configuration":{"functionName":"f1","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","role":"arn:aws:iam::123456789012:role/r"}},{"resourceType":"AWS::Lambda::Function","awsRegion":"us-east-1","accountId":"123456789012","arn":"arn:aws:lambda:us-east-1:123456789012:function:f2","configuration":{"functionName":"f2","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:f2","role":"arn:aws:iam::123456789012:role/r"}}]""";
    private const string Cli =
        """{"Functions":[{"FunctionName":"f1","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f1","Role":"arn:aws:iam::123456789012:role/r"},{"FunctionName":"f2","FunctionArn":"arn:aws:lambda:us-east-1:123456789012:function:f2","Role":"arn:aws:iam::123456789012:role/r"}]}""";

    private static readonly ExecutionRole Role = new()
    {
        RoleName = "r", RoleArn = "arn:aws:iam::123456789012:role/r", AccountId = "123456789012", Path = "/", Exists = true,
        IsComplete = true, TrustPolicy = TrustPolicies.Lambda, TrustsLambda = true,
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Theory]
    [InlineData("functions.csv", Csv)]
    [InlineData("config.json", Config)]
    [InlineData("functions.json", Cli)]
    public async Task Sharing_is_found_in_every_shape(string name, string text)
    {
        var (account, told) = await ReadAsync(name, text, needsRoles: false);
        Assert.Empty(told);
        var shared = Assert.Single(RuleCatalog.All, rule => rule.RuleId == "Lambda-006");
        var findings = new RuleRunner(account, new FindingOptions { Rules = [shared] }, told.Add).Run(Selection.Everything).ToList();
        Assert.Equal(["f1", "f2"], findings.Where(finding => finding.Status == FindingStatus.Fail).Select(finding => finding.FunctionName));
        Assert.Equal("r", Assert.Single(SharedRoles.Find(account, Selection.Everything)).RoleName);
    }

    [Fact]
    public async Task A_shape_without_settings_leaves_what_they_need_unknown()
    {
        var (account, told) = await ReadAsync("functions.csv", Csv, needsRoles: true);
        Assert.Equal(["NoRolesInFiles"], told.Select(problem => problem.ErrorId));
        Assert.All(account.Details, detail => Assert.False(detail.AreSettingsRead));
        var needs = Assert.Single(RuleCatalog.All, rule => rule.RuleId == "LRA-301");
        Assert.All(
            new RuleRunner(account, new FindingOptions { Rules = [needs] }, told.Add).Run(Selection.Everything),
            finding => Assert.Equal(FindingStatus.Unknown, finding.Status));
    }

    /// <summary>What one document is not does not cost the others.</summary>
    [Fact]
    public async Task An_unknown_document_before_others_is_told_and_the_others_are_taken()
    {
        var (account, told) = await ReadAsync("mixed.json", """{"UserId":"x","Account":"123456789012"}""" + Cli, needsRoles: false);
        Assert.Equal(["FileNotRecognized"], told.Select(problem => problem.ErrorId));
        Assert.Equal(2, account.Details.Count);
        Assert.All(account.Details, detail => Assert.True(detail.AreSettingsRead));
        Assert.False(account.IsRead);
    }

    /// <summary>What comes before the place where a file of another format is cut counts, as in a file of the AWS CLI.</summary>
    [Fact]
    public async Task Documents_of_another_format_are_taken_up_to_where_they_are_cut()
    {
        var lines = string.Concat(new[] { "f1", "f2" }.Select(name =>
            $$"""{"resourceType":"AWS::Lambda::Function","configuration":{"functionName":"{{name}}","functionArn":"{{Functions.Arn(name)}}","role":"{{Functions.RoleArn("r")}}"} }""" + "\n"));
        var (account, told) = await ReadAsync("config.json", lines + "{\"resourceType\":", needsRoles: false);
        Assert.Equal(["f1", "f2"], account.Functions.Select(function => function.FunctionName));
        Assert.Equal("FileInvalidJson", Assert.Single(told).ErrorId);
        Assert.False(account.IsRead);
    }

    /// <summary>One cause is one error, however many documents have it.</summary>
    [Fact]
    public async Task Many_unknown_documents_are_one_error()
    {
        var (account, told) = await ReadAsync(
            "mixed.json", string.Concat(Enumerable.Repeat("{\"UserId\":\"x\"}\n", 100)) + Cli, needsRoles: false);
        Assert.Equal(["FileNotRecognized"], told.Select(problem => problem.ErrorId));
        Assert.Equal(2, account.Details.Count);
    }

    /// <summary>Spreadsheets may leave out the ARN: functions are told apart by account, region and name, and no step is made up.</summary>
    [Fact]
    public async Task Functions_without_ARNs_are_no_error_and_no_plan()
    {
        var (account, _) = await ReadAsync(
            "functions.csv",
            "FunctionName,Region,Role\nf1,us-east-1,arn:aws:iam::123456789012:role/r\nf2,us-east-1,arn:aws:iam::123456789012:role/r\n",
            needsRoles: true);
        Assert.All(account.Functions, function => Assert.NotNull(account.DetailOf(function)));
        var whole = new LambdaRoleAudit.Accounts.Account(account.Data with { Roles = [Role], HasAllRoles = true });
        var plan = RepairPlanner.Plan(whole, Selection.Everything, new RepairOptions(), "0badcafe");
        Assert.Empty(plan.Steps);
        Assert.Equal(["FunctionWithoutArn", "FunctionWithoutArn"], plan.Problems.Select(problem => problem.ErrorId));
    }

    /// <summary>What a step needs and its file does not have blocks it, whatever is allowed.</summary>
    [Fact]
    public async Task Functions_without_settings_have_a_step_that_is_blocked()
    {
        var (account, _) = await ReadAsync("functions.csv", Csv, needsRoles: true);
        var whole = new LambdaRoleAudit.Accounts.Account(account.Data with { Roles = [Role], HasAllRoles = true });
        var plan = RepairPlanner.Plan(whole, Selection.Everything, new RepairOptions { AllowUnknown = true }, "0badcafe");
        Assert.Equal(2, plan.Steps.Count);
        Assert.All(plan.Steps, step => Assert.Contains(step.Blockers, blocker => blocker.Id == "SettingsUnknown"));
    }

    [Fact]
    public async Task What_holds_no_functions_in_any_shape_is_told()
    {
        var (account, told) = await ReadAsync("other.json", """{"a":1}""", needsRoles: false);
        Assert.False(account.IsRead);
        Assert.Contains(told, problem => problem.ErrorId == "NoFunctionsInFiles");
        Assert.Equal(2, told.Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(LambdaRoleAudit.Accounts.Account Account, List<Problem> Told)> ReadAsync(string name, string text, bool needsRoles)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var told = new List<Problem>();
        var reader = new AccountFileReader(told.Add);
        reader.Add(path);
        return (await reader.BuildAsync(needsRoles, TestContext.Current.CancellationToken), told);
    }
}
