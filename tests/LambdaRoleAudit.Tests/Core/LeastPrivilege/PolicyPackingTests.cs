using System.Text.Json;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.Narrowing;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>What does not fit into inline policies is placed elsewhere, and grants the same.</summary>
public sealed class PolicyPackingTests
{
    [Fact]
    public void Statements_that_differ_only_in_their_actions_are_merged_if_there_is_no_room()
    {
        string[] statements = [.. Enumerable.Range(0, 400).Select(i => $$"""{"Effect":"Allow","Action":"sqs:Fold{{i}}","Resource":"*"}""")];
        var policy = Assert.Single(Narrow(Role(statements[0], statements[1..])).Policies);
        Assert.Equal(PolicyPlacement.Inline, policy.Placement);
        Assert.Single(policy.Statements);
        Assert.Equal(400, PolicyDocument.Parse(policy.Document).Statements[0].Actions.Values.Count);
        Assert.True(policy.Size <= PolicyPacking.InlineSize);
        // With room, each statement stays.
        Assert.Equal(3, Assert.Single(Narrow(Role(statements[0], statements[1..3])).Policies).Statements.Count);
    }

    [Fact]
    public void Conditions_resources_and_denies_keep_statements_apart()
    {
        var pad = new string('x', 60);
        string[] statements =
        [
            .. Enumerable.Range(0, 60).SelectMany(i => new[]
            {
                $$"""{"Effect":"Allow","Action":"sqs:Fold{{i}}{{pad}}","Resource":"*"}""",
                $$$$"""{"Effect":"Allow","Action":"sqs:Fold{{{{i}}}}{{{{pad}}}}","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""",
            }),
            """{"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"}""",
            """{"Effect":"Allow","NotAction":"sqs:*","Resource":"*"}""",
        ];
        var narrowed = Narrow(Role(statements[0], statements[1..]), all: true);
        Assert.Equal(4, narrowed.Policies.Sum(policy => policy.Statements.Count));
    }

    [Fact]
    public void What_is_too_large_becomes_managed_policies_that_each_fit()
    {
        string[] statements =
            [.. Enumerable.Range(0, 120)
                .Select(i =>
                    $$"""{"Effect":"Allow","Action":"sqs:Fold","Resource":"arn:aws:sqs:eu-west-1:111122223333:{{i:D3}}{{new string('q', 60)}}"}""")];
        var role = Role(
            ("large", Of(statements)), ("small", Of("""{"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"}""")));
        var narrowed = Narrow(role);
        Assert.Equal(["large-part1", "large-part2", "large-part3", "small"], narrowed.Policies.Select(policy => policy.PolicyName));
        Assert.All(narrowed.Policies.Take(3), policy => Assert.Equal(PolicyPlacement.CustomerManaged, policy.Placement));
        Assert.All(narrowed.Policies.Take(3), policy => Assert.True(policy.Size <= PolicyPacking.ManagedSize));
        Assert.Equal(PolicyPlacement.Inline, narrowed.Policies[3].Placement);
        Assert.Equal(statements.Length, narrowed.Policies.Take(3).Sum(policy => policy.Statements.Count));
    }

    [Fact]
    public void A_managed_policy_that_stays_as_it_is_stays_attached_if_there_is_no_room()
    {
        var large = Of(
            $$"""{"Effect":"Allow","Action":{{JsonSerializer.Serialize(Enumerable.Range(0, 900).Select(i => $"sqs:Fold{i}"))}},"Resource":"*"}""");
        var role = Role(("small", Of("""{"Effect":"Allow","Action":"sqs:Fold","Resource":"*"}"""))) with
        {
            AttachedPolicies = [new RolePolicy("Large", "arn:aws:iam::aws:policy/Large", large)],
        };
        var narrowed = Narrow(role);
        Assert.Equal([("Large", PolicyPlacement.Attached), ("small", PolicyPlacement.Inline)],
            narrowed.Policies.Select(policy => (policy.PolicyName, policy.Placement)));
        Assert.Equal(large, narrowed.Policies[0].Document);
        Assert.Empty(narrowed.Blockers);
    }

    [Theory]
    [InlineData("Allow", 900, 1)]
    [InlineData("Deny", 900, 1)]
    [InlineData("Allow", 1, 300)]
    public void A_statement_that_is_too_large_is_split_between_its_actions_or_resources(string effect, int actions, int resources)
    {
        var role = Role(
            $$"""{"Sid":"All","Effect":"{{effect}}","Action":[{{List(actions, i => $"sqs:Fold{i}")}}],"Resource":[{{List(resources, Queue)}}]}""",
            $$"""{"Effect":"Allow","Action":"sqs:Fold","Resource":"*"}""");
        var narrowed = Narrow(role);
        Assert.Empty(narrowed.Blockers);
        var statements = narrowed.Policies.SelectMany(policy => PolicyDocument.Parse(policy.Document).Statements).ToList();
        Assert.All(narrowed.Policies, policy => Assert.True(policy.Size <= PolicyPacking.ManagedSize));
        Assert.Equal(
            (actions + 1, resources + 1),
            (statements.SelectMany(one => one.Actions.Values).Distinct().Count(),
                statements.SelectMany(one => one.Resources!.Values).Distinct().Count()));
        Assert.Equal(statements.Count(one => one.Sid is not null), statements.Select(one => one.Sid).OfType<string>().Distinct().Count());

        static string List(int count, Func<int, string> of) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{of(i)}\""));
        static string Queue(int number) => $"arn:aws:sqs:eu-west-1:111122223333:{number:D3}{new string('q', 60)}";
    }

    [Fact]
    public void A_statement_that_fits_nowhere_blocks()
    {
        var values = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"vpc-{i:D3}{new string('q', 40)}\""));
        var narrowed = RoleNarrower.Narrow(Narrowing.Input(Role(
            $$$$"""{"Effect":"Allow","Action":"sqs:Fold","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":[{{{{values}}}}]}}}""")));
        Assert.Equal("NarrowedTooLarge", Assert.Single(narrowed.Blockers).Id);
        Assert.Equal(ProofOutcome.Proven, narrowed.GrantsNoMore!.Outcome);
    }

    [Fact]
    public void Too_many_managed_policies_block()
    {
        string[] statements =
            [.. Enumerable.Range(0, 700)
                .Select(i =>
                    $$"""{"Effect":"Allow","Action":"sqs:Fold","Resource":"arn:aws:sqs:eu-west-1:111122223333:{{i:D3}}{{new string('q', 60)}}"}""")];
        Assert.Equal("NarrowedTooManyPolicies",
            Assert.Single(RoleNarrower.Narrow(Narrowing.Input(Role(statements[0], statements[1..]))).Blockers).Id);
    }

    private static string Of(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    /// <summary>Narrows, and proves in both directions: the catalog has none of these actions, so nothing is dropped.</summary>
    private static NarrowedRole Narrow(ExecutionRole role, bool all = false)
    {
        var narrowed = RoleNarrower.Narrow(Narrowing.Input(role) with { CoverageOf = all ? Unseen("") : Seen });
        Assert.Equal(ProofOutcome.Proven, narrowed.GrantsNoMore!.Outcome);
        var before = new PolicySet(
            role.AttachedPolicies.Concat(role.InlinePolicies).Select(policy => PolicyDocument.Parse(policy.Document!)));
        var after = new PolicySet(narrowed.Policies.Select(policy => PolicyDocument.Parse(policy.Document)));
        Assert.Equal(ProofOutcome.Proven,
            PolicyProver.GrantsNoMoreThan(before, after, cancellationToken: TestContext.Current.CancellationToken).Outcome);
        return narrowed;
    }
}
