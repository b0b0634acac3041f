using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Functions of a Serverless service on a role among its resources get roles that are narrowed to what they used.</summary>
public sealed class ServerlessNarrowTests
{
    private const string Text = """
        service: demo
        provider:
          name: aws
        custom: {queue: real}
        functions:
          one: {handler: h.a, role: Mine}
          two: {handler: h.b, role: Mine, name: second}
        resources:
          Resources:
            Queue: {Type: 'AWS::SQS::Queue'}
            Mine:
              Type: AWS::IAM::Role
              Properties:
                AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
                Policies:
                  - PolicyName: ${self:service}-data
                    PolicyDocument:
                      Statement:
                        - Effect: Allow
                          Action: [sqs:AddPermission, sqs:PurgeQueue]
                          Resource: [!GetAtt Queue.Arn, 'arn:aws:sqs:*:*:${self:custom.queue}-*', !Sub 'arn:aws:sqs:*:*:${ssm:/name}']

        """;

    [Fact]
    public void A_role_among_the_resources_is_narrowed_with_its_own_values()
    {
        var (steps, before, after, text) = Mend(
            Text, Narrowing.Used("demo-dev-one", "sqs:AddPermission"), Narrowing.Used("second", "sqs:PurgeQueue"));
        Assert.All(steps, step => Assert.Empty(step.Blockers));
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
        foreach (var (id, used, unused) in new[]
            { ("OneExecutionRole", "sqs:AddPermission", "sqs:PurgeQueue"), ("TwoExecutionRole", "sqs:PurgeQueue", "sqs:AddPermission") })
        {
            var role = after.Roles.Single(one => one.Address == id);
            Assert.True(Narrowing.GrantsNoMore(role, before.Roles.Single(one => one.Address == "Mine")));
            Assert.True(Narrowing.Allows(role, used));
            Assert.False(Narrowing.Allows(role, unused));
        }

        Assert.Equal(3, text.Split("${self:custom.queue}-*").Length - 1);
        Assert.Equal(3, text.Split("${ssm:/name}").Length - 1);
        Assert.Equal("", after.Sharing());
    }

    [Theory]
    [InlineData("demo-dev-one", null)]
    [InlineData("demo-feature-x-one", null)]
    [InlineData("demo-one", "UsageMissing")]
    [InlineData("other-dev-one", "UsageMissing")]
    [InlineData("demo-dev-x-one", "UsageMissing")]
    public void Usage_belongs_to_the_name_that_the_framework_makes(string name, string? issue)
    {
        var text = issue is not null && name == "demo-dev-x-one"
            ? Text.Replace("  two:", "  x-one: {handler: h.c, role: Mine}\n  two:", StringComparison.Ordinal) : Text;
        var step = Mend(text, Narrowing.Used(name, "sqs:AddPermission")).Steps[0];
        Assert.Equal(issue is null ? [] : [issue], step.Blockers.Select(blocker => blocker.Id));
    }

    [Fact]
    public void A_name_that_is_the_key_is_a_name()
    {
        var text = Text.Replace("{handler: h.a,", "{handler: h.a, name: one,", StringComparison.Ordinal);
        Assert.True(Mend(text, Narrowing.Used("one", "sqs:AddPermission")).Steps[0].CanApply);
    }

    [Theory]
    [InlineData("demo-dev-one")]
    [InlineData("one")]
    public void A_name_that_is_a_variable_is_not_known(string name)
    {
        var text = Text.Replace("{handler: h.a,", "{handler: h.a, name: '${ssm:/n}',", StringComparison.Ordinal);
        var step = Mend(text, Narrowing.Used(name, "sqs:AddPermission")).Steps[0];
        Assert.Equal("UsageMissing", Assert.Single(step.Blockers).Id);
    }

    [Fact]
    public void A_policy_that_attaches_itself_blocks()
    {
        var text = Text + "    Other: {Type: 'AWS::IAM::Policy', Properties: {PolicyName: p, Roles: [!Ref Mine], PolicyDocument: "
            + "{Statement: [{Effect: Allow, Action: 'sqs:*', Resource: '*'}]}}}\n";
        var step = Mend(text, Narrowing.Used("demo-dev-one", "sqs:AddPermission")).Steps[0];
        Assert.Equal("NarrowedNotWritable", Assert.Single(step.Blockers).Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plugins: [serverless-iam-roles-per-function]\n")]
    [InlineData("frameworkVersion: ^4.29.2\n")]
    public void The_role_of_the_framework_is_written_out_and_narrowed(string release)
    {
        var (steps, before, after, text) = Mend(
            release + """
            service: demo
            provider:
              name: aws
              iam:
                role:
                  statements:
                    - Effect: Allow
                      Action: [sqs:AddPermission, sqs:PurgeQueue]
                      Resource: arn:aws:sqs:*:*:${self:custom.queue}-*
            custom: {queue: real}
            functions:
              one:
                handler: h.a
                events: [{sqs: 'arn:aws:sqs:eu-west-1:111122223333:jobs'}]
              two: {handler: h.b}

            """, Narrowing.Used("demo-dev-one", "sqs:AddPermission"), Narrowing.Used("demo-dev-two", "sqs:PurgeQueue"));
        Assert.All(steps, step => Assert.Empty(step.Blockers));
        var shared = before.Roles.Single(one => one.Address == "IamRoleLambdaExecution");
        foreach (var (id, used, unused) in new[]
            { ("OneExecutionRole", "sqs:AddPermission", "sqs:PurgeQueue"), ("TwoExecutionRole", "sqs:PurgeQueue", "sqs:AddPermission") })
        {
            var role = after.Roles.Single(one => one.Address == id);
            Assert.True(Narrowing.GrantsNoMore(role, shared));
            Assert.True(Narrowing.Allows(role, used));
            Assert.False(Narrowing.Allows(role, unused));
            // What its event needs, and its logs, stay.
            var documents = string.Concat(role.InlinePolicies.Select(policy => policy.Document));
            Assert.Equal(
                id.StartsWith("One", StringComparison.Ordinal), documents.Contains("\"sqs:ReceiveMessage\"", StringComparison.Ordinal));
            Assert.Contains("\"logs:PutLogEvents\"", documents, StringComparison.Ordinal);
        }

        Assert.Equal(3, text.Split("${self:custom.queue}-*").Length - 1);
        Assert.Equal("", after.Sharing());
    }

    [Fact]
    public void A_policy_that_attaches_to_the_role_of_the_framework_blocks()
    {
        var steps = ServerlessMenderTests.Plan(
            ServerlessSample.Service(
                "functions:\n  a: {handler: h}\n  b: {handler: h}\nresources:\n  Resources:\n    P:\n      Type: AWS::IAM::Policy\n"
                + "      Properties: {PolicyName: p, Roles: [!Ref IamRoleLambdaExecution], PolicyDocument: {Statement: []}}\n"),
            Narrowing.Options(Narrowing.Used("demo-dev-a", "sqs:PurgeQueue")));
        Assert.All(steps, step => Assert.False(step.CanApply));
    }

    private static (IReadOnlyList<LambdaTemplateRepairStep> Steps, DeclaredStack Before, DeclaredStack After, string Text) Mend(
        string text, params LambdaRoleUsage[] usage)
    {
        text = text.ReplaceLineEndings("\n");
        var before = ServerlessSample.Read(text);
        var steps = ServerlessMenderTests.Plan(before, Narrowing.Options(usage));
        var patched = ServerlessMenderTests.Apply(text, steps.Where(step => step.CanApply));
        return (steps, before, ServerlessSample.Read(patched), patched);
    }
}
