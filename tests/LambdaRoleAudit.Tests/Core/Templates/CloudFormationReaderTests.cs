using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The functions of a CloudFormation template are read with the roles that they have.</summary>
public sealed class CloudFormationReaderTests
{
    [Fact]
    public void Functions_with_the_same_role_have_the_same_key()
    {
        var stack = Cfn.Read("""
            Resources:
              Shared: {Type: AWS::IAM::Role}
              A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}
              B: {Type: AWS::Lambda::Function, Properties: {Role: {Fn::GetAtt: [Shared, Arn]}}}
            """);
        Assert.Equal(["${Shared.Arn}", "${Shared.Arn}"], stack.Functions.Select(function => Assert.Single(function.Roles).Key));
    }
}
