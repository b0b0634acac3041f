using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// What SAM makes of a function without a role. The comparison with SAM's own translator is in the tests of peers; these run without it.
/// </summary>
public sealed class SamReaderTests
{
    private const string Head = """
        Transform: AWS::Serverless-2016-10-31
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x], D: !Equals [!Ref P, y]}
        Resources:
          R: {Type: AWS::IAM::Role}

        """;

    [Fact]
    public void A_function_without_Role_has_a_role_of_its_own()
    {
        var stack = Cfn.Read(Head + "  A: {Type: AWS::Serverless::Function}\n"
            + "  B: {Type: AWS::Serverless::Function, Properties: {Handler: x}}\n");
        Assert.Equal(TemplateFormat.Sam, stack.Format);
        Assert.Equal([(RoleTie.Generated, "${ARole.Arn}", "ARole"), (RoleTie.Generated, "${BRole.Arn}", "BRole")],
            stack.Functions.Select(function => Assert.Single(function.Roles)).Select(use => (use.Tie, use.Key, use.RoleAddress)));
        Assert.Empty(TemplateSharing.Find(stack).Shared);
        var role = stack.Roles.Single(one => one.Address == "ARole");
        Assert.Null(role.Node);
        Assert.Equal((6, 3), (role.Declaration.Line, role.Declaration.Column));
        Assert.Contains("lambda.amazonaws.com", role.TrustPolicy, StringComparison.Ordinal);
        Assert.Equal(
            ["arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
            role.ManagedPolicyArns.Select(Symbol.Shown));
        Assert.Empty(role.Unknown);
    }

    [Fact]
    public void Another_function_can_use_the_role_that_SAM_makes()
    {
        var stack = Cfn.Read(Head + "  A: {Type: AWS::Serverless::Function}\n"
            + "  B: {Type: AWS::Lambda::Function, Properties: {Role: !Sub 'arn:aws:iam::${AWS::AccountId}:role/${ARole}'}}\n");
        var shared = Assert.Single(TemplateSharing.Find(stack).Shared);
        Assert.Equal(("${ARole.Arn}", "ARole", true), (shared.Key, shared.RoleAddress, shared.IsCertain));
        Assert.Equal([RoleTie.Generated, RoleTie.Declared], shared.Uses.Select(use => use.Tie));
    }

    [Theory]
    [InlineData("!If [C, !GetAtt R.Arn, !Ref AWS::NoValue]", "${FRole.Arn} if not C; ${R.Arn} if C")]
    [InlineData("!If [C, !Ref AWS::NoValue, !GetAtt R.Arn]", "${FRole.Arn} if C; ${R.Arn} if not C")]
    // SAM looks at the first level only.
    [InlineData("!If [C, !If [D, !GetAtt R.Arn, !Ref AWS::NoValue], !GetAtt R.Arn]", "${R.Arn} if not C; ? Role is not set if C, not D")]
    [InlineData("!Ref AWS::NoValue", "? Role is not set")]
    [InlineData("!GetAtt GRole.Arn", "? GRole is not declared")]
    [InlineData("!GetAtt MachineRole.Arn", "${MachineRole.Arn}")]
    public void A_role_that_is_not_set_in_some_cases_is_made(string role, string expected)
    {
        var stack = Cfn.Read(Head + $"  F: {{Type: AWS::Serverless::Function, Properties: {{Role: {role}}}}}\n"
            + "  G: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt R.Arn}}\n"
            + "  Machine: {Type: AWS::Serverless::StateMachine}\n");
        Assert.Equal(expected, string.Join("; ", Cfn.Keys(stack, "F").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Globals_are_read_and_can_be_ignored()
    {
        var stack = Cfn.Read("""
            Transform: AWS::Serverless-2016-10-31
            Globals: {Function: {PermissionsBoundary: arn:b, RolePath: /g/}}
            Resources:
              A: {Type: AWS::Serverless::Function}
              B: {Type: AWS::Serverless::Function, IgnoreGlobals: [RolePath]}
              C: {Type: AWS::Serverless::Function, IgnoreGlobals: '*'}
            """);
        Assert.Equal([("/g/", "arn:b"), ("/", "arn:b"), ("/", null)], stack.Roles.Select(role => (role.Path, role.PermissionsBoundaryArn)));
    }

    [Theory]
    [InlineData("Policies: [{SQSPollerPolicy: {}}]",
        "FRolePolicy0: the parameter QueueName of the policy template SQSPollerPolicy is not text.")]
    [InlineData("Policies: [{NoSuchPolicy: {A: b}}]", "FRolePolicy0: the policy template NoSuchPolicy is not known.")]
    [InlineData("Policies: [NoSuchManagedPolicy]", "FRolePolicy0: the ARN of the managed policy NoSuchManagedPolicy is not known.")]
    [InlineData("Policies: [!If [C, AmazonS3FullAccess, !Ref AWS::NoValue]]", "FRolePolicy0: it depends on the condition C.")]
    [InlineData("Events: {E: {Type: MQ, Properties: {Broker: x}}}", "Events: the policy that SAM adds for event E of type MQ is not read.")]
    [InlineData("Tracing: !Ref P",
        "Tracing: SAM adds a policy for AWS X-Ray unless it is Disabled, and the value is known at deployment only.")]
    [InlineData("DeadLetterQueue: {Type: SQS}", "DeadLetterQueue: its type or its target cannot be determined.")]
    [InlineData("Fn::Transform: {Name: X}", "Properties: a macro (Fn::Transform) can change them.")]
    public void What_is_not_read_of_a_role_is_told(string property, string unknown)
    {
        var stack = Cfn.Read(Head + $"  F: {{Type: AWS::Serverless::Function, Properties: {{{property}, Handler: x}}}}\n");
        var role = stack.Roles.Single(one => one.Address == "FRole");
        Assert.Contains(unknown, role.Unknown);
    }
}
