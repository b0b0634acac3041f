using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Rules on the roles of a template: what does not depend on the deployment is decided, and nothing else.</summary>
public sealed class TemplateExaminerTests
{
    [Theory]
    [InlineData("'*'", "'*'", "LRA-201", FindingStatus.Fail)]
    [InlineData("!Ref Actions", "'*'", "LRA-201", FindingStatus.Unknown)]
    [InlineData("!Ref Actions", "'*'", "LRA-202", FindingStatus.Unknown)]
    [InlineData("!Ref Actions", "'*'", "LRA-203", FindingStatus.Unknown)]
    [InlineData("'*'", "!Ref Anything", "LRA-201", FindingStatus.Unknown)]
    [InlineData("'*'", "!Ref AWS::Region", "LRA-201", null)]
    [InlineData("s3:GetObject", "!Sub '${Bucket.Arn}/*'", "LRA-201", null)]
    [InlineData("'s3:*'", "'*'", "LRA-203", FindingStatus.Fail)]
    [InlineData("'s3:GetObject'", "'*'", "LRA-203", null)]
    [InlineData("[iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction]", "'*'", "LRA-202", FindingStatus.Fail)]
    [InlineData("[iam:PassRole, lambda:CreateFunction, lambda:InvokeFunction]", "!Ref Anything", "LRA-202", FindingStatus.Unknown)]
    [InlineData("iam:PutRolePolicy", "!GetAtt Other.Arn", "LRA-202", null)]
    public void A_policy_is_decided_as_far_as_the_template_decides_it(string action, string resource, string rule, FindingStatus? expected)
    {
        var found = Examine(Template(action, resource)).Where(finding => finding.RuleId == rule).ToList();
        FindingStatus?[] statuses = expected is null ? [] : [expected];
        Assert.Equal(statuses, found.Select(one => (FindingStatus?)one.Status).Distinct());
        Assert.All(found, one => Assert.DoesNotContain("lra-symbol", one.Evidence + one.Remedy, StringComparison.Ordinal));
        Assert.All(found, one => Assert.DoesNotContain("000000000000", one.Evidence + one.Remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{Service: lambda.amazonaws.com}", "LRA-101", null)]
    [InlineData("{Service: ec2.amazonaws.com}", "LRA-101", FindingStatus.Fail)]
    [InlineData("{Service: !Ref Anything}", "LRA-101", FindingStatus.Unknown)]
    [InlineData("{Service: !Ref Anything}", "LRA-102", FindingStatus.Unknown)]
    [InlineData("{Service: lambda.amazonaws.com, AWS: '*'}", "LRA-102", FindingStatus.Fail)]
    [InlineData("{Service: [lambda.amazonaws.com, edgelambda.amazonaws.com]}", "LRA-102", null)]
    public void Trust_policies_are_decided(string principal, string rule, FindingStatus? expected)
    {
        var found = Examine(Template("s3:GetObject", "!GetAtt Bucket.Arn", principal)).Where(finding => finding.RuleId == rule).ToList();
        Assert.Equal(expected is null ? [] : [expected.Value], found.Select(finding => finding.Status).Distinct());
    }

    [Theory]
    [InlineData("arn:aws:iam::aws:policy/AdministratorAccess", "LRA-201", FindingStatus.Fail)]
    [InlineData("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "LRA-201", null)]
    [InlineData("arn:aws:iam::123456789012:policy/ours", "LRA-201", FindingStatus.Unknown)]
    public void Managed_policies_are_decided_if_their_documents_are_known(string arn, string rule, FindingStatus? expected)
    {
        var template = Template("s3:GetObject", "!GetAtt Bucket.Arn").Replace(
            "      Policies:", $"      ManagedPolicyArns: ['{arn}']\n      Policies:", StringComparison.Ordinal);
        var found = Examine(template).Where(finding => finding.RuleId == rule).ToList();
        Assert.Equal(expected is null ? [] : [expected.Value], found.Select(finding => finding.Status).Distinct());
    }

    [Fact]
    public void Sharing_names_the_others_and_the_place()
    {
        var found = Examine(Template("s3:GetObject", "!GetAtt Bucket.Arn")).Where(finding => finding.RuleId == "Lambda-006").ToList();
        Assert.Equal(["One", "Two"], found.Select(finding => finding.FunctionName));
        Assert.Equal("Role Role is also used by Two.", found[0].Evidence);
        Assert.Equal((26, "One"), (found[0].Declaration!.Line, found[0].Declaration!.Address));
    }

    [Fact]
    public void A_rule_that_a_template_cannot_decide_says_nothing()
    {
        var found = new TemplateExaminer(new FindingOptions { IncludePassed = true }, Selection.Everything)
            .Run(new TemplateSet([Cfn.Read(Template("s3:GetObject", "'*'"))])).ToList();
        Assert.NotEmpty(found);
        Assert.DoesNotContain(found, finding => finding.RuleId is "LRA-401" or "LRA-206" or "LRA-103");
        Assert.Contains(found, finding => finding is { RuleId: "LRA-101", Status: FindingStatus.Passed });
    }

    [Fact]
    public void A_role_that_the_template_only_names_has_not_passed()
    {
        var template = Template("s3:GetObject", "!GetAtt Bucket.Arn").Replace(
            "Two: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}",
            "Two: {Type: AWS::Lambda::Function, Properties: {Role: 'arn:aws:iam::123456789012:role/x'}}", StringComparison.Ordinal);
        var passed = new TemplateExaminer(new FindingOptions { IncludePassed = true }, Selection.Everything)
            .Run(new TemplateSet([Cfn.Read(template)])).Where(finding => finding.Status == FindingStatus.Passed)
            .ToLookup(finding => finding.FunctionName, finding => finding.RuleId);
        Assert.Contains("LRA-201", passed["One"]);
        Assert.Equal(["Lambda-006"], passed["Two"]);
    }

    private static List<LambdaRoleFinding> Examine(string template) =>
        [.. new TemplateExaminer(new FindingOptions(), Selection.Everything).Run(new TemplateSet([Cfn.Read(template)]))];

    private static string Template(string action, string resource, string principal = "{Service: lambda.amazonaws.com}") => $$$$$"""
        Parameters:
          Actions: {Type: String}
          Anything: {Type: String}
        Resources:
          Bucket: {Type: AWS::S3::Bucket}
          Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}}}}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: {{{{{principal}}}}}
                    Action: sts:AssumeRole
              Policies:
                - PolicyName: data
                  PolicyDocument:
                    Version: '2012-10-17'
                    Statement:
                      - Effect: Allow
                        Action: {{{{{action}}}}}
                        Resource: {{{{{resource}}}}}
          # The functions.

          One: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
          Two: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
        """;
}
