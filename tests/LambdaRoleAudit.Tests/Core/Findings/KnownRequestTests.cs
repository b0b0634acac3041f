using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>What rules know of a role's requests: who makes them, when, and which keys they bring.</summary>
public class KnownRequestTests
{
    private const string All = """{"Effect":"Allow","Action":"*","Resource":"*"}""";

    [Fact]
    public void A_date_that_has_passed_decides()
    {
        var grants = Grants(
            """{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}}""");
        Assert.Equal(Truth.False, grants.Some("iam:CreateAccessKey", ResourceScope.Everything).Is);
        // The console's "Revoke active sessions": sessions of today are not those.
        Assert.Equal(
            Truth.True,
            Grants(
                All,
                """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2024-01-01T00:00:00Z"}}}""").Everything.Is);
        var soon = DateTime.UtcNow.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            Truth.Unknown,
            Grants(
                All,
                $$$"""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"{{{soon}}}"} } }""").Everything.Is);
    }

    [Fact]
    public void The_service_that_a_role_is_passed_to_is_in_requests_to_pass_a_role_only()
    {
        const string statement =
            """{"Effect":"Allow","Action":["iam:PassRole","lambda:CreateFunction"],"Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}""";
        Assert.Equal(Truth.False, Grants(statement).Some("lambda:CreateFunction", ResourceScope.Everything).Is);
        Assert.Equal(Truth.True, Grants(statement).Some("iam:PassRole", ResourceScope.Everything, "lambda.amazonaws.com").Is);
        Assert.Equal(Truth.False, Grants(statement).Some("iam:PassRole", ResourceScope.Everything, "ec2.amazonaws.com").Is);
        Assert.Equal(
            Truth.True,
            Grants(statement.Replace("StringEquals", "StringEqualsIfExists", StringComparison.Ordinal))
                .Some("lambda:CreateFunction", ResourceScope.Everything).Is);
    }

    [Fact]
    public void Variables_that_the_role_gives_are_put_in()
    {
        var grants = Grants(
            """{"Effect":"Allow","Action":["iam:PutRolePolicy","logs:PutLogEvents"],"Resource":["arn:aws:iam::${aws:PrincipalAccount}:role/exec","arn:aws:logs:*:${aws:PrincipalAccount}:*"]}""");
        Assert.Equal(Truth.True, grants.Ask("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/exec").Is);
        Assert.Equal(Truth.False, grants.Ask("iam:PutRolePolicy", "arn:aws:iam::444455556666:role/exec").Is);
        Assert.Equal(Truth.True, grants.Every("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*"));
        Assert.Equal(
            Truth.True,
            Grants("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}"}""")
                .Ask("s3:GetObject", "arn:aws:s3:::blue").Is);
        Assert.Equal(
            Truth.False, Grants("""{"Effect":"Allow","Action":"s3:*","Resource":"${aws:username}"}""").Ask("s3:GetObject", "x").Is);
    }

    [Fact]
    public void The_source_function_is_in_the_calls_that_Lambdas_guide_lists()
    {
        var grants =
            Grants(All, """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"true"}}}""");
        Assert.Equal(Truth.True, grants.Everything.Is);
        Assert.Equal(Truth.True, grants.Every("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*"));
        Assert.Equal(Truth.False, grants.Ask("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111122223333:q").Is);
        Assert.Equal(Truth.False, grants.Every("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*"));
    }

    /// <summary>
    /// The same, as the rules tell it. The function's code has the source function in every request, whatever Lambda's own calls
    /// have; and what a condition on a known key decides is neither Unknown nor kept for a person.
    /// </summary>
    [Theory]
    [InlineData(
        "an administrator whose older sessions were revoked", "LRA-201 Fail", All,
        """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2024-03-01T10:00:00.000Z"}}}""")]
    [InlineData(
        "an administrator by code alone", "LRA-201 Fail", All,
        """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"true"}}}""")]
    [InlineData(
        "a user's key, until a day that has passed", "",
        """{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2021-06-01T00:00:00Z"}}}""")]
    [InlineData(
        "a user's key, since a day that has passed", "LRA-202 Fail",
        """{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2021-06-01T00:00:00Z"}}}""")]
    [InlineData(
        "the service that is passed to, asked of all", "",
        """{"Effect":"Allow","Action":["iam:PassRole","scheduler:CreateSchedule"],"Resource":"*","Condition":{"StringLike":{"iam:PassedToService":"scheduler.*"}}}""")]
    [InlineData(
        "the service that is passed to, if it is there", "LRA-202 Fail",
        """{"Effect":"Allow","Action":["iam:PassRole","scheduler:CreateSchedule"],"Resource":"*","Condition":{"StringLikeIfExists":{"iam:PassedToService":"scheduler.*"}}}""")]
    [InlineData(
        "itself, by its account's variable", "LRA-202 Fail",
        """{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"arn:aws:iam::${aws:PrincipalAccount}:role/app/*"}""")]
    [InlineData(
        "another account's, by a tag's variable", "",
        """{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"arn:aws:iam::${aws:PrincipalTag/home}:role/app/*"}""")]
    [InlineData(
        "a key that only its code could make", "LRA-202 Fail",
        """{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"false"}}}""")]
    [InlineData(
        "its boundary lifted by its code", "LRA-202 Fail",
        """{"Effect":"Allow","Action":["iam:DeleteRolePermissionsBoundary","s3:GetObject"],"Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"false"}}}""")]
    [InlineData(
        "its boundary lifted by Lambda's own calls, which it never does", "",
        """{"Effect":"Allow","Action":["iam:DeleteRolePermissionsBoundary","s3:GetObject"],"Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"true"}}}""")]
    public void The_rules_on_permissions_decide_by_them(string what, string expected, params string[] statements)
    {
        var plant = new Plant { Tags = { ["home"] = "999999999999" } };
        if (what.Contains("boundary", StringComparison.Ordinal))
            plant.Boundary = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}]}""";
        plant.Policies.Add(new RolePolicy("asked", null, $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}"""));
        // An administrator has every way to more besides.
        string[] rules = expected.StartsWith("LRA-201", StringComparison.Ordinal)
            ? ["LRA-201", "LRA-301"]
            : ["LRA-201", "LRA-202", "LRA-301"];
        var found = plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rules.Contains(rule.RuleId))] });
        Assert.Equal(expected, string.Join(", ", found.Select(finding => $"{finding.RuleId} {finding.Status}")));
    }

    [Fact]
    public void An_administrator_by_code_alone_lacks_what_Lambda_itself_asks_for()
    {
        var plant = new Plant
        {
            Settings = detail => detail with { DeadLetterTargetArn = $"arn:aws:sqs:{Plant.Region}:{Plant.Account}:failed" }
        };
        plant.Policies.Add(
            new RolePolicy(
                "asked", null,
                $$$$"""{"Version":"2012-10-17","Statement":[{{{{All}}}},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"true"}}}]}"""));
        var finding =
            Assert.Single(plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-301")] }));
        Assert.Equal(FindingStatus.Fail, finding.Status);
        Assert.Contains("sqs:SendMessage", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_group_of_the_accounts_variable_is_no_lack()
    {
        var plant = new Plant { HasLogs = false };
        plant.Policies.Add(
            new RolePolicy(
                "logs", null,
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"arn:aws:logs:eu-*:${aws:PrincipalAccount}:log-group:*"}]}"""));
        Assert.Empty(plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-301")] }));
    }

    /// <summary>A role that is passed must hold more to be a way: each role's tags are its own.</summary>
    [Theory]
    [InlineData("blue", "red", "")]
    [InlineData("red", "blue", "LRA-202 Fail")]
    public void Roles_behind_a_role_are_held_against_it_by_their_own_tags(string theirs, string mine, string expected)
    {
        const string tagged =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}]}""";
        var plant = new Plant { Tags = { ["team"] = mine } };
        plant.Policies.Add(new RolePolicy("tagged", null, tagged));
        plant.OtherRoles.Add(
            Plant.OtherRole(
                "behind",
                $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Plant.RoleArn}}"},"Action":"sts:AssumeRole"}]}""") with
            {
                Tags = new SortedDictionary<string, string> { ["team"] = theirs },
                InlinePolicies = [new RolePolicy("tagged", null, tagged)],
            });
        var found = plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == "LRA-202")] });
        Assert.Equal(
            expected,
            string.Join(
                ", ", found.Where(finding => finding.RoleArn == Plant.RoleArn).Select(finding => $"{finding.RuleId} {finding.Status}")));
    }

    private static RoleGrants Grants(params string[] statements) => new(
        new ExecutionRole
        {
            RoleName = "exec",
            RoleArn = "arn:aws:iam::111122223333:role/exec",
            AccountId = "111122223333",
            Path = "/",
            Exists = true,
            IsComplete = true,
            Tags = new SortedDictionary<string, string> { ["team"] = "blue" },
            InlinePolicies = [new RolePolicy("p", null, $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""")],
        },
        policy => PolicyDocument.Parse(policy.Document!));
}
