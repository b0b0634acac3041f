using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Nested stacks and applications of AWS SAM: the functions there can have a role of the template that deploys them.</summary>
public class NestedTemplatesTests
{
    private const string Trust =
        "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}";

    private const string Passing =
        "N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {RoleArn: !GetAtt R.Arn}}}";

    private const string Child = """
        Parameters: {RoleArn: {Type: String} }
        Resources:
          Own: {Type: AWS::IAM::Role, Properties: {RoleName: mine} }
          C: {Type: AWS::Lambda::Function, Properties: {Role: !Ref RoleArn} }
          D: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Own.Arn} }
        Outputs: {Made: {Value: !GetAtt Own.Arn} }
        """;

    [Theory]
    [InlineData("Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {A: !GetAtt R.Arn}}", true)]
    [InlineData("Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {A: !Ref R}}", true)]
    [InlineData("Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Ref Url, Parameters: {A: !Sub 'x/${R}'}}", true)]
    [InlineData("Type: AWS::Serverless::Application, Properties: {Location: ./child.yaml, Parameters: {A: !GetAtt R.Arn}}", true)]
    [InlineData("Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: x}, Parameters: !Transform {Name: M}}", true)]
    [InlineData("Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml, Parameters: {A: !Ref Url}}", false)]
    [InlineData("Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./child.yaml}", false)]
    public void A_nested_stack_that_was_not_read_can_have_a_function_with_a_role_that_it_gets(string nested, bool isOpen)
    {
        var set = new TemplateSet([Parent($"N: {{{nested}}}")]);
        Assert.Contains(
            "'N' in", Assert.Single(set.Problems, one => one.ErrorId == "TemplateNestedNotRead").Message, StringComparison.Ordinal);
        Assert.False(set.IsComplete);
        var found = Sharing(set);
        Assert.Equal(isOpen ? FindingStatus.Unknown : FindingStatus.Passed, found["F"].Status);
        Assert.Equal(isOpen, found["F"].Evidence.Contains("N", StringComparison.Ordinal));
        // A role that the template only names, or whose name is not made up, can be named there too.
        Assert.Equal(FindingStatus.Unknown, found["Named"].Status);
        Assert.Equal(FindingStatus.Unknown, found["Given"].Status);
    }

    [Fact]
    public void A_nested_stack_that_was_read_has_the_role_that_it_gets()
    {
        var set = new TemplateSet([Parent(Passing), Cfn.Read(Child, "/stack/child.yaml")]);
        Assert.True(new TemplateSet([Parent("Q: {Type: AWS::SQS::Queue}"), Cfn.Read(Child, "/stack/child.yaml")]).IsComplete);
        Assert.Equal(["TemplateSharingUnknown"], set.Problems.Select(one => one.ErrorId));
        var found = Sharing(set);
        Assert.Equal((FindingStatus.Unknown, FindingStatus.Unknown), (found["F"].Status, found["C"].Status));
        Assert.Contains(
            "is the same role if template.yaml deploys child.yaml as nested stack N", found["C"].Evidence, StringComparison.Ordinal);
        Assert.Equal((FindingStatus.Passed, FindingStatus.Passed), (found["Named"].Status, found["D"].Status));
    }

