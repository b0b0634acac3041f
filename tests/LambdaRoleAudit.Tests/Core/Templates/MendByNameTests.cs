using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>
/// Functions that name their role by text: the new role is named by a reference, so it must be there, and before the function.
/// </summary>
public sealed class MendByNameTests
{
    private const string Text = "!Sub 'arn:aws:iam::${AWS::AccountId}:role/shared'";

    [Theory]
    [InlineData("", Text, Text, "!GetAtt B.Arn", "RoleDependsOnFunction on B")]
    [InlineData("Transform: AWS::Serverless-2016-10-31", Text, Text, "!GetAtt B.Arn", "RoleDependsOnFunction on B")]
    [InlineData("", Text, Text, "!Ref Topic", "")]
    [InlineData("", Text, Text, "!Ref Custom", "RoleDependsOnFunction on B")]
    [InlineData("", Text, Text, "[!GetAtt A.Arn, !GetAtt B.Arn]", "RoleDependsOnFunction on A, RoleDependsOnFunction on B")]
    [InlineData("", "!GetAtt Shared.Arn", Text, "!GetAtt B.Arn", "RoleDependsOnFunction on B")]
    [InlineData("", "!GetAtt Shared.Arn", "!GetAtt Shared.Arn", "!Ref Topic", "")]
    public void A_role_that_needs_the_function_blocks(string head, string a, string b, string resource, string expected)
    {
        var steps = Mending.Plan($$$$$$"""
            {{{{{{head}}}}}}
            Resources:
              Topic: {Type: AWS::SNS::Topic}
              Custom: {Type: 'Custom::X', Properties: {ServiceToken: !GetAtt B.Arn}}
              Shared:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: shared
                  AssumeRolePolicyDocument: {Statement: []}
                  Policies:
                    - PolicyName: p
                      PolicyDocument:
                        Statement: [{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: {{{{{{resource}}}}}}}]
              A:
                Type: AWS::Lambda::Function
                Properties: {Role: {{{{{{a}}}}}}}
              B:
                Type: AWS::Lambda::Function
                Properties: {Role: {{{{{{b}}}}}}}

            """);
        Assert.Equal(2, steps.Count);
        Assert.Equal(expected, Blockers(steps));
    }

    [Fact]
    public void Two_roles_that_need_each_others_functions_block_the_second_step()
    {
        static string Role(string name, string function) => $$$$"""
              {{{{name}}}}:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: {{{{name}}}}
                  AssumeRolePolicyDocument: {Statement: []}
                  Policies:
                    - PolicyName: p
                      PolicyDocument:
                        Statement: [{Effect: Allow, Action: 'lambda:InvokeFunction', Resource: !GetAtt {{{{function}}}}.Arn}]

            """;
        static string Function(string name, string role) =>
            $"  {name}: {{Type: AWS::Lambda::Function, Properties: {{Role: !Sub 'arn:aws:iam::${{AWS::AccountId}}:role/{role}'}}}}\n";
        var text = "Resources:\n" + Role("One", "C") + Role("Two", "A") + Function("A", "One") + Function("B", "One") + Function("C", "Two")
            + Function("D", "Two");
        Assert.Equal("RoleDependsOnFunction on C", Blockers(Mending.Plan(text)));
    }

    [Theory]
    [InlineData("X", "", "ConditionsDiffer on A, ConditionsDiffer on B")]
    [InlineData("X", "Condition: X,", "")]
    [InlineData("X", "Condition: NX,", "ConditionsDiffer on A, ConditionsDiffer on B")]
    [InlineData("Always", "", "")]
    public void A_role_that_can_be_missing_blocks(string role, string functions, string expected)
    {
        var steps = Mending.Plan($$$$$$"""
            Parameters: {P: {Type: String}}
            Conditions:
              X: !Equals [!Ref P, x]
              NX: !Not [!Condition X]
              Always: !Equals [a, a]
            Resources:
              RA:
                Type: AWS::IAM::Role
                Condition: {{{{{{role}}}}}}
                Properties: {RoleName: shared, AssumeRolePolicyDocument: {Statement: []}}
              RB: {Type: AWS::IAM::Role, Condition: NX, Properties: {RoleName: shared, AssumeRolePolicyDocument: {Statement: []}}}
              A: {Type: AWS::Lambda::Function, {{{{{{functions}}}}}} Properties: {Role: {{{{{{Text}}}}}} } }
              B: {Type: AWS::Lambda::Function, {{{{{{functions}}}}}} Properties: {Role: {{{{{{Text}}}}}} } }

            """);
        Assert.Equal(2, steps.Count);
        Assert.Equal(expected, Blockers(steps));
    }

    [Theory]
    [InlineData("Function: {Environment: {Variables: {Z: !Ref CR}}}", false)]
    [InlineData("Function: {Environment: {Variables: {Z: !Ref P2}}}", true)]
    [InlineData("Function: {Environment: {Variables: {Z: !Ref ServerlessRestApi}}}", false)]
    [InlineData("Api: {Variables: {Z: !Ref CR}}", true)]
    public void A_function_does_not_wait_for_a_policy_that_waits_for_it_through_Globals(string globals, bool waits)
    {
        var steps = Mending.Plan($$$$$$"""
            Transform: AWS::Serverless-2016-10-31
            Parameters: {P2: {Type: String}}
            Globals:
              {{{{{{globals}}}}}}
            Resources:
              Shared: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
              P:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: p
                  Roles: [!Ref Shared]
                  PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: !GetAtt B.Arn}]}
              B: {Type: AWS::Serverless::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/other'}}
              CR: {Type: 'Custom::X', Properties: {ServiceToken: !GetAtt Raw.Arn}}
              Raw: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}
              Raw2: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}

            """);
        Assert.Equal(waits, !steps.Single(step => step.Declaration.Address == "Raw").Warnings.Any(one => one.Id == "PolicyAttachedLater"));
    }

    private static string Blockers(IEnumerable<LambdaTemplateRepairStep> steps) => string.Join(
        ", ", steps.SelectMany(step => step.Blockers.Select(issue => $"{issue.Id} on {step.Declaration.Address}")));
}
