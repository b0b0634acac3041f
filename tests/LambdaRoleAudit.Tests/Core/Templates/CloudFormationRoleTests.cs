using System.Text.Json;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Roles are read with all policies that the template gives them, and with symbols for what the template does not
/// determine.</summary>
public sealed class CloudFormationRoleTests
{
    [Fact]
    public void A_role_has_its_policies_and_those_that_attach_to_it()
    {
        var stack = Cfn.Read("""
            Conditions:
              C: !Equals [!Ref AWS::Region, x]
            Resources:
              R:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: orders
                  Path: /team/
                  PermissionsBoundary: !Sub arn:aws:iam::${AWS::AccountId}:policy/b
                  AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
                  ManagedPolicyArns:
                    - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
                    - !Ref M
                    - !If [C, arn:aws:iam::aws:policy/A, !Ref AWS::NoValue]
                    - !Ref AWS::NoValue
                  Policies:
                    - PolicyName: own
                      PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: !GetAtt B.Arn}]}
              M: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: a:b, Resource: '*'}]}}}
              N: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref R], PolicyDocument: {Statement: []}}}
              P: {Type: AWS::IAM::Policy, Properties: {PolicyName: attached, Roles: [!Ref R, other], PolicyDocument: {Statement: [1]}}}
              Q: {Type: AWS::IAM::RolePolicy, Properties: {PolicyName: byName, RoleName: orders, PolicyDocument: {Statement: [2]}}}
              S: {Type: AWS::IAM::Policy, Condition: C, Properties: {PolicyName: sometimes, Roles: [!Ref R], PolicyDocument: {Statement: [3]}}}
              T: {Type: AWS::IAM::Policy, Properties: {PolicyName: another, Roles: [!If [C, !Ref R, x]], PolicyDocument: {Statement: [3]}}}
              B: {Type: AWS::S3::Bucket}
            """);
        var role = Assert.Single(stack.Roles);
        Assert.Equal(("R", "orders", "/team/", "arn:aws:iam::${AWS::AccountId}:policy/b"),
            (role.Address, role.RoleName, role.Path, Symbol.Shown(role.PermissionsBoundaryArn!)));
        Assert.Equal(
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
            role.TrustPolicy);
        Assert.Equal(["own", "attached", "byName"], role.InlinePolicies.Select(policy => policy.PolicyName));
        Assert.Equal("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${B.Arn}"}]}""",
            Symbol.Shown(role.InlinePolicies[0].Document));
        Assert.Equal(["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"], role.ManagedPolicyArns);
        Assert.Equal(["M", "N"], role.DeclaredPolicies.Select(policy => policy.PolicyName));
        Assert.Equal(
            ["ManagedPolicyArns: an item depends on the condition C.", "S: it attaches to the role on the condition C.",
                "T: it attaches to the role on the condition C."], role.Unknown);
        Assert.NotNull(role.Node);
    }

    [Theory]
    [InlineData("!GetAtt B.Arn", "\"${B.Arn}\"", false)]
    [InlineData("!Sub '${B.Arn}/*'", "\"${B.Arn}/*\"", false)]
    [InlineData("!Sub 'arn:${AWS::Partition}:s3:::x'", "\"arn:${AWS::Partition}:s3:::x\"", false)]
    [InlineData("!Ref P", "\"${P}\"", true)]
    [InlineData("!Ref Fixed", "\"${Fixed}\"", false)]
    [InlineData("!Ref Wild", "\"${Wild}\"", true)]
    [InlineData("!ImportValue x", "\"${Fn::ImportValue x}\"", true)]
    [InlineData("!GetAtt Custom.Arn", "\"${Custom.Arn}\"", true)]
    [InlineData("!FindInMap [M, !Ref AWS::Region, k]", "\"${Fn::FindInMap M, ${AWS::Region}, k}\"", true)]
    [InlineData("!FindInMap [M, a, k]", "\"v\"", false)]
    [InlineData("'{{resolve:secretsmanager:x:SecretString:y}}'", "\"${resolve:secretsmanager:x:SecretString:y}\"", true)]
    [InlineData("!Select [0, !Split ['/', !GetAtt B.Arn]]", "\"${Fn::Select 0, ${Fn::Split /, ${B.Arn}}}\"", false)]
    [InlineData("[a, !Ref AWS::NoValue]", "[\"a\"]", false)]
    [InlineData("true", "true", false)]
    [InlineData("'true'", "\"true\"", false)]
    [InlineData("12", "12", false)]
    [InlineData("0123", "\"0123\"", false)]
    [InlineData("2012-10-17", "\"2012-10-17\"", false)]
    [InlineData("\"a\\\"b\\\\c\\nd\"", "\"a\\\"b\\\\c\\u000ad\"", false)]
    [InlineData("!Sub '${!aws:username}'", "\"${aws:username}\"", false)]
    public void A_value_in_a_policy_is_JSON_with_symbols(string value, string json, bool isFree)
    {
        var role = Policy($"Resource: {value}");
        var document = Assert.Single(role.InlinePolicies).Document;
        Assert.Equal($$"""{"Statement":[{"Resource":{{json}}}]}""", Symbol.Shown(document));
        Assert.Equal(isFree, Symbol.FreeIn(document).Any());
        using var parsed = JsonDocument.Parse(document);
        Assert.Empty(role.Unknown);
    }

    [Theory]
    [InlineData("Resource: !If [C, a, b]", """{"Statement":[{"Resource":"${Fn::If C}"}]}""", "condition C")]
    [InlineData("Resource: !If [C, [a], b]", """{"Statement":[{}]}""", "condition C")]
    [InlineData("Resource: [x, !If [C, a, !Ref AWS::NoValue]]", """{"Statement":[{"Resource":["x"]}]}""", "condition C")]
    [InlineData("Resource: !Sub ['a/${X}', {X: !If [C, a, b]}]", """{"Statement":[{"Resource":"a/${Fn::If C}"}]}""", "condition C")]
    [InlineData("Resource: !GetAtt Missing.Arn", """{"Statement":[{}]}""", "Missing is not declared")]
    [InlineData("Fn::Transform: {Name: X}", """{"Statement":[]}""", "macro")]
    public void A_part_that_cannot_be_determined_is_told_and_the_rest_is_kept(string statement, string json, string reason)
    {
        var role = Policy(statement);
        Assert.Equal(json, Symbol.Shown(Assert.Single(role.InlinePolicies).Document));
        Assert.Contains(reason, Assert.Single(role.Unknown), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_can_be_text()
    {
        var role = Assert.Single(Cfn.Read("""
            Resources:
              R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: !Sub '{"Statement":[{"Resource":"${AWS::Region}"}]}'}}
            """).Roles);
        Assert.Equal("""{"Statement":[{"Resource":"${AWS::Region}"}]}""", Symbol.Shown(role.TrustPolicy!));
        Assert.Empty(role.Unknown);
    }

    [Theory]
    [InlineData("Resource: !If [C, a, a]")]
    [InlineData("Resource: !If [Own, a, b]")]
    public void A_choice_without_a_difference_is_no_choice(string statement)
    {
        var role = Policy(statement);
        Assert.Equal("""{"Statement":[{"Resource":"a"}]}""", Assert.Single(role.InlinePolicies).Document);
        Assert.Empty(role.Unknown);
    }

    private static DeclaredRole Policy(string statement) => Assert.Single(Cfn.Read($$"""
        Parameters:
          P: {Type: String, AllowedPattern: '[a-z]+'}
          Fixed: {Type: String, AllowedValues: [a, b]}
          Wild: {Type: String, AllowedValues: [a, '*']}
        Mappings: {M: {a: {k: v} } }
        Conditions: {C: !Equals [!Ref P, x], Own: !Equals [!Ref P, y]}
        Resources:
          B: {Type: AWS::S3::Bucket}
          Custom: {Type: Custom::Thing}
          R:
            Type: AWS::IAM::Role
            Condition: Own
            Properties:
              AssumeRolePolicyDocument: {}
              Policies:
                - PolicyName: p
                  PolicyDocument:
                    Statement:
                      - {{statement}}
        """).Roles);
}
