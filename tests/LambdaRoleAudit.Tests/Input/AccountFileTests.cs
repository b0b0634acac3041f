using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Input;

/// <summary>
/// Files that rules are decided by: what is in two of them is one, accounts are apart, and what was not read is not taken for
/// what is not there.
/// </summary>
public class AccountFileTests
{
    private const string OtherAccount = "999988887777";

    private static readonly JsonObject Used = SampleInputs.Role("used");
    private static readonly JsonObject Left = SampleInputs.Role("left");

    [Fact]
    public async Task Whole_files_tell_what_is_left()
    {
        var (findings, told, _) = await ExamineAsync(Functions(), Roles(), Mappings());
        Assert.Empty(told);
        // Nothing was cut short, and still a file says nothing of regions that nobody listed.
        Assert.Equal(FindingStatus.Unknown, Single(findings, "LRA-401").Status);
        Assert.Contains("Not in the files: other regions than us-east-1", Single(findings, "LRA-401").Evidence, StringComparison.Ordinal);
        Assert.EndsWith("role/left", Single(findings, "LRA-401").RoleArn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_functions_that_goes_on_leaves_unknown_who_shares_and_what_is_left()
    {
        var (findings, told, _) = await ExamineAsync(With(Functions(), "NextMarker", "x"), Roles(), Mappings());
        Assert.Equal(["FileCutShort"], told.Select(problem => problem.ErrorId));
        Assert.Equal(FindingStatus.Unknown, Single(findings, "LRA-401").Status);
        Assert.Equal(FindingStatus.Unknown, Single(findings, "Lambda-006").Status);
        Assert.Contains("us-east-1", Single(findings, "LRA-401").Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IsTruncated", true)]
    [InlineData("Marker", false)]
    [InlineData("NextToken", false)]
    public async Task A_list_of_roles_that_goes_on_leaves_unknown_what_is_left(string name, bool isFlag)
    {
        var roles = Roles();
        roles[name] = isFlag ? true : "x";
        var (findings, told, account) = await ExamineAsync(Functions(), roles, Mappings());
        Assert.Equal(["FileCutShort"], told.Select(problem => problem.ErrorId));
        Assert.Equal(FindingStatus.Unknown, Single(findings, "LRA-401").Status);
        Assert.DoesNotContain(findings, finding => finding.RuleId == "Lambda-006");
        Assert.False(account.HasAllRoles);
    }

    /// <summary>A function whose role may be on the next page has a role that is not known, not one that is gone.</summary>
    [Fact]
    public async Task A_role_on_the_next_page_is_not_gone()
    {
        var roles = With(SampleInputs.Roles(Left), "Marker", "x");
        var (findings, _, _) = await ExamineAsync(Functions(), roles, Mappings());
        Assert.DoesNotContain(
            findings, finding => finding.Status == FindingStatus.Fail && finding.RoleArn == Support.Functions.RoleArn("used"));
    }

    [Fact]
    public async Task Pages_that_follow_one_another_are_whole()
    {
        var (_, told, account) = await ExamineAsync(
            Functions(), With(SampleInputs.Roles(Clone(Used)), "IsTruncated", true), SampleInputs.Roles(Clone(Left)), Mappings());
        Assert.Empty(told);
        Assert.True(account.HasAllRoles);
        Assert.Equal(2, account.Roles.Count);
    }

    [Fact]
    public async Task A_list_of_mappings_that_goes_on_is_unknown_in_its_region()
    {
        var mappings = With(SampleInputs.Mappings(SampleInputs.Mapping("u", "f1")), "NextMarker", "x");
        var (_, told, account) = await ExamineAsync(Functions(), Roles(), mappings);
        Assert.Equal(["FileCutShort"], told.Select(problem => problem.ErrorId));
        Assert.Null(account.MappingsOf(account.Details[0].Function));
        Assert.Contains("is incomplete", account.WhyNoMappings("us-east-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_a_policy_and_a_mapping_in_two_files_are_one()
    {
        // As text with blanks or without, as JSON or percent-encoded.
        var encoded = Roles();
        foreach (var role in encoded["RoleDetailList"]!.AsArray())
            role!["AssumeRolePolicyDocument"] = Uri.EscapeDataString(SampleInputs.Trust.Replace("\":", "\" : ", StringComparison.Ordinal));
        var indented = new System.Text.Json.JsonSerializerOptions { WriteIndented = true };
        var (_, told, account) = await ExamineTextAsync(
            Functions().ToJsonString(), Roles().ToJsonString(), Roles().ToJsonString(indented), encoded.ToJsonString(),
            Mappings().ToJsonString(), Mappings().ToJsonString(indented));
        Assert.Empty(told);
        Assert.Equal(2, account.Roles.Count);
        Assert.Single(account.MappingsOf(account.Details[0].Function)!);
    }

    /// <summary>The files may come in any order, and times as text or as numbers.</summary>
    [Theory]
    [InlineData("\"2026-03-01T00:00:00Z\"", "\"2026-02-01T00:00:00Z\"")]
    [InlineData("1772323200.0", "1769904000.5")]
    [InlineData("\"2026-03-01T00:00:00Z\"", "1769904000")]
    public async Task Of_two_different_ones_the_newer_counts_and_is_named(string newer, string older)
    {
        foreach (var isReversed in new[] { false, true })
        {
            var documents = new[] { Version("new", newer), Version("old", older) };
            if (isReversed) Array.Reverse(documents);
            var (_, told, account) = await ExamineAsync([Functions(), .. documents, Mappings()]);
            var problem = Assert.Single(told);
            Assert.Equal("ConflictingRole", problem.ErrorId);
            Assert.Contains("role/used", problem.Message, StringComparison.Ordinal);
            Assert.Equal("new", Assert.Single(account.Roles).Tags["which"]);
        }

        static JsonObject Version(string which, string time)
        {
            var role = Clone(Used);
            role["Tags"] = new JsonArray(new JsonObject { ["Key"] = "which", ["Value"] = which });
            role["RoleLastUsed"] = new JsonObject { ["LastUsedDate"] = JsonNode.Parse(time) };
            return SampleInputs.Roles(role);
        }
    }

    [Fact]
    public async Task A_mapping_in_two_files_is_one_and_the_newer_counts()
    {
        var (newer, older) = (SampleInputs.Mapping("u", "f1"), SampleInputs.Mapping("u", "f1"));
        newer["State"] = "Disabled";
        newer["LastModified"] = 1790000000.25;
        foreach (var mappings in new[] { new[] { newer, older }, [older, newer] })
        {
            var (_, told, account) = await ExamineAsync(
                Functions(), Roles(), SampleInputs.Mappings(Clone(mappings[0])), SampleInputs.Mappings(Clone(mappings[1])));
            Assert.Equal("ConflictingMapping", Assert.Single(told).ErrorId);
            Assert.Equal("Disabled", Assert.Single(account.MappingsOf(account.Details[0].Function)!).State);
        }

        var (_, none, same) =
            await ExamineAsync(Functions(), Roles(), SampleInputs.Mappings(Clone(older)), SampleInputs.Mappings(Clone(older)));
        Assert.Empty(none);
        Assert.Single(same.MappingsOf(same.Details[0].Function)!);
    }

    /// <summary>One name in two accounts: two roles, two functions, two mappings.</summary>
    [Fact]
    public async Task Two_accounts_are_two()
    {
        var other = SampleInputs.Role(
            "used", OtherAccount, """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");
        other["AttachedManagedPolicies"] = new JsonArray();
        var (findings, told, account) = await ExamineAsync(
            Functions(), Roles(), SampleInputs.Roles(other), Mappings(),
            SampleInputs.Page(SampleInputs.Function("f1", "used", account: OtherAccount)));
        Assert.Empty(told);
        Assert.Equal(3, account.Roles.Count);
        Assert.Equal(2, account.Details.Count);
        // Each function is judged by its own account's role.
        var administrator = Single(findings, "LRA-201");
        Assert.Contains(OtherAccount, administrator.FunctionArn, StringComparison.Ordinal);
        Assert.Empty(account.MappingsOf(account.Details.Single(detail => detail.Function.AccountId == OtherAccount).Function)!);
        Assert.Single(account.MappingsOf(account.Details.Single(detail => detail.Function.AccountId != OtherAccount).Function)!);
    }

    /// <summary>An account of which no file has functions: whether they use its roles is not known.</summary>
    [Fact]
    public async Task Roles_of_an_account_without_functions_in_the_files_are_not_called_unused()
    {
        var (findings, _, _) = await ExamineAsync(
            Functions(), SampleInputs.Roles(Clone(Used)), SampleInputs.Roles(SampleInputs.Role("other", OtherAccount)), Mappings());
        var finding = Single(findings, "LRA-401");
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains(OtherAccount, finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"RoleName":"x"}""")]
    [InlineData("""{"RoleName":"x","Arn":"arn:aws:iam::123456789012:role/y","AssumeRolePolicyDocument":{}}""")]
    [InlineData("""{"RoleName":"x","Arn":"arn:aws:iam::123456789012:role/x","AssumeRolePolicyDocument":{},"RolePolicyList":7}""")]
    [InlineData("""{"RoleName":"x","Arn":"arn:aws:iam::123456789012:role/x","AssumeRolePolicyDocument":{},"PermissionsBoundary":"b"}""")]
    [InlineData("""{"RoleName":"x","RoleName":"y","Arn":"arn:aws:iam::123456789012:role/x","AssumeRolePolicyDocument":{}}""")]
    [InlineData("""{"RoleName":"\ud800","Arn":"arn:aws:iam::123456789012:role/x","AssumeRolePolicyDocument":{}}""")]
    [InlineData(
        """{"RoleName":"x","Arn":"arn:aws:iam::123456789012:role/x","AssumeRolePolicyDocument":{},"Tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]}""")]
    public async Task One_bad_role_does_not_cost_the_others_and_the_roles_are_not_whole(string role)
    {
        var roles = Roles().ToJsonString().Replace("\"RoleDetailList\":[", $"\"RoleDetailList\":[{role},", StringComparison.Ordinal);
        var (findings, told, account) = await ExamineTextAsync(Functions().ToJsonString(), roles, Mappings().ToJsonString());
        Assert.Equal(2, account.Roles.Count);
        var problem = Assert.Single(told);
        Assert.Equal("FileEntryInvalid", problem.ErrorId);
        Assert.Contains("Entry 1 of RoleDetailList in file 'file-1'", problem.Message, StringComparison.Ordinal);
        Assert.Equal(FindingStatus.Unknown, Single(findings, "LRA-401").Status);
    }

    [Fact]
    public async Task A_file_that_is_cut_leaves_everything_in_doubt_that_may_have_been_in_it()
    {
        var text = Roles().ToJsonString();
        var (findings, told, account) = await ExamineTextAsync(Functions().ToJsonString(), text, text[..^40], Mappings().ToJsonString());
        Assert.Equal("FileInvalid", Assert.Single(told).ErrorId);
        Assert.False(account.HasAllRoles);
        Assert.Equal(FindingStatus.Unknown, Single(findings, "LRA-401").Status);
    }

    [Theory]
    [InlineData("""{"RoleDetailList":null}""")]
    [InlineData("""{"Functions":{}}""")]
    [InlineData("""{"EventSourceMappings":17}""")]
    [InlineData("""{"Functions":[],"Functions":[]}""")]
    [InlineData("""{"Policy":"{"}""")]
    [InlineData("""[null]""")]
    [InlineData("""17""")]
    public async Task A_file_of_wrong_types_is_told(string text)
    {
        var (_, told, account) =
            await ExamineTextAsync(Functions().ToJsonString(), Roles().ToJsonString(), Mappings().ToJsonString(), text);
        Assert.Contains(Assert.Single(told).ErrorId, new[] { "FileInvalid", "FileNotRecognized" });
        Assert.False(account.IsRead);
    }

    private static JsonObject Functions() => SampleInputs.Page(SampleInputs.Function("f1", "used"));

    private static JsonObject Roles() => SampleInputs.Roles(Clone(Used), Clone(Left));

    private static JsonObject Mappings() => SampleInputs.Mappings(SampleInputs.Mapping("u", "f1"));

    private static JsonObject With(JsonObject page, string name, JsonNode value)
    {
        page[name] = value;
        return page;
    }

    private static JsonObject Clone(JsonObject json) => (JsonObject)json.DeepClone();

    private static LambdaRoleFinding Single(IEnumerable<LambdaRoleFinding> findings, string rule) =>
        Assert.Single(findings, finding => finding.RuleId == rule);

    /// <summary>Files of roles alone say something. Files with neither roles nor functions were not read.</summary>
    [Theory]
    [InlineData(
        """{"RoleDetailList":[{"RoleName":"r","RoleId":"AROA1","Path":"/","Arn":"arn:aws:iam::123456789012:role/r","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]},"InstanceProfileList":[],"AttachedManagedPolicies":[],"RolePolicyList":[]}],"Policies":[]}""",
        false)]
    [InlineData("""{"Functions":[]}""", true)]
    [InlineData("""{"RoleDetailList":[],"Policies":[]}""", true)]
    public async Task Files_without_functions_and_roles_are_empty(string document, bool isEmpty)
    {
        List<Problem> problems = [], empty = [];
        var reader = new AccountFileReader(problems.Add, onEmpty: empty.Add);
        reader.Add(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(document)), "file");
        await reader.BuildAsync(needsRoles: false, TestContext.Current.CancellationToken);
        Assert.Equal(isEmpty, empty.Exists(problem => problem.ErrorId == "NoFunctionsInFiles"));
        Assert.Equal(!isEmpty, problems.Exists(problem => problem.ErrorId == "NoFunctionsInFiles"));
    }

    private static Task<(List<LambdaRoleFinding> Findings, List<Problem> Told, LambdaRoleAudit.Accounts.Account Account)> ExamineAsync(
        params JsonObject[] documents) =>
        ExamineTextAsync([.. documents.Select(document => document.ToJsonString())]);

    private static async Task<(List<LambdaRoleFinding> Findings, List<Problem> Told,
        LambdaRoleAudit.Accounts.Account Account)> ExamineTextAsync(params string[] documents)
    {
        var told = new List<Problem>();
        var reader = new AccountFileReader(told.Add);
        for (var i = 0; i < documents.Length; i++)
            reader.Add(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(documents[i])), FormattableString.Invariant($"file-{i}"));
        var account = await reader.BuildAsync(needsRoles: true, TestContext.Current.CancellationToken);
        return ([.. new RuleRunner(account, new FindingOptions(), told.Add).Run(Selection.Everything)], told, account);
    }
}
