using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>What was not read is not absent: last use, other regions; and what only reads does not change.</summary>
public sealed class ReadingTests : IDisposable
{
    private const string Account = Plant.Account;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-reading-");

    /// <summary>LRA-401 and LRA-103 say of the last use what the file has of it.</summary>
    [Theory]
    [InlineData("", "When it was last used is unknown")]
    [InlineData(""","RoleLastUsed":null""", "When it was last used is unknown")]
    [InlineData(""","RoleLastUsed":{}""", "Not used within")]
    [InlineData(
        ""","RoleLastUsed":{"LastUsedDate":"2026-03-04T00:00:00+00:00","Region":"eu-west-1"}""", "Last used 2026-03-04 in eu-west-1")]
    public async Task What_a_file_does_not_have_of_the_last_use_is_not_known(string lastUsed, string said)
    {
        var found = await FoundAsync(Functions("f", "exec"), Roles(
            Role("left", lastUsed), Role("exec", $$""","InstanceProfileList":[{"InstanceProfileName":"web"}]{{lastUsed}}""")));
        Assert.Contains(said, found.Single(finding => finding.RuleId == "LRA-401").Evidence, StringComparison.Ordinal);
        Assert.Contains(said, found.Single(finding => finding.RuleId == "LRA-103").Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "last used", Evidence.Lasting(found.Single(finding => finding.RuleId == "LRA-103").Evidence),
            StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>However many regions the files have, they need not be all, and versions need not be listed.</summary>
    [Theory]
    [InlineData("eu-west-1")]
    [InlineData("eu-west-1,us-east-1")]
    public async Task Files_do_not_say_that_no_function_uses_a_role(string regions)
    {
        var files = regions.Split(',').Select(region => Functions("f", "exec", region)).Append(Roles(Role("left", ""), Role("exec", "")));
        var finding = (await FoundAsync([.. files])).Single(finding => finding.RuleId == "LRA-401");
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.All(regions.Split(','), region => Assert.Contains(region, finding.Evidence, StringComparison.Ordinal));
        Assert.DoesNotContain("any region", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_template_is_read_from_files()
    {
        var found = await FoundAsync(Functions("f", "exec"), Functions("g", "exec", "us-east-1"), Roles(
            Role(
                "exec",
                ""","SourceRoleTemplate":{"TemplateArn":"arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1","TemplateMinorVersion":4}""")));
        var finding = found.Single(finding => finding is { RuleId: "LRA-104", FunctionName: "f" });
        foreach (var part in new[] { "PowerUserRoleTemplate:1 (minor version 4)", "f (eu-west-1)", "g (us-east-1)" })
            Assert.Contains(part, finding.Evidence, StringComparison.Ordinal);
        Assert.Contains("New-LambdaExecutionRole -FunctionName f -Region eu-west-1", finding.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Reading, by wildcards or by name, of services that keep data and of those that can only be read.</summary>
    [Theory]
    [InlineData("*:Get*", "*:List*", "*:Describe*")]
    [InlineData("fsx:Get*", "secretsmanager:Validate*", "pricing:*")]
    [InlineData("secretsmanager:ValidateResourcePolicy", "fsx:GetResourcePolicy", "inspector-scan:*")]
    [InlineData("geo-maps:*", "geo-places:*", "controlcatalog:*")]
    public void Reading_is_not_changing(params string[] actions)
    {
        var plant = new Plant();
        plant.Allow(actions, "*");
        Assert.Empty(plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-203")] }));
    }

    /// <summary>Changing, beside reading: still told.</summary>
    [Theory]
    [InlineData("fsx:PutResourcePolicy", "fsx:Get*")]
    [InlineData("secretsmanager:TagResource", "secretsmanager:List*")]
    public void Changing_beside_reading_is(string change, string read)
    {
        var plant = new Plant();
        plant.Allow(new[] { change, read }, "*");
        var finding =
            Assert.Single(plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-203")] }));
        Assert.Contains(change, finding.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("Get", finding.Evidence.Split(": policy")[0], StringComparison.Ordinal);
    }

    /// <summary>No action that reads by its name is a change, unless the reference has it under Write.</summary>
    [Fact]
    public void Every_access_level_is_checked()
    {
        var wrong = ActionCatalog.Prefixes.Select(prefix => ActionCatalog.Find(prefix)!).SelectMany(service => service.Actions)
            .Where(action =>
                action is { IsWrite: true } && action.Level != AccessLevel.Write
                    && (action.Name.StartsWith("Get", StringComparison.Ordinal) || action.Name.StartsWith("List", StringComparison.Ordinal)
                        || action.Name.StartsWith("Describe", StringComparison.Ordinal)));
        Assert.Empty(wrong.Select(action => action.Action));
        Assert.DoesNotContain(
            ActionCatalog.Prefixes,
            prefix =>
                ActionCatalog.Find(prefix) is { CanBeChanged: false } service
                    && service.Actions.Any(action => action.Level == AccessLevel.Write));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<List<LambdaRoleFinding>> FoundAsync(params string[] files)
    {
        var reader = new AccountFileReader(problem => throw new ProblemException(problem));
        foreach (var (text, i) in files.Select((text, i) => (text, i)))
        {
            var path = Path.Combine(_folder.FullName, $"{i}.json");
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
            reader.Add(path);
        }

        var facts = await reader.BuildAsync(needsRoles: true, TestContext.Current.CancellationToken);
        return [.. new RuleRunner(facts, new FindingOptions(), problem => throw new ProblemException(problem)).Run(Selection.Everything)];
    }

    private static string Functions(string name, string role, string region = "eu-west-1") =>
        $$"""{"Functions":[{"FunctionName":"{{name}}","FunctionArn":"arn:aws:lambda:{{region}}:{{Account}}:function:{{name}}","Role":"arn:aws:iam::{{Account}}:role/{{role}}","Version":"$LATEST"}],"EventSourceMappings":[]}""";

    private static string Roles(params string[] roles) => $$"""{"RoleDetailList":[{{string.Join(',', roles)}}],"Policies":[]}""";

    private static string Role(string name, string more) =>
        $$$"""{"RoleName":"{{{name}}}","Path":"/","RoleId":"AROAEXAMPLEEXAMPLE123","Arn":"arn:aws:iam::{{{Account}}}:role/{{{name}}}","AssumeRolePolicyDocument":{{{TrustPolicies.Lambda}}},"RolePolicyList":[],"AttachedManagedPolicies":[]{{{more}}}}""";
}