    [Fact]
    public void An_output_of_a_nested_stack_is_the_role_there()
    {
        var parent = Parent("""
            N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://b.s3.amazonaws.com/x/child.yaml', Parameters: {RoleArn: a}}}
              G: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt N.Outputs.Made} }
            """);
        var found = Sharing(new TemplateSet([parent, Cfn.Read(Child, "/stack/child.yaml")]));
        Assert.Equal((FindingStatus.Unknown, FindingStatus.Unknown), (found["G"].Status, found["D"].Status));
        Assert.Contains("also used by G", found["D"].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_is_followed_through_several_levels()
    {
        var middle = Cfn.Read("""
            Parameters: {Role: {Type: String} }
            Resources:
              M: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {RoleArn: !Ref Role}}}
            """, "/stack/middle.yaml");
        var parent = Parent(
            "N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: middle.yaml, Parameters: {Role: !GetAtt R.Arn}}}");
        var found = Sharing(new TemplateSet([parent, middle, Cfn.Read(Child, "/stack/child.yaml")]));
        Assert.Equal((FindingStatus.Unknown, FindingStatus.Unknown), (found["F"].Status, found["C"].Status));
    }

    [Fact]
    public void A_template_that_is_deployed_twice_with_one_role_shares_it()
    {
        var parent = Cfn.Read($$"""
            Resources:
              R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {{Trust}} } }
              {{Passing}}
              {{Passing.Replace("N:", "O:", StringComparison.Ordinal)}}
            """, "/stack/template.yaml");
        var found = Sharing(new TemplateSet([parent, Cfn.Read(Child, "/stack/child.yaml")]));
        Assert.Equal(FindingStatus.Unknown, found["C"].Status);
        Assert.Contains("2 times with the same role", found["C"].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!If [Is, !GetAtt R.Arn, !Ref Url]", "is also used by F")]
    [InlineData("!If [Is, !GetAtt R.Arn, !Transform {Name: M}]", "is also used by F")]
    [InlineData("!Transform {Name: M}", "cannot be determined")]
    public void A_value_that_is_not_one_role_can_be_each(string value, string words)
    {
        var parent = Parent(Passing.Replace("!GetAtt R.Arn", value, StringComparison.Ordinal));
        var found = Sharing(new TemplateSet([parent, Cfn.Read(Child, "/stack/child.yaml")]));
        Assert.Equal(FindingStatus.Unknown, found["C"].Status);
        Assert.Contains(words, found["C"].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_that_deploy_each_other_end()
    {
        const string Loop = """
            Parameters: {Role: {Type: String} }
            Resources:
              F: {Type: AWS::Lambda::Function, Properties: {Role: !Ref Role} }
              N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: OTHER, Parameters: {Role: !Ref Role}}}
            """;
        var set = new TemplateSet([
            Cfn.Read(Loop.Replace("OTHER", "b.yaml", StringComparison.Ordinal), "/stack/a.yaml"),
            Cfn.Read(Loop.Replace("OTHER", "a.yaml", StringComparison.Ordinal), "/stack/b.yaml")]);
        Assert.False(set.IsComplete);
    }

    [Theory]
    [InlineData("!Ref R", null, FindingStatus.Unknown)]
    [InlineData("!Ref R", "!Ref Name", FindingStatus.Unknown)]
    [InlineData("!Ref R", "other", FindingStatus.Passed)]
    [InlineData("other", null, FindingStatus.Passed)]
    public void A_nested_stack_that_gets_the_name_of_a_role_can_attach_policies(string passed, string? attached, FindingStatus expected)
    {
        var parent = Parent(
            $"N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: child.yaml, Parameters: {{Name: {passed}}}}}}}");
        List<DeclaredStack> stacks = [parent];
        if (attached is not null)
            stacks.Add(Cfn.Read($$"""
                Parameters: {Name: {Type: String} }
                Resources:
                  P:
                    Type: AWS::IAM::Policy
                    Properties: {PolicyName: p, Roles: [{{attached}}], PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]} }
                """, "/stack/child.yaml"));
        var found = new TemplateExaminer(new FindingOptions { IncludePassed = true }, Selection.Everything).Run(new TemplateSet(stacks))
            .Single(one => one.RuleId == "LRA-201" && one.FunctionName == "F");
        Assert.Equal(expected, found.Status);
    }

    private static DeclaredStack Parent(string nested) => Cfn.Read($$"""
        Parameters: {Url: {Type: String}, Arn: {Type: String} }
        Conditions: {Is: !Equals [!Ref Url, x]}
        Resources:
          R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {{Trust}} } }
          S: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {{Trust}}, RoleName: named} }
          F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn} }
          Named: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt S.Arn} }
          Given: {Type: AWS::Lambda::Function, Properties: {Role: !Ref Arn} }
          {{nested}}
        """, "/stack/template.yaml");

    private static Dictionary<string, LambdaRoleFinding> Sharing(TemplateSet set) =>
        new TemplateExaminer(new FindingOptions { IncludePassed = true }, Selection.Everything).Run(set)
            .Where(one => one.RuleId == SharedLambdaRole.LambdaRuleId).ToDictionary(one => one.FunctionName!, StringComparer.Ordinal);
}
