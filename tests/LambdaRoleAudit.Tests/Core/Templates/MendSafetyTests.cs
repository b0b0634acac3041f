using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>If a copy of the role could grant more, or lose something that cannot be seen, the step is blocked.</summary>
public sealed class MendSafetyTests
{
    private const string Deny =
        "PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Deny, Action: 's3:GetObject', Resource: 'arn:aws:s3:::secret/*'}]}";

    [Theory]
    [InlineData("RoleName: !Sub '${AWS::StackName}-r'", "AWS::IAM::Policy", "Roles: [!Sub '${AWS::StackName}-r']", true)]
    [InlineData("RoleName: !Sub '${AWS::StackName}-r'", "AWS::IAM::Policy", "Roles: [my-r]", true)]
    [InlineData("RoleName: !Sub '${AWS::StackName}-r'", "AWS::IAM::Policy", "Roles: [my-role]", false)]
    [InlineData("RoleName: !Ref Name", "AWS::IAM::Policy", "Roles: [!Ref Name]", true)]
    [InlineData("RoleName: !Ref Name", "AWS::IAM::ManagedPolicy", "Roles: [!Ref Name]", true)]
    [InlineData("RoleName: !Ref Name", "AWS::IAM::RolePolicy", "RoleName: !Ref Name", true)]
    [InlineData("RoleName: my-role", "AWS::IAM::Policy", "Roles: [!Ref Name]", true)]
    [InlineData("RoleName: my-role", "AWS::IAM::Policy", "Roles: [my-role]", false)]
    [InlineData("RoleName: my-role", "AWS::IAM::Policy", "Roles: [another-role]", false)]
    [InlineData("RoleName: !Ref Name", "AWS::IAM::Policy", "Roles: [!Ref Other]", false)]
    [InlineData("RoleName: !Ref Name", "AWS::IAM::Policy", "Roles: [!Ref R]", false)]
    [InlineData("Path: /", "AWS::IAM::Policy", "Roles: [!Ref Name]", false)]
    [InlineData("Path: /", "AWS::IAM::Policy", "Roles: [Ref: R]", true)]
    [InlineData("Path: /", "AWS::IAM::Policy", "Roles: [{Ref: R}]", false)]
    public void A_policy_that_may_attach_by_name_blocks(string role, string type, string attached, bool isBlocked) => AssertBlocked(
        isBlocked ? "PolicyAttachmentUnclear" : null,
        Template(role, $"P: {{Type: '{type}', Properties: {{PolicyName: x, {attached}, {Deny}}}}}"));

    [Theory]
    [InlineData("{Effect: Deny, Action: 'iam:*', Resource: !GetAtt R.Arn}", true)]
    [InlineData("{Effect: Deny, Action: 's3:*', Resource: '*', Condition: {ArnEquals: {'aws:PrincipalArn': !GetAtt R.Arn}}}", true)]
    [InlineData("{Effect: Allow, Action: 's3:*', Resource: '*', Condition: {StringLike: {'aws:userid': !Sub '${R.RoleId}:*'}}}", true)]
    [InlineData("{Effect: Deny, Action: 'iam:*', Resource: !GetAtt Other.Arn}", false)]
    [InlineData("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::b/${aws:userid}/*'}", true)]
    [InlineData("{Effect: Allow, Action: 's3:*', Resource: !Sub 'arn:aws:s3:::${Name}/${!aws:PrincipalTag/Team}/*'}", true)]
    [InlineData("{Effect: Allow, Action: 's3:*', NotResource: ['arn:aws:s3:::b/${AWS:UserName}/*']}", true)]
    [InlineData("{Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::b/${aws:PrincipalAccount}/*'}", false)]
    [InlineData("{Effect: Allow, Action: 'iam:*', NotResource: !GetAtt R.Arn}", true)]
    [InlineData("{Effect: Allow, Action: 'iam:GetRole', Resource: !GetAtt Other.Arn}", false)]
    public void A_policy_about_the_role_itself_blocks(string statement, bool isBlocked) => AssertBlocked(
        isBlocked ? "PolicyDependsOnRole" : null,
        Template("Path: /", "P: {Type: AWS::IAM::Policy, Properties: {PolicyName: x, Roles: [!Ref R], PolicyDocument: {Statement: ["
            + $"{statement}]}}}}}}"));

