using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests.Core.Roles;

/// <summary>What a comparison shows: witnesses that people know, and that are witnesses still.</summary>
public sealed class RoleComparerTests
{
    [Theory]
    // Any action of a service is shown as one that it has, any resource as "*".
    [InlineData(
        """{"Effect":"Allow","Action":"sqs:*","Resource":"*"}""", """{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}""",
        "sqs:AddPermission on *", "$.Statement")]
    // One that the other side denies is none: the next is taken.
    [InlineData(
        """{"Effect":"Allow","Action":"sqs:*","Resource":"*"}""",
        """[{"Effect":"Allow","Action":"sqs:A*","Resource":"*"},{"Effect":"Allow","Action":"sqs:C*","Resource":"*"}]""",
        "sqs:DeleteMessage on *", "$.Statement")]
    // A case that nobody writes is AWS's own.
    [InlineData(
        """{"Effect":"Allow","Action":"S3:GETOBJECT","Resource":"arn:aws:s3:::a/*"}""", """{"Effect":"Deny","Action":"*","Resource":"*"}""",
        "s3:GetObject on arn:aws:s3:::a/", "$.Statement")]
    // Not "*", where that is not allowed.
    [InlineData(
        """{"Effect":"Allow","Action":"s3:GetObject","Resource":"q*"}""", """{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}""",
        "s3:GetObject on q", "$.Statement")]
    // What this version does not know stays as the proof has it.
    [InlineData(
        """{"Effect":"Allow","Action":"nosuch:*","Resource":"*"}""", """{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}""",
        "nosuch:x on *", "$.Statement")]
    public void Witnesses_are_requests_that_people_know(string difference, string reference, string witness, string statement)
    {
        var comparison = RoleComparer.Compare(("reference", Set(reference)), ("difference", Set(difference)), 1);
        var added = Assert.Single(comparison.Added);
        Assert.StartsWith(witness, added.ToString(), StringComparison.Ordinal);
        Assert.Equal(statement, added.AllowedBy);
        var request = new PolicyRequest(added.Action, added.Resource, RequestContext.Empty);
        Assert.Equal(PolicyVerdict.Allowed, PolicyEvaluator.Evaluate(Set(difference), request).Verdict);
        Assert.Equal(PolicyVerdict.Denied, PolicyEvaluator.Evaluate(Set(reference), request).Verdict);
    }

    [Fact]
    public void The_statement_that_is_named_is_the_one_that_allows_it()
    {
        // The first action of the service is allowed by the other statement: it is no witness of this one.
        var comparison = RoleComparer.Compare(
            ("reference", Set("""{"Effect":"Deny","Action":"*","Resource":"*"}""")),
            ("difference", Set(
                """
                [
                  {"Sid":"One","Effect":"Allow","Action":"sqs:AddPermission","Resource":"*"},
                  {"Sid":"Most","Effect":"Allow","Action":"sqs:*","Resource":"*"}
                ]
                """)), 2);
        Assert.Equal(["One", "Most"], comparison.Added.Select(witness => witness.AllowedBy));
        Assert.Equal("sqs:AddPermission", comparison.Added[0].Action);
        Assert.NotEqual("sqs:AddPermission", comparison.Added[1].Action);
    }

    [Fact]
    public void Two_roles_are_two_principals()
    {
        const string mine =
            """[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"},{"Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/one"}}}]""";
        var comparison = RoleComparer.Compare(Role("one", mine), Role("two", mine));
        Assert.Equal(RoleRelation.Narrower, comparison.Relation);
        Assert.StartsWith("dynamodb:", Assert.Single(comparison.Removed).Action, StringComparison.Ordinal);
        Assert.Equal(RoleRelation.Equal, RoleComparer.Compare(Role("one", mine), Role("one", mine)).Relation);

        const string team = """{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}""";
        Assert.Equal(RoleRelation.Incomparable, RoleComparer.Compare(Role("blue", team, "blue"), Role("red", team, "red")).Relation);
        Assert.Equal(RoleRelation.Equal, RoleComparer.Compare(Role("blue", team, "blue"), Role("too", team, "blue")).Relation);
        Assert.Equal(RoleRelation.Narrower, RoleComparer.Compare(Role("blue", team, "blue"), Role("none", team)).Relation);
        Assert.Equal(
            RoleRelation.Wider,
            RoleComparer.Compare(
                Role("blue", team, "blue"), Role("all", """{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}""")).Relation);

        // The id of a role that is not made yet is open, and so is who of the two a statement means.
        const string id =
            """[{"Effect":"Allow","Action":"sqs:*","Resource":"*"},{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotLike":{"aws:userid":"AROAONE:*"}}}]""";
        var open = RoleComparer.Compare(Role("one", id), Role("two", id));
        Assert.Equal(RoleRelation.Unknown, open.Relation);
        Assert.Contains("aws:userid", open.Reason, StringComparison.Ordinal);
        Assert.Equal(
            RoleRelation.Narrower,
            RoleComparer.Compare(Role("one", id) with { RoleId = "AROAONE" }, Role("two", id) with { RoleId = "AROATWO" }).Relation);

        // No session of a role has a user's name.
        const string home = """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}"}""";
        Assert.Equal(
            RoleRelation.Equal,
            RoleComparer.Compare(Role("one", home), Role("two", """{"Effect":"Deny","Action":"*","Resource":"*"}""")).Relation);
    }

    private static ExecutionRole Role(string name, string statement, string? team = null) => new()
    {
        RoleName = name,
        RoleArn = $"arn:aws:iam::123456789012:role/{name}",
        AccountId = "123456789012",
        Path = "/",
        Exists = true,
        IsComplete = true,
        Tags = team is null ? new SortedDictionary<string, string>() : new SortedDictionary<string, string> { ["team"] = team },
        InlinePolicies = [new RolePolicy("p", null, Text(statement))],
    };

    private static string Text(string statement) => $$"""{"Version":"2012-10-17","Statement":{{statement}}}""";

    private static PolicySet Set(string statement) =>
        new([PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":{{statement}}}""")]);
}
