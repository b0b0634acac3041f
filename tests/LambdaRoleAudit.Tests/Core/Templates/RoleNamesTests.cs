using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Places that name the shared role by text: each is told, since they do not name the new role.</summary>
public sealed class RoleNamesTests
{
    [Theory]
    [InlineData("shared-orders", "'arn:aws:iam::123456789012:role/shared-orders'", true)]
    [InlineData("shared-orders", "'arn:aws:iam::123456789012:role/other/shared-orders'", true)]
    [InlineData("shared-orders", "'arn:aws:iam::123456789012:role/shared-invoices'", false)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}-shared'", true)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}-other'", false)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/prod-shared'", true)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "{'Fn::Sub': 'arn:aws:iam::1:role/${AWS::StackName}-shared'}", true)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::1:role/${Bucket}-shared'", false)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "{'Fn::Sub': 'arn:aws:iam::1:role/${Bucket}-shared'}", false)]
    [InlineData("!Ref N", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${N}'", true)]
    [InlineData("!Ref N", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${M}'", false)]
    [InlineData("!Ref D", "'arn:aws:iam::123456789012:role/orders-default'", true)]
    [InlineData("!Ref N", "'arn:aws:iam::123456789012:role/admin'", false)]
    [InlineData("!If [C, shared-a, shared-b]", "'arn:aws:iam::123456789012:role/shared-b'", true)]
    [InlineData("shared-orders", "!If [C, 'arn:aws:iam::123456789012:role/shared-orders', !Ref N]", true)]
    [InlineData("shared-orders", "'arn:aws:sts::123456789012:assumed-role/shared-orders/*'", true)]
    [InlineData("shared-orders", "'arn:aws:sts::123456789012:assumed-role/shared-orders/f'", true)]
    [InlineData("shared-orders", "'arn:aws:sts::123456789012:assumed-role/shared/f'", false)]
    [InlineData("shared-orders", "'arn:aws:iam::*:role/shared-*'", true)]
    [InlineData("shared-orders", "'arn:aws:iam::*:role/shared-order?'", true)]
    [InlineData("shared-orders", "'arn:aws:iam::*:role/other-*'", false)]
    [InlineData("shared-orders", "'arn:aws:iam::*/shared-*'", true)]
    [InlineData("shared-orders", "'*shared*'", true)]
    [InlineData("shared-orders", "'arn:aws:sts::*:assumed-role/*shared*'", true)]
    [InlineData("shared-orders", "'arn:aws:sts::*:assumed-role/*/f'", false)]
    [InlineData("shared-orders", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:*orders'", true)]
    [InlineData("shared-orders", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:*'", false)]
    [InlineData("shared-orders", "'arn:aws:iam::*:role/*'", false)]
    [InlineData("shared-orders", "'arn:aws:iam::123456789012:*'", false)]
    [InlineData("shared-orders", "'*'", false)]
    [InlineData("shared-orders", "!Sub '${N}/*'", false)]
    [InlineData("shared-orders", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}-*'", false)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::*:role/${AWS::StackName}-*'", false)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "!Sub 'arn:aws:iam::*:role/${AWS::StackName}-s*'", true)]
    [InlineData("!Sub '${AWS::StackName}-shared'", "'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_*'", false)]
    [InlineData("shared-orders", "!Join ['/', [!Sub 'arn:aws:iam::${AWS::AccountId}:role', shared-orders]]", true)]
    [InlineData("shared-orders", "!Join ['', ['arn:aws:iam::', !Ref 'AWS::AccountId', ':role/', shared-orders]]", true)]
    public void A_place_that_can_mean_the_role_is_told(string name, string written, bool isTold)
    {
        var steps = Mending.Plan($$$$$$"""
            Parameters:
              N: {Type: String}
              M: {Type: String}
              D: {Type: String, Default: orders-default}
            Conditions: {C: !Equals [!Ref N, x]}
            Resources:
              Bucket: {Type: AWS::S3::Bucket}
              Shared:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: {{{{{{name}}}}}}
                  AssumeRolePolicyDocument: {Statement: []}
              Key:
                Type: AWS::KMS::Key
                Properties:
                  KeyPolicy: {Statement: [{Effect: Allow, Principal: {{{{{{written}}}}}}}]}
              A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}
              B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}

            """);
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(
            isTold ? ["SharedRoleNamed"] : [],
            step.Warnings.Select(warning => warning.Id).Where(id => id != "SharedRoleUnused")));
        if (isTold) Assert.Contains("resource Key (line 16)", steps[0].Warnings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a*", "abc", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("*b*", "abc", true)]
    [InlineData("a?", "abc", false)]
    [InlineData("*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void Wildcards_are_those_of_IAM(string pattern, string text, bool expected) =>
        Assert.Equal(expected, RoleNamePattern.Meet(pattern, text, isLoose: false));
}
