using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A function of SAM gets Policies in place of Role if SAM then generates an equal role, or else a copied role.</summary>
public sealed class SamMenderTests
{
    private const string Trust = "      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
        + "          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}\n";

    private const string Basic = "        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n";

    [Fact]
    public void Policies_come_in_place_of_Role()
    {
        var text = Template("      RoleName: s\n      Path: /app/\n      PermissionsBoundary: !Ref Boundary\n" + Trust
            + "      ManagedPolicyArns:\n" + Basic + "        - arn:aws:iam::aws:policy/AmazonSQSFullAccess # queues\n"
            + "      Policies:\n      - PolicyName: read\n        PolicyDocument:\n          Version: '2012-10-17'\n          Statement:\n"
            + "            # all\n            - Effect: Allow\n              Action: s3:GetObject # read\n              Resource: '*'\n"
            + "      - PolicyName: flow\n        PolicyDocument: {Version: '2012-10-17', Statement: [\n"
            + "          {Effect: Deny, Action: 's3:*', Resource: x}\n        ]}\n");
        const string Policies = """
                  RolePath: /app/
                  PermissionsBoundary: !Ref Boundary
                  Policies:
                    - arn:aws:iam::aws:policy/AmazonSQSFullAccess
                    - Version: '2012-10-17'
                      Statement:
                        # all
                        - Effect: Allow
                          Action: s3:GetObject # read
                          Resource: '*'
                    - {Version: '2012-10-17', Statement: [
                        {Effect: Deny, Action: 's3:*', Resource: x}
                      ]} # mine

            """;
        Assert.Equal(
            text.Replace("      Role: !GetAtt Shared.Arn # mine\n", Policies.ReplaceLineEndings("\n"), StringComparison.Ordinal),
            Mending.Patch(text));
        var steps = Mending.Plan(text);
        Assert.Equal(["ARole", "BRole"], steps.Select(step => step.TargetRole));
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
        var crlf = text.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(Mending.Patch(text).Replace("\n", "\r\n", StringComparison.Ordinal), Mending.Patch(crlf));
    }

    [Fact]
    public void A_role_with_nothing_but_what_SAM_adds_needs_no_Policies()
    {
        var text = Template(Trust + "      ManagedPolicyArns:\n" + Basic);
        Assert.Equal(text.Replace("      Role: !GetAtt Shared.Arn # mine\n", "", StringComparison.Ordinal), Mending.Patch(text));
    }

    [Theory]
    // Without the policy that SAM adds to each function, the generated role would have more.
    [InlineData("      Path: /\n", "", "")]
    // SAM's role trusts Lambda only.
    [InlineData("      Path: /\n", "lambda.amazonaws.com", "[lambda.amazonaws.com, edgelambda.amazonaws.com]")]
    // What SAM's role does not have, or adds.
    [InlineData("      MaxSessionDuration: 7200\n", "", "")]
    [InlineData("      Tags: [{Key: a, Value: b}]\n", "", "")]
    [InlineData("", "      Handler: a.b\n", "      Handler: a.b\n      Tracing: Active\n")]
    [InlineData("", "      Handler: a.b\n", "      Handler: a.b\n      VpcConfig: {SubnetIds: [x], SecurityGroupIds: [y]}\n")]
    [InlineData("", "      Handler: a.b\n", "      Handler: a.b\n      Tags: {a: b}\n")]
    [InlineData("", "      Handler: a.b\n", "      Handler: a.b\n      Policies: []\n")]
    [InlineData("", "    Properties:\n      Handler", "    DependsOn: Shared\n    Properties:\n      Handler")]
    [InlineData("", "Resources:\n", "Globals:\n  Function:\n    PermissionsBoundary: x\nResources:\n")]
    public void A_role_that_SAM_would_not_generate_equally_is_copied(string property, string old, string replacement)
    {
        var hasBasic = property != "      Path: /\n" || old.Length > 0;
        var text = Template(property + Trust + (hasBasic ? "      ManagedPolicyArns:\n" + Basic : ""));
        if (old.Length > 0) text = text.Replace(old, replacement, StringComparison.Ordinal);
        var patched = Mending.Patch(text);
        Assert.Contains("  ARole:\n    Type: AWS::IAM::Role\n", patched, StringComparison.Ordinal);
        Assert.Contains("      Role: !GetAtt BRole.Arn # mine\n", patched, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_attaches_from_outside_needs_a_copied_role()
    {
        var text = Template(Trust + "      ManagedPolicyArns:\n" + Basic)
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyName: p, Roles: [!Ref Shared], PolicyDocument: {Statement: []}}\n";
        Assert.Contains("Roles: [!Ref Shared, !Ref ARole, !Ref BRole]", Mending.Patch(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_reader_a_role_is_copied()
    {
        var stack = Mending.Stack(Template(Trust + "      ManagedPolicyArns:\n" + Basic));
        Assert.All(new CloudFormationMender().Plan(stack, Mending.Shared(stack), new()), step => Assert.True(step.Edits.Count > 1));
    }

    private static string Template(string properties) =>
        "Transform: AWS::Serverless-2016-10-31\nResources:\n" + Function("A") + "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n"
        + properties + Function("B");

    private static string Function(string name) =>
        $"  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Role: !GetAtt Shared.Arn # mine\n"
        + "      Runtime: python3.13\n";
}
