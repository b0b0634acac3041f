using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What one template gives to a role that another one declares: policies of resources, and policies that attach.</summary>
public sealed class AcrossTemplatesTests : IDisposable
{
    private const string Trust =
        "{Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}";

    private const string Base = $$"""
        Parameters: {Stage: {Type: String, Default: dev} }
        Resources:
          Shared:
            Type: AWS::IAM::Role
            Properties:
              RoleName: orders
              AssumeRolePolicyDocument: {{Trust}}
              ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
          Q: {Type: AWS::SQS::Queue}
          F:
            Type: AWS::Lambda::Function
            Properties: {Role: !GetAtt Shared.Arn, DeadLetterConfig: {TargetArn: !GetAtt Q.Arn} }
        Outputs:
          Name: {Value: !Ref Shared, Export: {Name: role-name} }
          Staged: {Value: !GetAtt Shared.Arn, Export: {Name: !Sub '${Stage}-role'} }
        """;

    private readonly CdkApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("'*'", FindingStatus.Unknown)]
    [InlineData("{AWS: !ImportValue role-name}", FindingStatus.Unknown)]
    [InlineData("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:role/orders'}", FindingStatus.Unknown)]
    [InlineData("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:role/bills'}", FindingStatus.Fail)]
    [InlineData("{AWS: !GetAtt Mine.Arn}", FindingStatus.Fail)]
    [InlineData("{Service: s3.amazonaws.com}", FindingStatus.Fail)]
    public void A_policy_of_a_queue_in_another_template_can_allow_the_role(string principal, FindingStatus expected)
    {
        var other = Cfn.Read($$"""
            Resources:
              Mine: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {{Trust}} } }
              Open:
                Type: AWS::SQS::QueuePolicy
                Properties: {Queues: [q], PolicyDocument: {Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*', Principal: {{principal}} }] } }
            """, "/stack/other.yaml");
        Assert.Equal(FindingStatus.Fail, Found("LRA-301", Cfn.Read(Base)).Status);
        var found = Found("LRA-301", Cfn.Read(Base), other);
        Assert.Equal(expected, found.Status);
        Assert.Equal(expected == FindingStatus.Unknown, found.Evidence.Contains("Open of other.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_of_a_queue_in_another_stack_of_the_app_can_allow_the_role()
    {
        const string Policy = """
            "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [{"Effect": "Allow",
              "Action": "sqs:*", "Resource": "*", "Principal": {"AWS": {"Fn::ImportValue": "Base:ExportsOutputFnGetAttR1234Arn"}}}]}}}
            """;
        _app.Stack("Base", """
            "R": {"Type": "AWS::IAM::Role", "Properties": {
              "AssumeRolePolicyDocument": {"Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
              "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]}},
            "F": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]},
              "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:eu-west-1:111122223333:q"}}}
            """).Stack("Two", Policy);
        var found = Assert.Single(_app.Findings("LRA-301"));
        Assert.Equal(FindingStatus.Unknown, found.Status);
        Assert.Contains("P of Two.template.json names a role", found.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("ORDERS", true)]
    [InlineData("!ImportValue role-name", true)]
    [InlineData("!ImportValue dev-role", true)]
    [InlineData("!ImportValue {'Fn::Sub': '${Stage}-role'}", true)]
    [InlineData("!Ref Named", true)]
    [InlineData("bills", false)]
    [InlineData("!ImportValue other-name", false)]
    [InlineData("!Ref Stage", false)]
    [InlineData("!Ref Mine", false)]
    public void A_policy_of_another_template_can_attach_to_a_role_that_it_names(string role, bool isUnknown)
    {
        var other = Cfn.Read($$"""
            Parameters: {Stage: {Type: String, Default: dev}, Named: {Type: String, Default: orders} }
            Resources:
              Mine: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {{Trust}} } }
              P:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: p
                  Roles: [{{role}}]
                  PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}
            """, "/stack/other.yaml");
        foreach (var rule in new[] { "LRA-301", "LRA-201" })
        {
            var alone = Found(rule, Cfn.Read(Base));
            var found = Found(rule, Cfn.Read(Base), other);
            Assert.Equal(isUnknown ? FindingStatus.Unknown : alone.Status, found.Status);
            Assert.Equal(isUnknown, found.Evidence.Contains("P of other.yaml", StringComparison.Ordinal));
        }
    }

    private static LambdaRoleFinding Found(string rule, params DeclaredStack[] stacks) => Assert.Single(
        new TemplateExaminer(
            new FindingOptions { IncludePassed = true, Rules = [RuleCatalog.All.Single(one => one.RuleId == rule)] },
            Selection.Everything).Run(new TemplateSet(stacks)));
}
