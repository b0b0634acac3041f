using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Plans for a Serverless service are blocked if they could lose a policy or a reference.</summary>
public sealed class ServerlessReferencesTests
{
    private const string Named = "    role: {name: shop-role, statements: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}\n";
    private const string Functions = "functions:\n  a: {handler: h.a}\n  b: {handler: h.b}\n";
    private const string Policy = "resources:\n  Resources:\n    P:\n      Type: AWS::IAM::";
    private const string Deny = "PolicyName: p, PolicyDocument: {Statement: [{Effect: Deny, Action: 's3:*', Resource: '*'}]}";

    [Theory]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [shop-role]", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [Shop-Role]", true)]
    [InlineData($"  iam:\n{Named}", "ManagedPolicy", "Roles: [other, shop-role]", true)]
    [InlineData($"  iam:\n{Named}", "RolePolicy", "RoleName: shop-role", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: ['${self:custom.name}']", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: ['${opt:name}']", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: '${opt:names}'", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [!If [X, shop-role, other]]", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [!Ref Parameter]", true)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [other]", false)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [!Ref Other]", false)]
    [InlineData($"  iam:\n{Named}", "Policy", "Roles: [!Sub '${Other}']", false)]
    [InlineData($"  iam:\n{Named}", "Policy", "Users: [shop-role]", false)]
    [InlineData("", "Policy", "Roles: ['${self:service}-${sls:stage}-${aws:region}-lambdaRole']", true)]
    [InlineData("", "Policy", "Roles: [!Sub 'demo-dev-${AWS::Region}-lambdaRole']", true)]
    [InlineData("", "Policy", "Roles: [demo-dev-us-east-1-lambdaRole]", true)]
    [InlineData("", "Policy", "Roles: [{Ref: IamRoleLambdaExecution}]", true)]
    [InlineData("", "RolePolicy", "RoleName: !Ref IamRoleLambdaExecution", true)]
    [InlineData("", "Policy", "Roles: [!Sub '${IamRoleLambdaExecution}']", true)]
    [InlineData("", "Policy", "Roles: [shop-role]", false)]
    public void A_policy_that_can_be_attached_to_the_shared_role_blocks(string provider, string type, string roles, bool blocked)
    {
        var steps = Steps(
            $"{provider}frameworkVersion: '3'\ncustom: {{name: shop-role}}\n{Functions}{Policy}{type}\n"
            + $"      Properties: {{{roles}, {Deny}}}\n    Other: {{Type: 'AWS::IAM::Role', Properties: {{}}}}\n");
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(blocked ? "PolicyAttachmentUnclear" : "", Ids(step)));
        Assert.All(steps, step => Assert.Equal(blocked, step.Snippet is not null && step.Edits.Count == 0));
    }

    [Theory]
    [InlineData("Roles: [mine]", true)]
    [InlineData("Roles: ['${opt:name}']", true)]
    [InlineData("Roles: [!Ref Mine]", false)]
    [InlineData("Roles: [!Ref IamRoleLambdaExecution]", false)]
    [InlineData("Roles: [other]", false)]
    public void A_policy_that_can_be_attached_to_a_copied_role_by_name_blocks(string roles, bool blocked)
    {
        var steps = Steps(
            "functions:\n  a: {handler: h, role: Mine}\n  b: {handler: h, role: Mine}\n  c: {handler: h}\n"
            + $"{Policy}Policy\n      Properties: {{{roles}, {Deny}}}\n"
            + "    Mine: {Type: 'AWS::IAM::Role', Properties: {RoleName: mine}}\n");
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(blocked ? "PolicyAttachmentUnclear" : "", Ids(step)));
    }

    [Fact]
    public void A_policy_with_a_condition_is_not_copied()
    {
        var steps = Steps(
            "functions:\n  a: {handler: h, role: Mine}\n  b: {handler: h, role: Mine}\n"
            + $"{Policy}Policy\n      Condition: X\n      Properties: {{Roles: [!Ref Mine], {Deny}}}\n"
            + "    Mine: {Type: 'AWS::IAM::Role', Properties: {}}\n");
        Assert.All(steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
    }

    [Theory]
    [InlineData("resources: {Resources: {IamRoleLambdaExecution: {Properties: {Path: /x/}}}}\n")]
    [InlineData("resources: {extensions: {IamRoleLambdaExecution: {Properties: {Path: /x/}}}}\n")]
    public void A_change_of_the_role_that_the_framework_makes_blocks(string resources)
    {
        var steps = Steps(Functions + "  c: {handler: h.c}\n" + resources);
        Assert.Equal(3, steps.Count);
        Assert.All(steps, step => Assert.Equal("PolicyAttachmentUnclear", Assert.Single(step.Blockers).Id));
    }

    [Theory]
    [InlineData("custom: {warmup: {default: {role: IamRoleLambdaExecution}}}\n")]
    [InlineData("resources: {Resources: {Q: {Type: 'AWS::SQS::Queue', DependsOn: IamRoleLambdaExecution}}}\n")]
    [InlineData("resources: {Resources: {Q: {Type: X, Properties: {Role: !GetAtt IamRoleLambdaExecution.Arn}}}}\n")]
    [InlineData("resources: {Resources: {Q: {Type: X, Properties: {Role: {'Fn::GetAtt': [IamRoleLambdaExecution, Arn]}}}}}\n")]
    [InlineData("resources: {Resources: {Q: {Type: X, Properties: {Role: !Sub '${IamRoleLambdaExecution.Arn}'}}}}\n")]
    [InlineData("resources: {Outputs: {R: {Value: !Ref IamRoleLambdaExecution}}}\n")]
    [InlineData("resources: {Resources: {F: {Type: 'AWS::Lambda::Function', Properties: {Role: !GetAtt IamRoleLambdaExecution.Arn}}}}\n")]
    public void What_names_the_role_that_the_framework_would_leave_out_blocks(string rest)
    {
        var stack = ServerlessSample.Service(Functions + rest);
        var steps = ServerlessMenderTests.Plan(stack).Where(step => step.FunctionName is "a" or "b").ToList();
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal("SharedRoleNeeded", Assert.Single(step.Blockers).Id));
        // One function stays on the role, so the framework creates it.
        var one = Assert.Single(ServerlessMenderTests.Plan(stack, new() { Selects = function => function.FunctionName == "a" }));
        Assert.Empty(one.Blockers);
    }

    [Fact]
    public void A_setting_that_a_step_replaces_does_not_block()
    {
        var steps = Steps("functions:\n  a: {handler: h}\n  b: {handler: h, role: IamRoleLambdaExecution}\n");
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Empty(step.Blockers));
    }

    private static string Ids(LambdaTemplateRepairStep step) => string.Join(' ', step.Blockers.Select(one => one.Id));

    [Theory]
    [InlineData("  vpc: {subnetIds: [s], securityGroupIds: [g]}\n", "disableLogs: true", true)]
    [InlineData("  iam: {role: {managedPolicies: ['arn:aws:iam::aws:policy/X']}}\n", "disableLogs: true", true)]
    [InlineData("  vpc: {subnetIds: [s], securityGroupIds: [g]}\n", "disableLogs: false", false)]
    [InlineData("", "disableLogs: true", false)]
    public void A_managed_policy_could_allow_the_logs_that_the_shared_role_denies(string provider, string setting, bool blocked)
    {
        var steps = Steps($"{provider}functions:\n  a: {{handler: h, {setting}}}\n  b: {{handler: h}}\n");
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step => Assert.Equal(blocked ? "PermissionsUnknown" : "", Ids(step)));
        Assert.All(steps, step => Assert.Equal(blocked ? "Unknown" : "Proven", step.Proof));
    }

    [Fact]
    public void What_the_framework_granted_because_of_other_functions_is_listed()
    {
        var steps = Steps(
            "  tracing: {lambda: true}\n"
            + "functions:\n  a: {handler: h, events: [{websocket: $connect}]}\n  b: {handler: h, events: [{sqs: 'arn:aws:sqs:r:1:q'}]}\n"
            + "  c: {handler: h, vpc: {subnetIds: [s], securityGroupIds: [g]}}\n");
        string[] left = [.. steps.Select(step => Assert.Single(step.Warnings, one => one.Id == "SharedGrantsLeft").Message)];
        Assert.Contains("(sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes, arn:", left[0], StringComparison.Ordinal);
        Assert.Contains("(execute-api:ManageConnections, arn:", left[1], StringComparison.Ordinal);
        Assert.Contains("AWSLambdaVPCAccessExecutionRole)", left[1], StringComparison.Ordinal);
        Assert.Contains("(execute-api:ManageConnections, sqs:ReceiveMessage,", left[2], StringComparison.Ordinal);
        Assert.All(left, one => Assert.DoesNotContain("xray", one, StringComparison.Ordinal));
        Assert.All(left, one => Assert.DoesNotContain("logs:", one, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_listed_if_all_functions_have_the_same()
    {
        var steps = Steps(Functions + "resources: {Resources: {Q: {Type: X}}}\n");
        Assert.All(steps, step => Assert.Equal(["LogsNarrower"], step.Warnings.Select(one => one.Id)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("resources:\n")]
    [InlineData("resources:\n  Outputs: {X: {Value: y}}\n")]
    [InlineData("resources: ${file(r.yml)}\n")]
    [InlineData("resources:\n  Resources: {}\n")]
    [InlineData("resources:\n  Resources:\n")]
    [InlineData("resources:\n  Resources:\n    Q: {Type: X}\n")]
    public void Each_step_is_complete_without_the_others(string resources)
    {
        var text = "service: demo\nprovider:\n  name: aws\n" + Functions + resources;
        var steps = ServerlessMenderTests.Plan(ServerlessSample.Read(text));
        foreach (var chosen in new[] { steps, [steps[1]], [steps[0]], [steps[1], steps[0]] })
        {
            var after = ServerlessSample.Read(ServerlessMenderTests.Apply(text, chosen));
            foreach (var step in chosen) Assert.Equal(step.TargetRole, after.RoleOf(step.Declaration.Address).RoleAddress);
            foreach (var step in chosen)
                Assert.NotNull(Assert.Single(after.Roles, role => role.Address == step.TargetRole).TrustPolicy);
        }
    }

    private static IReadOnlyList<LambdaTemplateRepairStep> Steps(string rest) =>
        ServerlessMenderTests.Plan(ServerlessSample.Service(rest));
}
