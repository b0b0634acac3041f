using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>What rules know of a role's requests: who makes them, when, and which keys they bring.</summary>
public class KnownRequestTests
{
    private const string All = """{"Effect":"Allow","Action":"*","Resource":"*"}""";

    [Fact]
    public void A_date_that_has_passed_decides()
    {
        var grants = Grants("""{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}}""");
        Assert.Equal(Truth.False, grants.Some("iam:CreateAccessKey", ResourceScope.Everything).Is);
        // The console's "Revoke active sessions": sessions of today are not those.
        Assert.Equal(Truth.True, Grants(All, """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"2024-01-01T00:00:00Z"}}}""").Everything.Is);
        var soon = DateTime.UtcNow.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Truth.Unknown, Grants(All, $$$"""{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:TokenIssueTime":"{{{soon}}}"} } }""").Everything.Is);
    }

    [Fact]
    public void The_service_that_a_role_is_passed_to_is_in_requests_to_pass_a_role_only()
    {
        const string statement = """{"Effect":"Allow","Action":["iam:PassRole","lambda:CreateFunction"],"Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}}""";
        Assert.Equal(Truth.False, Grants(statement).Some("lambda:CreateFunction", ResourceScope.Everything).Is);
        Assert.Equal(Truth.True, Grants(statement).Some("iam:PassRole", ResourceScope.Everything, "lambda.amazonaws.com").Is);
        Assert.Equal(Truth.False, Grants(statement).Some("iam:PassRole", ResourceScope.Everything, "ec2.amazonaws.com").Is);
        Assert.Equal(Truth.True, Grants(statement.Replace("StringEquals", "StringEqualsIfExists", StringComparison.Ordinal)).Some("lambda:CreateFunction", ResourceScope.Everything).Is);
    }

    [Fact]
    public void Variables_that_the_role_gives_are_put_in()
    {
        var grants = Grants("""{"Effect":"Allow","Action":["iam:PutRolePolicy","logs:PutLogEvents"],"Resource":["arn:aws:iam::${aws:PrincipalAccount}:role/exec","arn:aws:logs:*:${aws:PrincipalAccount}:*"]}""");
        Assert.Equal(Truth.True, grants.Ask("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/exec").Is);
        Assert.Equal(Truth.False, grants.Ask("iam:PutRolePolicy", "arn:aws:iam::444455556666:role/exec").Is);
        Assert.Equal(Truth.True, grants.Every("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*"));
        Assert.Equal(Truth.True, Grants("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:PrincipalTag/team}"}""").Ask("s3:GetObject", "arn:aws:s3:::blue").Is);
        Assert.Equal(Truth.False, Grants("""{"Effect":"Allow","Action":"s3:*","Resource":"${aws:username}"}""").Ask("s3:GetObject", "x").Is);
    }

    [Fact]
    public void The_source_function_is_in_the_calls_that_Lambdas_guide_lists()
    {
        var grants = Grants(All, """{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"lambda:SourceFunctionArn":"true"}}}""");
        Assert.Equal(Truth.True, grants.Everything.Is);
        Assert.Equal(Truth.True, grants.Every("logs:PutLogEvents", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*"));
        Assert.Equal(Truth.False, grants.Ask("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111122223333:q").Is);
        Assert.Equal(Truth.False, grants.Every("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*"));
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
