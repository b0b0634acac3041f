using LambdaRoleAudit.Policies;
using LambdaRoleAudit.ResourcePolicies;
using LambdaRoleAudit.Tests.Core.ResourcePolicies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// A patched policy is the old policy plus the new role, by iam-simulate: the new role may do what the source role may, and nothing changes
/// for the source role and for others.
/// </summary>
public class ResourcePatchSecondOpinionTests(ITestOutputHelper output)
{
    private const int Cases = 150;

    private static readonly PolicyCaller Other = new(
        "arn:aws:iam::123456789012:role/other-role", "AROAOTHEROTHEROTHERO", "report", new Dictionary<string, string>());

    // Without paths, since iam-simulate takes the role's ARN from its sessions' ARN, which has no path.
    private static readonly PolicyCaller Source = PolicyPatchTests.Source with { RoleArn = "arn:aws:iam::123456789012:role/orders-role" };

    private static readonly PolicyCaller Target = PolicyPatchTests.Target with { RoleArn = "arn:aws:iam::123456789012:role/intake-role" };

    private static readonly string[] Principals =
    [
        """ "Principal":"*" """, """ "Principal":{"AWS":"arn:aws:iam::123456789012:role/orders-role"} """, """ "Principal":{"AWS":["arn:aws:iam::123456789012:role/orders-role","arn:aws:iam::123456789012:role/other-role"]} """,
        """ "Principal":{"AWS":"arn:aws:iam::123456789012:root"} """, """ "Principal":{"AWS":"arn:aws:iam::123456789012:role/other-role"} """,
    ];

    private static readonly string[] Conditions =
    [
        "", "",
        """ "ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/orders-role"} """, """ "ArnLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/orders-*"]} """,
        """ "StringNotEquals":{"aws:PrincipalArn":["arn:aws:iam::123456789012:role/orders-role","arn:aws:iam::123456789012:role/other-role"]} """,
        """ "ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/orders-*"} """,
        """ "StringLike":{"aws:userid":"AROAOLDOLDOLDOLDOLDO:*"} """, """ "StringNotLike":{"aws:userid":["AROAOLDOLDOLDOLDOLDO:*","AIDA*"]} """,
        """ "StringEquals":{"aws:SourceVpc":"vpc-1"} """, """ "StringEqualsIfExists":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/orders-role"},"Bool":{"aws:SecureTransport":"true"} """,
    ];

    [Fact]
    public async Task The_patch_adds_the_new_role_and_changes_nothing_else()
    {
        var seed = Environment.GetEnvironmentVariable("CI") is null ? 1 : Random.Shared.Next();
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var cases = new List<(string Policy, string Principal, PolicyRequest[] Requests)>();
        var texts = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            var document = PolicyPatchTests.Document([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Statement(random))]);
            if (PolicyPatch.Add(document, [(Source, Target)]) is not { } patch) continue;
            texts.Add(document.Text);
            cases.Add((document.Text, Session(Source), Requests(Source)));
            cases.Add((patch.Document, Session(Source), Requests(Source)));
            cases.Add((patch.Document, Session(Target), Requests(Target)));
            cases.Add((document.Text, Session(Other), Requests(Other)));
            cases.Add((patch.Document, Session(Other), Requests(Other)));
        }

        var verdicts = await IamSimulate.AskResourceAsync(cases);
        for (var i = 0; i < texts.Count; i++)
        {
            var (before, source, target, other, otherAfter) = (
                verdicts[i * 5], verdicts[(i * 5) + 1], verdicts[(i * 5) + 2], verdicts[(i * 5) + 3], verdicts[(i * 5) + 4]);
            Assert.DoesNotContain(before, verdict => verdict.StartsWith("error", StringComparison.Ordinal));
            Assert.Equal((texts[i], string.Join(' ', before)), (texts[i], string.Join(' ', source)));
            Assert.Equal((texts[i], string.Join(' ', before)), (texts[i], string.Join(' ', target)));
            Assert.Equal((texts[i], string.Join(' ', other)), (texts[i], string.Join(' ', otherAfter)));
        }

        // Both verdicts appear, or the comparison says nothing.
        Assert.Contains(verdicts, all => all.Contains("Allowed"));
        Assert.Contains(verdicts, all => all.Contains("ExplicitlyDenied"));
        Assert.True(texts.Count > Cases / 2, $"{texts.Count} patches.");
    }

    private static string Statement(Random random)
    {
        var condition = Conditions[random.Next(Conditions.Length)];
        return $$"""
            "Effect":"{{(random.Next(3) == 0 ? "Deny" : "Allow")}}",{{Principals[random.Next(Principals.Length)]}}{{(
                condition.Length == 0 ? "" : $$""","Condition":{{{condition}}}""")}}
            """;
    }

    private static string Session(PolicyCaller caller) => caller.SessionArn;

    private static PolicyRequest[] Requests(PolicyCaller caller) =>
    [
        .. from vpc in (string?[])["vpc-1", null]
           from secure in (string[])["true", "false"]
           select new PolicyRequest("s3:GetObject", "arn:aws:s3:::b/key", new RequestContext(
               new Dictionary<string, IReadOnlyList<string>>
               {
                   ["aws:PrincipalArn"] = [caller.RoleArn],
                   ["aws:userid"] = [caller.UserId],
                   ["aws:PrincipalAccount"] = [caller.AccountId],
                   ["aws:SecureTransport"] = [secure],
               }.Concat(vpc is null ? [] : [new KeyValuePair<string, IReadOnlyList<string>>("aws:SourceVpc", [vpc])]))),
    ];
}