    [Theory]
    [InlineData("ArnLike: {'aws:PrincipalArn': 'arn:aws:iam::*:role/r'}", true)]
    [InlineData("ArnLike: {'aws:SourceArn': '*'}", false)]
    public void A_boundary_about_the_role_itself_blocks(string condition, bool isBlocked) => AssertBlocked(
        isBlocked ? "PolicyDependsOnRole" : null,
        Template("PermissionsBoundary: !Ref Bound", "Bound: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: ["
            + $"{{Effect: Allow, Action: '*', Resource: '*', Condition: {{{condition}}}}}]}}}}}}"));

    [Theory]
    [InlineData("jsonencode({Statement=[{Effect=\"Allow\",Action=\"s3:*\",Resource=\"arn:aws:s3:::b/$${aws:userid}/*\"}]})", true)]
    [InlineData("jsonencode({Statement=[{Condition={StringLike={\"aws:userid\"=\"${aws_iam_role.r.unique_id}:*\"}}}]})", true)]
    [InlineData("jsonencode({Statement=[{Condition={ArnLike={\"aws:PrincipalArn\"=\"arn:aws:iam::111122223333:role/r\"}}}]})", true)]
    [InlineData("jsonencode({Statement=[{Effect=\"Deny\",Action=\"iam:*\",Resource=aws_iam_role.r.arn}]})", true)]
    [InlineData("jsonencode({Statement=[{Effect=\"Deny\",Action=\"iam:*\",Resource=\"arn:aws:iam::111122223333:role/r\"}]})", true)]
    [InlineData("file(\"${path.module}/own.json\")", true)]
    [InlineData("file(\"own.json\")", true)]
    [InlineData("templatefile(\"own.json\", { role = aws_iam_role.r.arn })", true)]
    [InlineData("data.aws_iam_policy_document.own.json", true)]
    [InlineData("templatefile(\"own.json\", { role = \"x\" })", false)]
    [InlineData("file(\"other.json\")", false)]
    [InlineData("jsonencode({Statement=[{Effect=\"Deny\",Action=\"iam:*\",Resource=aws_iam_role.r2.arn}]})", false)]
    public void A_policy_about_the_role_itself_blocks_Terraform(string policy, bool isBlocked)
    {
        using var folder = new PatchedFolder(
            ("own.json", """{"Statement": [{"Effect": "Deny", "Condition": {"Null": {"aws:PrincipalTag/x": "true"}}}]}"""),
            ("other.json", """{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"""),
            ("main.tf", $$"""
                resource "aws_iam_role" "r" {
                  name               = "r"
                  assume_role_policy = jsonencode({ Statement = [] })
                }
                resource "aws_iam_role" "r2" { assume_role_policy = jsonencode({ Statement = [] }) }
                data "aws_iam_policy_document" "own" {
                  statement {
                    actions   = ["s3:*"]
                    resources = ["*"]
                    condition {
                      test     = "StringEquals"
                      variable = "aws:PrincipalArn"
                      values   = [aws_iam_role.r.arn]
                    }
                  }
                }
                resource "aws_iam_role_policy" "p" {
                  role   = aws_iam_role.r.id
                  policy = {{policy}}
                }
                resource "aws_lambda_function" "a" { role = aws_iam_role.r.arn }
                resource "aws_lambda_function" "b" { role = aws_iam_role.r.arn }

                """));
        Assert.Equal(2, folder.Steps.Count);
        Assert.All(folder.Steps, step => Assert.Equal(
            isBlocked ? ["PolicyDependsOnRole"] : [], step.Blockers.Select(issue => issue.Id)));
        // What cannot be read cannot be proven, although its text is copied.
        Assert.All(folder.Steps, step => Assert.Equal(
            isBlocked || policy.StartsWith("templatefile", StringComparison.Ordinal) ? "Unknown" : "Proven", step.Proof));
    }

    [Theory]
    [InlineData("aws:PrincipalArn", true)]
    [InlineData("aws:SourceArn", false)]
    public void A_boundary_about_the_role_itself_blocks_Terraform(string key, bool isBlocked)
    {
        using var folder = new PatchedFolder(("main.tf", $$$"""
            resource "aws_iam_policy" "bound" {
              policy = jsonencode({ Statement = [
                { Effect = "Allow", Action = "*", Resource = "*", Condition = { ArnLike = { "{{{key}}}" = "arn:aws:iam::*:role/r" } } }
              ] })
            }
            resource "aws_iam_role" "r" {
              name                 = "r"
              assume_role_policy   = jsonencode({ Statement = [] })
              permissions_boundary = aws_iam_policy.bound.arn
            }
            resource "aws_lambda_function" "a" { role = aws_iam_role.r.arn }
            resource "aws_lambda_function" "b" { role = aws_iam_role.r.arn }

            """));
        Assert.Equal(2, folder.Steps.Count);
        Assert.All(folder.Steps, step => Assert.Equal(isBlocked, step.Blockers.Any(issue => issue.Id == "PolicyDependsOnRole")));
    }

