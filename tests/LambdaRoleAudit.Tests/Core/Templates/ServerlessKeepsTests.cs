using System.Text;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A new role of a Serverless function keeps what the function needs, and a plan says what it changes besides.</summary>
public sealed class ServerlessKeepsTests
{
    private const string Statements =
        "statements: [{Effect: Allow, Action: ['sqs:AddPermission', 'sqs:PurgeQueue'], Resource: 'arn:aws:sqs:*:*:RESOURCE'}]";

    private const string Plugin = "plugins: [serverless-iam-roles-per-function]\n";
    private const string Global =
        "custom: {serverless-iam-roles-per-function: {iamGlobalPermissionsBoundary: 'arn:aws:iam::1:policy/b'}}\n";
    private const string Two = "functions:\n  one: {handler: h.a}\n  two: {handler: h.a}\n";

    [Theory]
    [InlineData("events: [{schedule: {rate: ['rate(1 hour)'], method: scheduler}}]", "lambda:InvokeFunction")]
    [InlineData("destinations: {onFailure: 'arn:aws:lambda:us-east-1:111122223333:function:dead'}", "lambda:InvokeFunction")]
    [InlineData("destinations: {onFailure: 'arn:aws:events:us-east-1:111122223333:event-bus/b'}", "events:PutEvents")]
    public void What_others_call_with_the_role_is_kept_without_use(string setting, string action)
    {
        var steps = Used($"functions:\n  one: {{handler: h.a, {setting}}}\n  two: {{handler: h.a}}\n");
        Assert.Empty(steps[0].Blockers);
        Assert.Contains(steps[0].Edits, edit => edit.NewText.Contains(action, StringComparison.Ordinal));
        Assert.DoesNotContain(steps[0].Edits, edit => edit.NewText.Contains("PurgeQueue", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("${opt:stage, ''dev''}-q")]
    [InlineData("${opt:stage, \"dev\"}-q")]
    [InlineData("${ssm:/a+b}-q")]
    [InlineData("${env:A&B}-q")]
    [InlineData("${ssm:/é}-q")]
    [InlineData("${ssm:/a<b>}-q")]
    [InlineData("${ssm:/a\\b}-q")]
    public void A_variable_with_any_character_is_narrowed(string resource) =>
        Assert.All(Used(Two, resource), step => Assert.Empty(step.Blockers));

    [Fact]
    public void Release_2_is_narrowed() =>
        Assert.All(Used("frameworkVersion: ^2.0.0\n" + Two), step => Assert.Empty(step.Blockers));

    [Theory]
    [InlineData(Plugin + Global, true)]
    [InlineData(Plugin + "custom: ${file(c.yml)}\n", true)]
    [InlineData(Plugin + "custom: {a: b}\n", false)]
    [InlineData(Global, false)]
    public void A_role_that_is_written_out_does_not_lose_the_boundary_of_the_plugin(string settings, bool blocked)
    {
        Assert.All(Used(settings + Two), step => Assert.Equal(blocked ? "BoundaryOfPlugin" : "", Ids(step.Blockers)));
        Assert.All(
            Copy($"{settings}{Two}", "managedPolicies: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']"),
            step => Assert.Equal(blocked ? "BoundaryOfPlugin" : "", Ids(step.Blockers)));
    }

    [Theory]
    [InlineData("", "", "", false, "Proven")]
    [InlineData("iamPermissionsBoundary: 'arn:aws:iam::1:policy/c'", "", "", true, "Proven")]
    [InlineData("iamPermissionsBoundary: 'arn:aws:iam::1:policy/c'", "", Global, true, "Unknown")]
    [InlineData("iamPermissionsBoundary: 'arn:aws:iam::1:policy/c'", "permissionsBoundary: 'arn:aws:iam::1:policy/d'", "", true, "Unknown")]
    [InlineData("timeout: 3", "", Global, true, "Proven")]
    [InlineData("timeout: 3}\n  three: {handler: h, iamRoleStatements: []", "", Global, false, "Proven")]
    public void A_boundary_that_begins_to_count_is_told(string setting, string role, string custom, bool warned, string proof)
    {
        var step = Copy($"{Plugin}{custom}functions:\n  two: {{handler: h.a}}\n  one: {{handler: h.a, {setting}}}\n", role)[1];
        Assert.Empty(step.Blockers);
        Assert.Equal(warned, step.Warnings.Any(issue => issue.Id == "BoundaryAdded"));
        Assert.Equal(proof, step.Proof);
    }

    [Theory]
    [InlineData("events: [{stream: {type: kinesis, arn: 'arn:aws:kinesis:r:1:stream/s', consumer: 'arn:aws:kinesis:r:1:stream/s/c'}}]")]
    [InlineData("onError: !Ref Topic")]
    public void What_the_plugin_would_add_is_not_granted(string setting)
    {
        var step = Copy($"{Plugin}functions:\n  one: {{handler: h.a, {setting}}}\n  two: {{handler: h.a}}\n")[0];
        Assert.Empty(step.Blockers);
        Assert.Equal("OneExecutionRole", step.TargetRole);
    }

    [Theory]
    [InlineData(62)]
    [InlineData(50)]
    public void A_name_that_would_be_too_long_is_shortened(int length)
    {
        var step = Copy(Plugin + Two, $"name: {new string('r', length)}")[0];
        var name = string.Concat(step.Edits.Select(edit => edit.NewText))
            .Split("iamRoleStatementsName")[1].Split(',')[0].Trim('"', ':', ' ');
        Assert.InRange(name.Length, length, 64);
        Assert.DoesNotContain(step.Warnings, issue => issue.Id == "RoleNameLength");
    }

    [Fact]
    public void A_name_with_variables_that_can_be_too_long_is_told() => Assert.Contains(
        Copy(Plugin + Two, $"name: '{new string('r', 62)}-${{sls:stage}}'")[0].Warnings, issue => issue.Id == "RoleNameLength");

    [Theory]
    [InlineData("", "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${self:service}-${sls:stage}-${AWS::Region}-lambdaRole'", true)]
    [InlineData("", "!Join ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':role/demo-dev-us-east-1-lambdaRole']]", true)]
    [InlineData("", "arn:aws:iam::1:role/other-dev-us-east-1-lambdaRole", false)]
    [InlineData("", "arn:aws:iam::1:role/demo-dev-us-east-1-lambdaRoles", false)]
    [InlineData("name: 'my-${sls:stage}', path: /team/", "'arn:aws:iam::1:role/team/my-${opt:stage, ''dev''}'", true)]
    [InlineData("name: mine", "arn:aws:iam::1:role/mine", true)]
    [InlineData("name: mine", "arn:aws:iam::1:role/mine-too", false)]
    [InlineData("name: '${ssm:/role}'", "arn:aws:iam::1:role/other", false)]
    public void A_text_that_names_the_shared_role_by_its_name_is_told(string role, string principal, bool told)
    {
        var steps = Copy(
            $"{Two}resources: {{Resources: {{B: {{Type: 'AWS::S3::BucketPolicy', Properties: {{P: {principal}}}}}}}}}\n", role);
        Assert.All(steps, step => Assert.Equal(told, step.Warnings.Any(issue => issue.Id == "SharedRoleNamed")));
    }

    [Theory]
    [InlineData("mine", true)]
    [InlineData("other", false)]
    public void A_text_that_names_a_role_among_the_resources_by_its_name_is_told(string name, bool told)
    {
        var steps = Copy(
            "functions:\n  one: {handler: h.a, role: Mine}\n  two: {handler: h.a, role: Mine}\nresources:\n  Resources:\n"
            + "    Mine: {Type: 'AWS::IAM::Role', Properties: {RoleName: mine, AssumeRolePolicyDocument: {Statement: []}}}\n"
            + $"    B: {{Type: 'AWS::S3::BucketPolicy', Properties: {{P: !Sub 'arn:aws:iam::${{AWS::AccountId}}:role/{name}'}}}}\n");
        Assert.All(steps, step => Assert.Equal(told, step.Warnings.Any(issue => issue.Id == "SharedRoleNamed")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_plan_in_UTF_16_without_a_mark_is_a_plan(bool isBigEndian)
    {
        var bytes = new UnicodeEncoding(isBigEndian, byteOrderMark: false)
            .GetBytes("{\"format_version\": \"1.2\", \"planned_values\": {}}");
        Assert.True(TemplateSniffer.IsTemplate(bytes));
        Assert.StartsWith("{\"format_version\"", TemplateText.Of("plan.json", bytes).Text, StringComparison.Ordinal);
    }

    private static string Ids(IEnumerable<PlanIssue> issues) => string.Join(',', issues.Select(issue => issue.Id));

    private static IReadOnlyList<LambdaTemplateRepairStep> Copy(string rest, string role = "") =>
        ServerlessMenderTests.Plan(Read(rest, "q", role));

    private static IReadOnlyList<LambdaTemplateRepairStep> Used(string rest, string resource = "q") => ServerlessMenderTests.Plan(
        Read(rest, resource, ""), Narrowing.Options([.. new[] { "one", "two" }.Select(function =>
            Narrowing.Used($"demo-dev-{function}", "sqs:AddPermission") with
            {
                Coverage = [.. new[] { "sqs", "lambda", "events" }.Select(service =>
                    new ServiceCoverage(service, null, CoverageStatus.Seen, "", 2, 1, null))],
            })]));

    private static DeclaredStack Read(string rest, string resource, string role) => ServerlessSample.Service(
        $"  iam: {{role: {{{Statements.Replace("RESOURCE", resource, StringComparison.Ordinal)}{(role.Length > 0 ? ", " : "")}{role}}}}}\n"
        + rest);
}
