using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The functions of a CloudFormation template are read with the roles that they have.</summary>
public sealed class CloudFormationReaderTests
{
    private const string Head = """
        Parameters:
          RoleArn: {Type: String, Default: arn:aws:iam::123456789012:role/default}
          Parts: {Type: CommaDelimitedList}
          Name: {Type: String}
        Mappings:
          Roles: {prod: {arn: arn:aws:iam::123456789012:role/prod}, dev: {arn: arn:aws:iam::123456789012:role/dev}}
        Conditions:
          C: !Equals [!Ref Name, x]
        Resources:
          R: {Type: AWS::IAM::Role}
          Named: {Type: AWS::IAM::Role, Properties: {RoleName: named, Path: /team/}}
          Sub: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub '${AWS::StackName}-role'}}
          Nested: {Type: AWS::CloudFormation::Stack}
          F:
            Type: AWS::Lambda::Function
            Properties: {Role: 
        """;

    /// <summary>What names a role of the template is that role, however it is written.</summary>
    [Theory]
    [InlineData("!GetAtt R.Arn", "R")]
    [InlineData("!GetAtt [R, Arn]", "R")]
    [InlineData("{Fn::GetAtt: [R, Arn]}", "R")]
    [InlineData("{Fn::GetAtt: R.Arn}", "R")]
    [InlineData("!Sub '${R.Arn}'", "R")]
    [InlineData("{Fn::Sub: ['${Role}', {Role: !GetAtt R.Arn}]}", "R")]
    [InlineData("!Join ['', [!GetAtt R.Arn]]", "R")]
    [InlineData("!Select [1, [a, !GetAtt R.Arn]]", "R")]
    [InlineData("!Ref R", "R")]
    [InlineData("!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${R}'", "R")]
    [InlineData("!Sub 'arn:aws-cn:iam::123456789012:role/service/${R}'", "R")]
    [InlineData("!Join ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':role/', !Ref R]]", "R")]
    [InlineData("!Join [':', [arn, !Ref 'AWS::Partition', iam, '', !Ref 'AWS::AccountId', !Join [/, [role, !Ref R]]]]", "R")]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/team/named'", "Named")]
    [InlineData("arn:aws:iam::123456789012:role/team/Named", "Named")]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}-role'", "Sub")]
    public void A_role_of_the_template_is_found(string role, string address)
    {
        var use = Assert.Single(Function(role).Roles);
        Assert.Equal((RoleTie.Declared, address, $"${{{address}.Arn}}"), (use.Tie, use.RoleAddress, use.Key));
        Assert.NotNull(use.Node);
    }

    /// <summary>What names another role is a key: the same expression is the same role.</summary>
    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/other", "arn:aws:iam::123456789012:role/other")]
    [InlineData("!Ref RoleArn", "${RoleArn}")]
    [InlineData("!Sub '${RoleArn}'", "${RoleArn}")]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/${Name}'", "arn:aws:iam::${AWS::AccountId}:role/${Name}")]
    [InlineData("!Join ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':role/', !Ref Name]]", "arn:aws:iam::${AWS::AccountId}:role/${Name}")]
    [InlineData("!Sub ['arn:aws:iam::${A}:role/${N}', {A: !Ref AWS::AccountId, N: !Ref Name}]",
        "arn:aws:iam::${AWS::AccountId}:role/${Name}")]
    [InlineData("!Sub 'arn:aws:iam::123456789012:role/${R}-x'", "arn:aws:iam::123456789012:role/${R}-x")]
    [InlineData("!Sub 'arn:aws:sts::123456789012:role/${R}'", "arn:aws:sts::123456789012:role/${R}")]
    [InlineData("!ImportValue shared", "${Fn::ImportValue shared}")]
    [InlineData("{Fn::ImportValue: !Sub '${AWS::StackName}-role'}", "${Fn::ImportValue ${AWS::StackName}-role}")]
    [InlineData("!ImportValue {Fn::Sub: '${AWS::StackName}-role'}", "${Fn::ImportValue ${AWS::StackName}-role}")]
    [InlineData("'{{resolve:ssm:/role:1}}'", "{{resolve:ssm:/role:1}}")]
    [InlineData("!GetAtt Nested.Outputs.RoleArn", "${Nested.Outputs.RoleArn}")]
    [InlineData("!GetAtt [Nested, Outputs.RoleArn]", "${Nested.Outputs.RoleArn}")]
    [InlineData("!GetAtt R.RoleId", "${R.RoleId}")]
    [InlineData("!Select [0, !Ref Parts]", "${Fn::Select 0, ${Parts}}")]
    [InlineData("!Select ['0', !Split ['|', !Ref Name]]", "${Fn::Select 0, ${Fn::Split |, ${Name}}}")]
    [InlineData("!Select [1, !Split ['|', 'a|arn:aws:iam::123456789012:role/b']]", "arn:aws:iam::123456789012:role/b")]
    [InlineData("!Join ['', !Ref Parts]", "${Fn::Join , ${Parts}}")]
    [InlineData("!FindInMap [Roles, prod, arn]", "arn:aws:iam::123456789012:role/prod")]
    [InlineData("!FindInMap [Roles, !Ref Name, arn]", "${Fn::FindInMap Roles, ${Name}, arn}")]
    [InlineData("!FindInMap [Roles, test, arn, {DefaultValue: !Ref RoleArn}]", "${RoleArn}")]
    public void Another_role_has_a_key(string role, string key)
    {
        var use = Assert.Single(Function(role).Roles);
        Assert.Equal((RoleTie.Imported, key, null), (use.Tie, use.Key, use.RoleAddress));
    }

    [Theory]
    [InlineData("!GetAtt Missing.Arn", "Missing is not declared")]
    [InlineData("!Ref Missing", "Missing is not declared")]
    [InlineData("!Sub '${Missing}'", "Missing is not declared")]
    [InlineData("!FindInMap [Roles, test, arn]", "has no value for test")]
    [InlineData("{Fn::Transform: {Name: Macro}}", "macro")]
    [InlineData("!Transform {Name: Macro}", "macro")]
    [InlineData("!Join ['', [{Fn::Transform: {Name: Macro}}]]", "macro")]
    [InlineData("{Fn::Unheard: 1}", "Unheard is not known")]
    [InlineData("!Ref AWS::NoValue", "Role is not set")]
    [InlineData("''", "Role is not text")]
    [InlineData("[a]", "Role is not text")]
    [InlineData("{a: b, c: d}", "Role is not text")]
    [InlineData("12", "Role is not text")]
    [InlineData("!Select [9, [a]]", "no item 9")]
    [InlineData("!If [C]", "arguments of Fn::If")]
    [InlineData("!Sub [x]", "arguments of Fn::Sub")]
    [InlineData("!GetAtt R", "arguments of Fn::GetAtt")]
    [InlineData("!Join [1]", "arguments of Fn::Join")]
    [InlineData("{Ref: [R]}", "arguments of Ref")]
    public void A_role_that_nothing_determines_is_unknown_with_the_reason(string role, string reason)
    {
        var use = Assert.Single(Function(role).Roles);
        Assert.Equal((RoleTie.Unknown, ""), (use.Tie, use.Key));
        Assert.Contains(reason, use.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{Runtime: x}")]
    [InlineData("{Role: }")]
    [InlineData("{Role: null}")]
    [InlineData("x")]
    [InlineData("[]")]
    public void A_function_without_a_role_is_unknown(string properties)
    {
        var stack = Cfn.Read($"Resources:\n  F: {{Type: AWS::Lambda::Function, Properties: {properties}}}\n");
        Assert.Equal("? Role is not set", Assert.Single(Cfn.Keys(stack, "F")));
    }

    [Fact]
    public void Properties_that_a_macro_makes_can_have_a_role()
    {
        var stack = Cfn.Read("Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {Fn::Transform: {Name: AWS::Include}}}\n");
        Assert.Contains("macro", Assert.Single(Cfn.Keys(stack, "F")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_a_conditional_role_is_the_branch()
    {
        var function = Function("!If [C, !GetAtt R.Arn, !If [C, never, !Ref RoleArn]]");
        Assert.Equal(2, function.Roles.Count);
        var text = function.Roles.ToDictionary(use => use.Key, use => use.Node!);
        Assert.Equal("!GetAtt", text["${R.Arn}"].Tag);
        Assert.Equal("!Ref", text["${RoleArn}"].Tag);
        Assert.Equal(new Dictionary<string, bool> { ["C"] = false }, function.Roles.Single(use => use.Key == "${RoleArn}").Conditions);
    }

    [Fact]
    public void A_condition_inside_a_text_is_a_case_of_its_own()
    {
        var roles = Function("!Sub ['arn:aws:iam::123456789012:role/${X}', {X: !If [C, a, !Ref Name]}]").Roles;
        Assert.Equal(
            ["arn:aws:iam::123456789012:role/${Name}", "arn:aws:iam::123456789012:role/a"],
            roles.Select(use => use.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_declaration_is_the_place_of_the_logical_id()
    {
        var stack = Cfn.Read("""
            {
              "Resources": {
                "Fn1A2B": {
                  "Type": "AWS::Lambda::Function",
                  "Properties": {"FunctionName": "orders", "Runtime": "python3.13", "Role": {"Fn::GetAtt": ["Role9", "Arn"]}},
                  "Metadata": {"aws:cdk:path": "App/Orders/Resource"}
                },
                "Role9": {"Type": "AWS::IAM::Role"}
              }
            }
            """, "/app/cdk.out/App.template.json");
        var function = Assert.Single(stack.Functions);
        Assert.Equal("orders", function.FunctionName);
        var place = function.Declaration;
        Assert.Equal((3, 5, "Fn1A2B", "App/Orders/Resource", TemplateFormat.CloudFormation, "/app/cdk.out/App.template.json"),
            (place.Line, place.Column, place.Address, place.ConstructPath, place.Format, place.Path));
        Assert.Equal(5, function.Roles[0].Node!.Line);
        Assert.True(stack.IsComplete);
    }

    /// <summary>
    /// The kinds of input that KICS has for its rule "Lambda Functions Without Unique IAM Roles": the same literal ARN in YAML and JSON,
    /// and two ARNs. KICS compares the values as they are written and no SAM functions, so it does not find a role that is written in two
    /// ways, and it reports functions that no deployment has together.
    /// </summary>
    [Theory]
    [InlineData("Role: arn:aws:iam::123456789012:role/lambda-role", "Role: arn:aws:iam::123456789012:role/lambda-role", true)]
    [InlineData("{\"Role\": \"arn:aws:iam::123456789012:role/lambda-role\"}",
        "{\"Role\": \"arn:aws:iam::123456789012:role/lambda-role\"}", true)]
    [InlineData("Role: arn:aws:iam::123456789012:role/lambda-role", "Role: arn:aws:iam::123456789012:role/lambda-ex", false)]
    [InlineData("Role: {Ref: P}", "Role: !Ref P", true)]
    [InlineData("Role: {Ref: P}", "Role: !Ref Q", false)]
    public void Functions_with_one_literal_role_share_it(string one, string other, bool isShared)
    {
        var stack = Cfn.Read($"""
            Parameters: {"{P: {Type: String}, Q: {Type: String}}"}
            Resources:
              Primer01:
                Type: AWS::Lambda::Function
                Properties:
                  {one}
              Primer02:
                Type: AWS::Lambda::Function
                Properties:
                  {other}
            """);
        Assert.Equal(isShared ? ["Primer01, Primer02"] : [], TemplateSharing.Find(stack).Shared
            .Select(shared => string.Join(", ", shared.Functions.Select(function => function.FunctionName))));
    }

    /// <summary>A function's role is in the function's account, so an ARN with the account's id can be equal to one without.</summary>
    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/x", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/x'", true)]
    [InlineData("!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/p/x'", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/p/x'", true)]
    [InlineData("arn:aws:iam::123456789012:role/x", "arn:aws:iam::210987654321:role/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/x", "arn:aws-cn:iam::123456789012:role/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/x", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/y'", false)]
    [InlineData("arn:aws:iam::123456789012:role/x", "!Sub 'arn:aws:iam::${Account}:role/x'", false)]
    public void One_ARN_can_be_written_in_two_ways(string one, string other, bool isShared)
    {
        var stack = Cfn.Read($$"""
            Parameters: {Account: {Type: String} }
            Resources:
              A: {Type: AWS::Lambda::Function, Properties: {Role: {{one}} } }
              B: {Type: AWS::Lambda::Function, Properties: {Role: {{other}} } }
            """);
        Assert.Equal(isShared, TemplateSharing.Find(stack).Shared.Count == 1);
    }

    [Theory]
    [InlineData("AWSTemplateFormatVersion: '2010-09-09'", true)]
    [InlineData("Transform: AWS::Serverless-2016-10-31\nResources: {}", true)]
    [InlineData("Resources: {A: {Type: AWS::S3::Bucket}}", true)]
    [InlineData("Resources: {A: {Kind: Pod}}", false)]
    [InlineData("service: x\nprovider: {name: aws}", false)]
    [InlineData("Transform: x", false)]
    public void A_template_is_recognized(string text, bool isTemplate) =>
        Assert.Equal(isTemplate, CloudFormationReader.IsTemplate(Cfn.Root(text)));

    private static DeclaredFunction Function(string role) => Assert.Single(Cfn.Read(Head + role + "}\n").Functions);
}
