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

    [Theory]
    [InlineData("RP: {Type: AWS::IAM::RolePolicy, DependsOn: Shared, Properties: {PolicyName: p, RoleName: !Ref Shared}}", "")]
    [InlineData("P: {Type: AWS::IAM::Policy, DependsOn: [Shared], Properties: {PolicyName: p, Roles: [!Ref Shared]}}", "")]
    [InlineData("Q: {Type: AWS::SQS::Queue, DependsOn: Shared}", "SharedRoleNamed")]
    [InlineData("V: {Type: AWS::Lambda::Version, Properties: {FunctionName: afn}}", "VersionsKeepRole")]
    [InlineData("V: {Type: AWS::Lambda::Version, Properties: {FunctionName: other}}", "")]
    [InlineData("L: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Sub 'arn:aws:lambda:x:${P}:function:afn'}}", "VersionsKeepRole")]
    [InlineData("L: {Type: AWS::Lambda::Alias, Properties: {FunctionName: '123456789012:afn'}}", "VersionsKeepRole")]
    public void What_else_names_the_role_or_the_function_is_told(string resource, string expected)
    {
        var steps = Mending.Plan($$$$$$"""
            Parameters: {P: {Type: String}}
            Resources:
              Shared: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
              A: {Type: AWS::Lambda::Function, Properties: {FunctionName: afn, Role: !GetAtt Shared.Arn}}
              B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn}}
              {{{{{{resource}}}}}}

            """);
        Assert.Equal(expected, string.Join(' ', steps[0].Warnings.Select(warning => warning.Id)));
    }

    [Theory]
    [InlineData("P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!Ref Shared]}}", "", true)]
    [InlineData("P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: []}}}", "ManagedPolicyArns: [!Ref P],", true)]
    [InlineData("P: {Type: AWS::IAM::Policy, DeletionPolicy: Retain, Properties: {PolicyName: p, Roles: [!Ref Shared]}}", "", false)]
    [InlineData("P: {Type: AWS::SQS::Queue}", "", false)]
    public void A_retained_role_without_its_policies_is_told(string policy, string role, bool isTold)
    {
        var steps = Mending.Plan($$$$$$"""
            Resources:
              Shared: {Type: AWS::IAM::Role, Properties: { {{{{{{role}}}}}} AssumeRolePolicyDocument: {Statement: []}}}
              A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn, VpcConfig: {SubnetIds: [s]}}}
              B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Shared.Arn, VpcConfig: {SubnetIds: [s]}}}
              {{{{{{policy}}}}}}

            """);
        var warning = Assert.Single(steps[0].Warnings, warning => warning.Id == "VpcFunction").Message;
        Assert.Contains("Shared stays in the account", warning, StringComparison.Ordinal);
        Assert.Equal(isTold, warning.Contains("do not stay: P.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Role", "ARole2")]
    [InlineData("Queue", "ARole")]
    public void A_new_role_has_not_the_name_of_an_event(string name, string expected)
    {
        var steps = Mending.Plan($$$$$$"""
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Shared: {Type: AWS::IAM::Role, Properties: {Description: d, AssumeRolePolicyDocument: {Statement: []}}}
              A:
                Type: AWS::Serverless::Function
                Properties: {Role: !GetAtt Shared.Arn, Events: { {{{{{{name}}}}}}: {Type: SQS, Properties: {Queue: 'arn:aws:sqs:x:1:q'}}}}
              B: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt Shared.Arn}}

            """);
        Assert.Equal(expected, steps[0].TargetRole);
    }
}
