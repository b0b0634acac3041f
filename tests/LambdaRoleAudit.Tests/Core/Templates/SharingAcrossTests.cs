using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

public class SharingAcrossTests
{
    private const string Shared = "arn:aws:iam::111122223333:role/shared";

    [Theory]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/shared", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/shared'")]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/shared", Shared)]
    [InlineData("!ImportValue shared-role", "!ImportValue shared-role")]
    [InlineData("'{{resolve:ssm:/roles/shared}}'", "'{{resolve:ssm:/roles/shared}}'")]
    [InlineData("!Ref ByName", "'{{resolve:ssm:/roles/shared}}'")]
    [InlineData("!Ref ByDefault", "!Ref ByDefault")]
    [InlineData("!ImportValue {'Fn::Sub': '${AWS::Region}-role'}", "!ImportValue {'Fn::Sub': '${AWS::Region}-role'}")]
    [InlineData(
        "!Sub ['arn:aws:iam::${AWS::AccountId}:role/${N}', {N: !ImportValue role}]",
        "!Join ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':role/', !ImportValue role]]")]
    [InlineData("!Ref ByDefault", Shared)]
    public void A_role_that_can_be_one_in_two_templates_is_Unknown(string one, string other)
    {
        var set = new TemplateSet([Stack("a", one), Stack("b", other)]);
        var shared = Assert.Single(set.Shared).Shared;
        Assert.False(shared.IsCertain);
        Assert.Equal(["Fa", "Fb"], shared.Functions.Select(function => function.FunctionName));
        Assert.Contains("deployed to one account", shared.Conditions, StringComparison.Ordinal);
        Assert.Equal(one.Contains("Default", StringComparison.Ordinal), shared.Conditions!.Contains("ByDefault", StringComparison.Ordinal));
        Assert.Equal("TemplateSharingUnknown", Assert.Single(set.Problems).ErrorId);
        Assert.False(set.IsComplete);
        Assert.Empty(TemplateRoles.Find(set, Selection.Everything, 2));
        var findings = new TemplateExaminer(new(), Selection.Everything).Run(set).Where(finding => finding.RuleId == "Lambda-006").ToList();
        Assert.Equal(["Unknown", "Unknown"], findings.Select(finding => finding.Status.ToString()));
        Assert.Contains("is also used by Fb (", findings[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!ImportValue {'Fn::Sub': '${Base}-role'}", "!ImportValue {'Fn::Sub': '${Base}-role'}")]
    [InlineData("!ImportValue {'Fn::Sub': '${Base}-role'}", "!ImportValue app-role")]
    [InlineData("!ImportValue {'Fn::Join': ['-', [!Ref Base, role]]}", "!ImportValue app-role")]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/${Base}'", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/app'")]
    [InlineData(
        "!Sub ['arn:aws:iam::${AWS::AccountId}:role/${N}', {N: !ImportValue {'Fn::Sub': '${Base}-role'}}]",
        "!Sub ['arn:aws:iam::${AWS::AccountId}:role/${N}', {N: !ImportValue app-role}]")]
    public void An_import_whose_name_has_a_default_can_be_the_same_one(string one, string other)
    {
        var shared = Assert.Single(new TemplateSet([Based("a", one), Based("b", other)]).Shared).Shared;
        Assert.False(shared.IsCertain);
        Assert.Contains("no deployment sets Base", shared.Conditions, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!ImportValue app-role", true)]
    [InlineData("!ImportValue {'Fn::Sub': '${Base}-role'}", true)]
    [InlineData("!Sub ['arn:aws:iam::${AWS::AccountId}:role/${N}', {N: !ImportValue app-name}]", true)]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/app'", true)]
    [InlineData("!ImportValue test-role", false)]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/test'", false)]
    public void A_declared_role_is_known_by_the_default_of_its_name_and_of_its_export(string other, bool isUnknown)
    {
        var declares = Based("a", "!GetAtt Own.Arn", """
            Outputs:
              Arn: {Value: !GetAtt Own.Arn, Export: {Name: !Sub '${Base}-role'} }
              Name: {Value: !Ref Own, Export: {Name: !Sub '${Base}-name'} }
            """);
        Assert.Equal(isUnknown ? 1 : 0, new TemplateSet([declares, Based("b", other)]).Shared.Count);
    }

    private static DeclaredStack Based(string name, string role, string more = "") => Cfn.Read($$"""
        Parameters: {Base: {Type: String, Default: app} }
        Resources:
          {{(more.Length == 0 ? "Other: {Type: AWS::SQS::Queue}" : "Own: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref Base} }")}}
          F{{name}}: {Type: AWS::Lambda::Function, Properties: {Role: {{role}} } }
        {{more}}
        """, $"/t/{name}.yaml");

    [Theory]
    [InlineData("!ImportValue shared-role", "!ImportValue other-role")]
    [InlineData("!Ref ByDefault", "arn:aws:iam::444455556666:role/shared")]
    [InlineData("!Ref Open", "!Ref Open")]
    [InlineData("!GetAtt Own.Arn", "!GetAtt Own.Arn")]
    [InlineData("!Ref ByDefault", "arn:aws:iam::111122223333:role/other")]
    public void Roles_with_other_names_are_others(string one, string other) =>
        Assert.Empty(new TemplateSet([Stack("a", one), Stack("b", other)]).Shared);

    [Fact]
    public void The_same_complete_ARN_is_shared_for_certain() =>
        Assert.True(Assert.Single(new TemplateSet([Stack("a", Shared), Stack("b", Shared)]).Shared).Shared.IsCertain);

    [Theory]
    [InlineData("!ImportValue own-role", 1)]
    [InlineData("!ImportValue other", 0)]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/own", 1)]
    [InlineData("arn:aws:iam::111122223333:role/own", 1)]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/team/own", 0)]
    [InlineData("!GetAtt Own.Arn", 0)]
    public void A_role_that_one_template_declares_and_another_names_is_Unknown(string other, int expected)
    {
        var second = Cfn.Read(Text("b", other).Replace("RoleName: own", "RoleName: mine", StringComparison.Ordinal), "/t/b.yaml");
        var set = new TemplateSet([Stack("a", "!GetAtt Own.Arn", Export), second]);
        Assert.Equal(expected, set.Shared.Count);
        if (expected == 0) return;
        Assert.Equal(("${Own.Arn}", "Own"), (set.Shared[0].Shared.Key, set.Shared[0].Shared.RoleAddress));
        Assert.False(set.Shared[0].Shared.IsCertain);
        Assert.Contains("functions Fa, Fb (/t/b.yaml)", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_that_is_not_written_can_be_each_of_two()
    {
        var set = new TemplateSet([
            Stack("a", Shared), Stack("b", "arn:aws:iam::444455556666:role/shared"),
            Stack("c", "!Sub arn:aws:iam::${AWS::AccountId}:role/shared")]);
        Assert.Equal(["Fa Fc", "Fb Fc"], set.Shared.Select(one => string.Join(' ', one.Shared.Functions.Select(f => f.FunctionName))));
        Assert.All(set.Shared, one => Assert.False(one.Shared.IsCertain));
    }

    [Theory]
    [InlineData(Shared)]
    [InlineData("!GetAtt Own.Arn")]
    [InlineData("!Sub 'arn:aws:iam::111122223333:role/${Name}'")]
    public void A_default_can_be_the_role_of_another_function_of_the_template(string other)
    {
        var parameter = other.Contains("Own", StringComparison.Ordinal) ? "ByOwn" : "ByDefault";
        var stack = Cfn.Read(Text("a", $"!Ref {parameter}")
            + $"  Second:\n    Type: AWS::Lambda::Function\n    Properties: {{Role: {other}}}\n");
        var shared = Assert.Single(new TemplateSet([stack]).Shared).Shared;
        Assert.False(shared.IsCertain);
        Assert.Equal(["Fa", "Second"], shared.Functions.Select(function => function.FunctionName));
        Assert.StartsWith("it is the same role if no deployment sets ", shared.Conditions, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_with_one_parameter_share_for_certain_and_are_not_told_twice()
    {
        var stack = Cfn.Read(Text("a", "!Ref ByDefault")
            + "  Second:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !Ref ByDefault}\n");
        Assert.True(Assert.Single(new TemplateSet([stack]).Shared).Shared.IsCertain);
    }

    private const string Export = "Outputs: {O: {Value: !GetAtt Own.Arn, Export: {Name: own-role}}}\n";

    private static DeclaredStack Stack(string name, string role, string more = "") =>
        Cfn.Read(Text(name, role) + more, $"/t/{name}.yaml");

    private static string Text(string name, string role) => $$"""
        Parameters:
          Open: {Type: String}
          Name: {Type: String, Default: shared}
          ByDefault: {Type: String, Default: '{{Shared}}'}
          ByOwn: {Type: String, Default: 'arn:aws:iam::111122223333:role/own'}
          ByName: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /roles/shared}
        Resources:
          Own: {Type: 'AWS::IAM::Role', Properties: {RoleName: own, AssumeRolePolicyDocument: {} } }
          F{{name}}:
            Type: AWS::Lambda::Function
            Properties:
              Role: {{role}}

        """;
}
