using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Tests.Core.ResourcePolicies;

/// <summary>Which statements treat two roles differently, and the patch that makes them treat both alike.</summary>
public class PolicyPatchTests
{
    internal const string Old = "arn:aws:iam::123456789012:role/team/orders-role";
    internal const string New = "arn:aws:iam::123456789012:role/team/intake-us-east-1-0123456789abcdef";
    internal const string OldSession = "arn:aws:sts::123456789012:assumed-role/orders-role/intake";
    internal const string NewSession = "arn:aws:sts::123456789012:assumed-role/intake-us-east-1-0123456789abcdef/intake";

    private static readonly Dictionary<string, string> Tags = new() { ["team"] = "orders" };

    internal static readonly PolicyCaller Source = new(Old, "AROAOLDOLDOLDOLDOLDO", "intake", Tags);
    internal static readonly PolicyCaller Target = new(New, "AROANEWNEWNEWNEWNEWN", "intake", Tags);

    public static TheoryData<string, string?, string?> Statements() => new()
    {
        // What a policy names, in each of the ways that it can name a role.
        { """ "Effect":"Allow","Principal":{"AWS":"OLD"}""", "Loses", """ "Effect":"Allow","Principal":{"AWS":["OLD","NEW"]}""" },
        { """ "Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","OLD"]}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","OLD","NEW"]}""" },
        { """ "Effect":"Allow","Principal":{"AWS":"OLDSESSION"}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["OLDSESSION","NEWSESSION"]}""" },
        { """ "Effect":"Allow","Principal":{"AWS":"AROAOLDOLDOLDOLDOLDO"}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["AROAOLDOLDOLDOLDOLDO","NEW"]}""" },
        { """ "Effect":"Allow","Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"OLD"}}""", "Loses",
            """ "Effect":"Allow","Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":["OLD","NEW"]}}""" },
        { """ "Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:userid":"AROAOLDOLDOLDOLDOLDO:*"}}""", "Loses",
            """ "Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:userid":["AROAOLDOLDOLDOLDOLDO:*","AROANEWNEWNEWNEWNEWN:*"]}}""" },
        { """ "Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/orders-*"}}""", "Loses",
            """ "Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/team/orders-*","NEW"]}}""" },
        // A role is both named and looked at: both lists are needed.
        { """ "Effect":"Allow","Principal":{"AWS":"OLD"},"Condition":{"StringEquals":{"aws:PrincipalArn":"OLD","aws:SourceVpc":"vpc-1"}}""",
            "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["OLD","NEW"]},"Condition":{"StringEquals":{"aws:PrincipalArn":["OLD","NEW"],"aws:SourceVpc":"vpc-1"}}""" },
        // Everyone except the role is denied.
        {
            """ "Effect":"Deny","Principal":"*","Condition":{"StringNotLike":{"aws:userid":["AROAOLDOLDOLDOLDOLDO:*","AIDAADMIN"]}}""", "Loses",
            """ "Effect":"Deny","Principal":"*","Condition":{"StringNotLike":{"aws:userid":["AROAOLDOLDOLDOLDOLDO:*","AIDAADMIN","AROANEWNEWNEWNEWNEWN:*"]}}""" },
        { """ "Effect":"Deny","NotPrincipal":{"AWS":["OLD","OLDSESSION"]}""", "Loses",
            """ "Effect":"Deny","NotPrincipal":{"AWS":["OLD","OLDSESSION","NEW","NEWSESSION"]}""" },
        // The new role would escape a deny, or match a pattern.
        { """ "Effect":"Deny","Principal":{"AWS":"OLD"}""", "Gains", """ "Effect":"Deny","Principal":{"AWS":["OLD","NEW"]}""" },
        { """ "Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/intake-*"}}""", "Gains",
            null },
        // A tag that both have, the account, everyone, a service, another role.
        { """ "Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"orders"}}""", null, null },
        { """ "Effect":"Allow","Principal":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/stage":"test"}}""", null, null },
        { """ "Effect":"Allow","Principal":{"AWS":"OLD"},"Condition":{"StringNotEquals":{"aws:PrincipalTag/stage":"test"}}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["OLD","NEW"]},"Condition":{"StringNotEquals":{"aws:PrincipalTag/stage":"test"}}""" },
        { """ "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"}""", null, null },
        // An account only lets its own policies decide. For a deny, it is everyone in it, and in NotPrincipal it leaves nobody out.
        { """ "Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root","OLD"]}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root","OLD","NEW"]}""" },
        { """ "Effect":"Allow","Principal":{"AWS":["123456789012","OLD"]}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["123456789012","OLD","NEW"]}""" },
        { """ "Effect":"Deny","Principal":{"AWS":["123456789012","OLD"]}""", null, null },
        { """ "Effect":"Deny","NotPrincipal":{"AWS":["OLD","OLDSESSION","arn:aws:iam::123456789012:root"]}""", "Loses",
            """ "Effect":"Deny","NotPrincipal":{"AWS":["OLD","OLDSESSION","arn:aws:iam::123456789012:root","NEW","NEWSESSION"]}""" },
        { """ "Effect":"Deny","NotPrincipal":{"AWS":["AROAOLDOLDOLDOLDOLDO","123456789012"]}""", "Loses",
            """ "Effect":"Deny","NotPrincipal":{"AWS":["AROAOLDOLDOLDOLDOLDO","123456789012","NEW"]}""" },
        // Only the source role is a principal, whatever the variable is.
        {
            """ "Effect":"Allow","Principal":{"AWS":"OLD"},"Condition":{"StringLike":{"s3:prefix":"home/${aws:userid}/*"}}""", "Loses",
            """ "Effect":"Allow","Principal":{"AWS":["OLD","NEW"]},"Condition":{"StringLike":{"s3:prefix":"home/${aws:userid}/*"}}""" },
        // A value that differs between the callers: to which requests it applies is not known.
        {
            """ "Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/o":"${aws:PrincipalArn}"}}""", "Unknown", null },
        {
            """ "Effect":"Deny","Principal":"*","Condition":{"StringNotEquals":{"s3:ExistingObjectTag/o":"${aws:userid}"}}""", "Unknown", null },
        {
            """ "Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/o":"${aws:PrincipalTag/team}"}}""", null, null },
        { """ "Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}""", null, null },
        { """ "Effect":"Allow","Principal":{"Service":"events.amazonaws.com"}""", null, null },
        { """ "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/team/orders-role-2"}""", null, null },
        { """ "Effect":"Deny","Principal":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"false"}}""", null, null },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_that_means_one_role_is_patched_to_mean_both(string statement, string? effect, string? patched)
    {
        var document = Document(statement);
        var hits = StatementHit.Of(document, Source, Target);
        Assert.Equal(effect, hits.SingleOrDefault()?.Effect.ToString());
        if (effect is null or "Unknown") return;
        var patch = PolicyPatch.Add(document, [(Source, Target)]);
        Assert.Equal(
            patched is null ? null : Document(patched).Canonical,
            patch is null ? null : PolicyDocument.Parse(patch.Value.Document).Canonical);
        if (patch is null) return;
        Assert.DoesNotContain(
            StatementHit.Of(PolicyDocument.Parse(patch.Value.Document), Source, Target), hit => hit.Effect != ResourcePolicyEffect.Unknown);
        // The way back.
        var removed = PolicyPatch.Remove(PolicyDocument.Parse(patch.Value.Document), Target)!;
        Assert.Equal(document.Canonical, PolicyDocument.Parse(removed).Canonical);
    }

    /// <summary>Some services add and remove whole statements, and people do too.</summary>
    [Theory]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":"OLD"}""", """ "Effect":"Allow","Principal":{"AWS":"NEW"}""", true)]
    [InlineData(""" "Effect":"Deny","Principal":{"AWS":"OLD"}""", """ "Effect":"Deny","Principal":{"AWS":"NEW"}""", true)]
    [InlineData(""" "Effect":"Allow","Principal":{"AWS":"OLD"}""", """ "Effect":"Deny","Principal":{"AWS":"NEW"}""", false)]
    [InlineData(
        """ "Effect":"Allow","Principal":{"AWS":"OLD"}""",
        """ "Effect":"Allow","Principal":{"AWS":"NEW"},"Condition":{"Bool":{"aws:SecureTransport":"true"}}""", false)]
    public void A_role_that_another_statement_names_for_the_same_needs_no_patch(string one, string other, bool isAlike)
    {
        var hits = StatementHit.Of(Document(one, other), Source, Target);
        if (isAlike) Assert.Empty(hits);
        else Assert.NotEmpty(hits);
    }

    /// <summary>A key's policy must let the account's own policies decide, so it matters for whom it does.</summary>
    [Fact]
    public void A_key_that_lets_the_account_decide_only_for_one_role_is_a_loss()
    {
        var document = Document(
            """ "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Condition":{"ArnEquals":{"aws:PrincipalArn":"OLD"}}""");
        Assert.Empty(StatementHit.Of(document, Source, Target));
        Assert.Equal(ResourcePolicyEffect.Loses, Assert.Single(StatementHit.Of(document, Source, Target, mustDelegate: true)).Effect);
        var patch = PolicyPatch.Add(document, [(Source, Target)], mustDelegate: true)!.Value;
        Assert.Empty(StatementHit.Of(PolicyDocument.Parse(patch.Document), Source, Target, mustDelegate: true));
    }

    [Fact]
    public void Functions_that_wait_for_one_policy_are_in_one_patch()
    {
        var document = Document(""" "Effect":"Allow","Principal":{"AWS":"OLD"}""");
        var other = new PolicyCaller("arn:aws:iam::123456789012:role/team/archive", "AROAOTHER", "archive", Tags);
        var patch = PolicyPatch.Add(document, [(Source, Target), (Source with { FunctionName = "archive" }, other)])!.Value;
        Assert.Equal(
            [$"AWS:{Old}", $"AWS:{New}", $"AWS:{other.RoleArn}"],
            PolicyDocument.Parse(patch.Document).Statements[0].Principals!.Values);
        var one = PolicyPatch.Remove(PolicyDocument.Parse(patch.Document), other)!;
        Assert.Equal([$"AWS:{Old}", $"AWS:{New}"], PolicyDocument.Parse(one).Statements[0].Principals!.Values);
    }

    [Fact]
    public void A_statement_that_was_only_about_the_role_is_taken_out()
    {
        Assert.Equal("", PolicyPatch.Remove(Document(""" "Effect":"Allow","Principal":{"AWS":"NEW"}"""), Target));
        Assert.Null(PolicyPatch.Remove(Document(""" "Effect":"Allow","Principal":{"AWS":"OLD"}"""), Target));
    }

    /// <summary>Without a statement that denies, or that leaves out only the role, others could do more.</summary>
    [Theory]
    [InlineData(""" "Effect":"Deny","Principal":"*","Condition":{"StringNotEquals":{"aws:PrincipalArn":"NEW"}}""")]
    [InlineData(""" "Effect":"Deny","NotPrincipal":{"AWS":"NEW"}""")]
    [InlineData(""" "Effect":"Deny","Principal":{"AWS":"NEW"}""")]
    [InlineData(""" "Effect":"Allow","NotPrincipal":{"AWS":"NEW"}""")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"NEW"}}""")]
    [InlineData(""" "Effect":"Allow","Principal":"*","Condition":{"ArnEqualsIfExists":{"aws:PrincipalArn":"NEW"}}""")]
    public void A_statement_that_concerns_others_is_never_taken_out(string statement) =>
        Assert.Null(PolicyPatch.Remove(Document(statement), Target));

    [Fact]
    public void Principals_of_another_kind_stay()
    {
        var left = PolicyPatch.Remove(
            Document(""" "Effect":"Allow","Principal":{"AWS":"NEW","Service":"cloudtrail.amazonaws.com"}"""), Target)!;
        Assert.Equal(["Service:cloudtrail.amazonaws.com"], PolicyDocument.Parse(left).Statements.Single().Principals!.Values);
        Assert.Equal(
            "", PolicyPatch.Remove(
                Document(""" "Effect":"Allow","Principal":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"NEW"}}"""), Target));
    }

    internal static PolicyDocument Document(params string[] statements) => PolicyDocument.Parse(Text(statements));

    internal static string Text(params string[] statements) =>
        $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements.Select((text, i) => $$"""{"Sid":"S{{i}}",{{Named(text)}},"Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}"""))}}]}""";

    private static string Named(string text) => text.Replace("OLDSESSION", OldSession, StringComparison.Ordinal)
        .Replace("NEWSESSION", NewSession, StringComparison.Ordinal).Replace("\"OLD\"", $"\"{Old}\"", StringComparison.Ordinal)
        .Replace("\"NEW\"", $"\"{New}\"", StringComparison.Ordinal);
}