    [Theory]
    [InlineData("    - {Effect: Allow, Action: 's3:*', Resource: '*', Condition: {ArnLike: {'aws:PrincipalArn': '*lambdaRole'}}}\n", true)]
    [InlineData("    - {Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::b/$${aws:userid}/*'}\n", true)]
    [InlineData("    - {Effect: Allow, Action: 's3:*', Resource: '*', Condition: {ArnLike: {'aws:SourceArn': '*'}}}\n", false)]
    public void A_policy_about_the_role_itself_blocks_Serverless(string statement, bool isBlocked)
    {
        var steps = ServerlessMenderTests.Plan(ServerlessSample.Read(
            "service: s\nprovider:\n  name: aws\n  iamRoleStatements:\n" + statement + "functions: {a: {handler: h}, b: {handler: h}}\n"));
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(isBlocked ? ["PolicyDependsOnRole"] : [], step.Blockers.Select(issue => issue.Id)));
    }

    [Theory]
    [InlineData("aws:PrincipalArn", true)]
    [InlineData("aws:SourceArn", false)]
    public void A_boundary_about_the_role_itself_blocks_Serverless(string key, bool isBlocked)
    {
        var steps = ServerlessMenderTests.Plan(ServerlessSample.Read(
            "service: s\nprovider:\n  name: aws\n  iam: {role: {permissionsBoundary: !Ref Bound}}\n"
            + "functions: {a: {handler: h}, b: {handler: h}}\nresources:\n  Resources:\n    Bound:\n      Type: AWS::IAM::ManagedPolicy\n"
            + "      Properties:\n        PolicyDocument:\n          Statement:\n            - Effect: Allow\n              Action: '*'\n"
            + $"              Resource: '*'\n              Condition: {{ArnLike: {{'{key}': 'arn:aws:iam::*:role/r'}}}}\n"));
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(isBlocked, step.Blockers.Any(issue => issue.Id == "PolicyDependsOnRole")));
    }

    [Theory]
    [InlineData("Q: {Type: AWS::SQS::Queue, Connectors: {C: {Properties: {Destination: {Id: A}, Permissions: [Write]}}}}")]
    [InlineData("C: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: A}, Destination: {Id: B}, Permissions: [Write]}}")]
    public void A_connector_blocks(string resource) => AssertBlocked("ConnectorNotRead", Template("Path: /", resource));

    [Fact]
    public void A_macro_in_a_function_blocks_that_function()
    {
        var template = Template("Path: /", "Q: {Type: AWS::SQS::Queue}").Replace(
            "A: {Type: AWS::Lambda::Function, Properties: {", "A: {Type: AWS::Lambda::Function, Properties: {Fn::Transform: {Name: M}, ",
            StringComparison.Ordinal);
        var steps = TemplatePlanner.Plan(
            new TemplateSet([Cfn.Read(template)]), Selection.Everything, new TemplateRepairOptions(),
            new NodeReader(() => new YamlParser()));
        Assert.DoesNotContain(steps, step => step.FunctionName == "A" && step.CanApply);
    }

    private static void AssertBlocked(string? issue, string template)
    {
        var reader = new NodeReader(() => new YamlParser());
        var steps = TemplatePlanner.Plan(
            new TemplateSet([Cfn.Read(template)]), Selection.Everything, new TemplateRepairOptions(), reader);
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(issue is null ? [] : [issue], step.Blockers.Select(blocker => blocker.Id)));
        Assert.All(steps, step => Assert.Equal(issue is null, step.CanApply));
    }

    private static string Template(string role, string resource) => $$$$$"""
        Parameters:
          Name: {Type: String}
        Resources:
          Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
          R:
            Type: AWS::IAM::Role
            Properties:
              {{{{{role}}}}}
              AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
          A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}
          B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}
          {{{{{resource}}}}}
        """;
}
