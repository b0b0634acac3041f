using System.Globalization;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What cannot be patched safely is blocked, and the step says what to write and where.</summary>
public sealed class CloudFormationMenderBlockerTests
{
    private const string Role = "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: s\n      Path: /\n";

    [Fact]
    public void An_imported_role_has_a_snippet()
    {
        var step = Blocked("!ImportValue role", "!ImportValue role");
        Assert.Equal("RoleImported", step.Blockers.Single().Id);
        Assert.Contains("  ARole:\n    Type: AWS::IAM::Role\n", step.Snippet, StringComparison.Ordinal);
        Assert.Contains(":7), set:\n\n  Role: !GetAtt ARole.Arn\n", step.Snippet, StringComparison.Ordinal);
        Assert.Contains("${AWS::Partition}", step.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snippet_without_the_shared_permissions_says_so()
    {
        Assert.Contains(
            "does not have the permissions of the shared role", Blocked("!ImportValue r", "!ImportValue r").Snippet,
            StringComparison.Ordinal);
        const string Json = """{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::ImportValue": "r"}}},"""
            + """ "B": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::ImportValue": "r"}}}}}""";
        var snippet = CloudFormationMenderTests.Blocked(Json).Snippet;
        Assert.Contains("does not have the permissions of the shared role", snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    public void A_snippet_has_the_permissions_of_the_shared_role(string end)
    {
        const string Own = "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]\n";
        var text = "Resources:\n" + Role + Own
            + "  Extra:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyName: p, Roles: [!Ref Shared], PolicyDocument: {}}\n"
            + Function("A", "!GetAtt Shared.Arn") + Function("B", "!If [C, !GetAtt Shared.Arn, !GetAtt Shared.Arn]")
            + "Conditions:\n  C: !Equals [a, b]\n";
        var steps = Mending.Plan(text.Replace("\n", end, StringComparison.Ordinal));
        var step = steps.Single(one => one.FunctionName == (end == "\r" ? "A" : "B"));
        Assert.Equal(end == "\r" ? "PlaceUnusual" : "RoleConditional", step.Blockers.Single().Id);
        if (end == "\r") Assert.Contains("carriage return", step.Blockers.Single().Message, StringComparison.Ordinal);
        Assert.Contains(
            $"  {step.FunctionName}Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: /\n{Own}", step.Snippet,
            StringComparison.Ordinal);
        Assert.DoesNotContain("AWSLambdaBasicExecutionRole", step.Snippet, StringComparison.Ordinal);
        Assert.Contains("new role too: Extra.", step.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snippet_for_JSON_is_JSON()
    {
        const string Text = """{"Resources": {"A": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::ImportValue": "r"}}},"""
            + """ "B": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::ImportValue": "r"}}}}}""";
        var snippet = CloudFormationMenderTests.Blocked(Text).Snippet;
        Assert.Contains("\"Role\": {\"Fn::GetAtt\": [\"ARole\", \"Arn\"]}", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conditional_role_is_blocked_with_the_copied_role() => Assert.Equal(
        "RoleConditional", Blocked("!If [C, !GetAtt Shared.Arn, !GetAtt Other.Arn]", "!GetAtt Shared.Arn").Blockers.Single().Id);

    [Fact]
    public void An_unknown_role_says_why()
    {
        var stack = Mending.Stack("Resources:\n" + Role + Function("A", "x") + Function("B", "x"));
        var unknown = new RoleUse { Tie = RoleTie.Unknown, Key = "", Reason = "it comes from a mapping." };
        var step = Assert.Single(new CloudFormationMender().Plan(stack, [(stack.Functions[0], unknown)], new()));
        Assert.Equal("RoleUnknown", step.Blockers.Single().Id);
        Assert.EndsWith("it comes from a mapping.", step.Blockers.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_SAM_generates_for_another_function_is_blocked()
    {
        var stack = Mending.Stack("Resources:\n" + Function("A", "!GetAtt FRole.Arn") + Function("B", "!GetAtt FRole.Arn"));
        var use = new RoleUse { Tie = RoleTie.Declared, Key = "${FRole.Arn}", RoleAddress = "FRole" };
        var owner = stack.Functions[0] with { Roles = [use with { Tie = RoleTie.Generated }] };
        stack = stack with { Functions = [owner, stack.Functions[1] with { Roles = [use] }] };
        var steps = new CloudFormationMender().Plan(stack, [(owner, owner.Roles[0]), (stack.Functions[1], use)], new());
        Assert.Equal(["RoleGenerated", "RoleGenerated"], steps.Select(step => step.Blockers.Single().Id));
    }

    [Fact]
    public void A_function_of_a_loop_is_blocked()
    {
        var stack = Mending.Stack("Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"));
        var looped = stack.Functions[0] with { Declaration = stack.Functions[0].Declaration with { Address = "LoopA" } };
        var step = Assert.Single(new CloudFormationMender().Plan(stack, [(looped, looped.Roles[0])], new()));
        Assert.Equal("DeclaredByMacro", step.Blockers.Single().Id);
    }

    [Theory]
    [InlineData("  Fn::ForEach::P:\n    - X\n    - [a]\n    - 'P${X}': {Type: AWS::IAM::Policy, Properties: {Roles: [!Ref Shared]}}\n")]
    [InlineData("", "    Properties:\n      Fn::Transform: {Name: AWS::Include}\n")]
    public void A_role_of_a_loop_or_a_macro_is_blocked(string more, string? properties = null)
    {
        var role = properties is null ? Role : Role.Replace("    Properties:\n", properties, StringComparison.Ordinal);
        var text = "Resources:\n" + role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn") + more;
        Assert.Equal("RoleFromMacro", CloudFormationMenderTests.Blocked(text).Blockers.Single().Id);
    }

    [Fact]
    public void A_macro_of_the_template_leaves_the_proof_open()
    {
        var step = Mending.Plan("Transform: [AWS::LanguageExtensions, Mine]\nResources:\n" + Role + Function("A", "!GetAtt Shared.Arn")
            + Function("B", "!GetAtt Shared.Arn"))[0];
        Assert.True(step.CanApply);
        Assert.Equal(("Unknown", "MacroChangesTemplate"), (step.Proof, step.Warnings.Single().Id));
        Assert.Contains("Mine", step.ProofReason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unknown_of_the_role_leaves_the_proof_open()
    {
        var stack = Mending.Stack("Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"));
        var step = Mending.Plan(stack with { Roles = [stack.Roles[0] with { Unknown = ["A policy is not known."] }] })[0];
        Assert.Equal("Unknown", step.Proof);
        Assert.EndsWith(": A policy is not known.", step.ProofReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_strategy_is_blocked() => Assert.Equal("StrategyNotSupported", Mending.Plan(
        "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"),
        new() { Strategy = RepairStrategy.Used })[0].Blockers.Single().Id);

    [Theory]
    [InlineData(497, false)]
    [InlineData(496, false)]
    [InlineData(495, true)]
    public void More_resources_than_CloudFormation_allows_are_blocked(int topics, bool canApply)
    {
        var text = new StringBuilder("Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"));
        for (var i = 0; i < topics; i++) text.Append(CultureInfo.InvariantCulture, $"  T{i}: {{Type: AWS::SNS::Topic}}\n");
        Assert.All(Mending.Plan(text.ToString()), step =>
        {
            Assert.Equal(canApply, step.CanApply);
            Assert.Equal(canApply ? [] : ["TooManyResources"], step.Blockers.Select(issue => issue.Id));
        });
    }

    [Theory]
    [InlineData(51_100, "TemplateNeedsS3", null)]
    [InlineData(51_300, null, null)]
    [InlineData(999_900, null, "TemplateTooLarge")]
    public void A_template_that_grows_over_a_limit_says_so(int bytes, string? warning, string? blocker)
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn");
        text += "# é" + new string('x', bytes - Encoding.UTF8.GetByteCount(text) - 5) + "\n";
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(text));
        var step = Mending.Plan(text)[0];
        Assert.Equal(warning, step.Warnings.SingleOrDefault()?.Id);
        Assert.Equal(blocker, step.Blockers.SingleOrDefault()?.Id);
    }

    [Fact]
    public void A_large_role_of_many_functions_takes_no_memory_for_copies()
    {
        var text = "Resources:\n" + Role + "      # " + new string('x', 900_000) + "\n      Tags: []\n"
            + string.Concat(Enumerable.Range(0, 200).Select(i => Function($"F{i}", "!GetAtt Shared.Arn")));
        var stack = Mending.Stack(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var steps = Mending.Plan(stack);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
        Assert.Equal(200, steps.Count);
        Assert.All(steps, step => Assert.Equal("TemplateTooLarge", step.Blockers.Single().Id));
        Assert.All(steps, step => Assert.Empty(step.Edits));
    }

    [Fact]
    public void A_template_of_CDK_is_never_patched()
    {
        var function = "    Metadata: {'aws:cdk:path': App/Stack/Fn/Resource}\n    Type: AWS::Lambda::Function\n"
            + "    Properties: {Role: !GetAtt Shared.Arn}\n";
        var shared = Role + "    Metadata: {'aws:cdk:path': App/Stack/Exec/Resource}\n";
        var stack = Mending.Stack("Resources:\n" + shared + "  A:\n" + function + "  B:\n" + function);
        var role = stack.Roles[0] with
        {
            InlinePolicies = [new("it's", $$"""{"Resource":"{{Symbol.Fixed("Bucket.Arn")}}"}""")],
            ManagedPolicyArns = ["arn:aws:iam::aws:policy/X"],
        };
        var step = Mending.Plan(stack with { Roles = [role] })[0];
        Assert.False(step.CanApply);
        Assert.Empty(step.Edits);
        Assert.Equal("GeneratedByCdk", step.Blockers.Single().Id);
        Assert.Contains("App/Stack/Exec", step.Blockers.Single().Message, StringComparison.Ordinal);
        Assert.Contains("construct App/Stack/Fn\n", step.Snippet, StringComparison.Ordinal);
        Assert.Contains("const fnRole = new iam.Role(this, 'FnRole', {", step.Snippet, StringComparison.Ordinal);
        Assert.Contains(
            "'it\\'s': iam.PolicyDocument.fromJson({ Resource: cdk.Fn.getAtt('Bucket', 'Arn').toString() }),", step.Snippet,
            StringComparison.Ordinal);
        Assert.Contains("fromManagedPolicyArn(this, 'FnPolicy1', 'arn:aws:iam::aws:policy/X')", step.Snippet, StringComparison.Ordinal);
    }

    private static LambdaTemplateRepairStep Blocked(string first, string second) =>
        CloudFormationMenderTests.Blocked("Resources:\n" + Role + Function("A", first) + Function("B", second));

    private static string Function(string name, string role) => CloudFormationMenderTests.Function(name, role);
}
