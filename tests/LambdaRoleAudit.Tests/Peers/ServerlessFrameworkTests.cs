using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Core.Templates;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// The Serverless Framework itself (release 3.40, the last one under a free license) packages services without an account. What it
/// makes of a service file is what was read of it; and of a patched one, a role for each function.
/// </summary>
public sealed partial class ServerlessFrameworkTests
{
    private const string Plugin = "serverless-iam-roles-per-function";

    private static readonly NpmPackage Framework = new("serverless", "3.40.0");
    private static readonly NpmPackage PluginPackage = new(Plugin, "3.2.0");

    private const string Functions =
        """
        functions:
          plain:
            handler: h.a
          hello-queue_1:
            handler: h.a
            onError: arn:aws:sns:us-east-1:123456789012:t
            tracing: Active
            events:
              - sqs: arn:aws:sqs:us-east-1:123456789012:q
              - sqs: {arn: !GetAtt Queue.Arn, batchSize: 5}
              - http: GET /x
          streams:
            handler: h.a
            kmsKeyArn: arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000
            events:
              - stream: arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/2020-01-01T00:00:00.000
              - stream:
                  type: kinesis
                  arn: !GetAtt Stream.Arn
                  consumer: arn:aws:kinesis:us-east-1:123456789012:stream/s/consumer/c:1
              - stream:
                  type: kinesis
                  arn: !GetAtt Stream.Arn
                  destinations: {onFailure: 'arn:aws:sqs:us-east-1:123456789012:dlq'}
          named:
            handler: h.a
            name: other-name
            events:
              - schedule: rate(1 day)
            destinations:
              onFailure: arn:aws:sns:us-east-1:123456789012:t
              onSuccess: {type: eventBus, arn: !Sub 'arn:aws:events:us-east-1:${AWS::AccountId}:event-bus/b'}
          quiet:
            handler: h.a
            disableLogs: true
          brokers:
            handler: h.a
            vpc: {securityGroupIds: [sg-1], subnetIds: [subnet-1]}
            fileSystemConfig:
              arn: arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-00000000000000000
              localMountPath: /mnt/x
            events:
              - msk: {arn: 'arn:aws:kafka:us-east-1:123456789012:cluster/c/1', topic: t}
              - activemq:
                  arn: arn:aws:mq:us-east-1:123456789012:broker:b:1
                  basicAuthArn: arn:aws:secretsmanager:us-east-1:123456789012:secret:s
                  queue: q
              - kafka:
                  topic: t
                  bootstrapServers: ['b:9092']
                  accessConfigurations:
                    vpcSubnet: [subnet-1]
                    vpcSecurityGroup: sg-1
                    saslScram512Auth: arn:aws:secretsmanager:us-east-1:123456789012:secret:k
          scheduled:
            handler: h.a
            events:
              - schedule: {rate: rate(1 day), method: scheduler}
              - websocket: $connect
        resources:
          Resources:
            Queue: {Type: AWS::SQS::Queue}
            Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}

        """;

    private const string Statements =
        """
          iam:
            role:
              path: /team/
              permissionsBoundary: !Sub arn:aws:iam::${AWS::AccountId}:policy/b
              statements:
                - Effect: Allow
                  Action: s3:GetObject
                  Resource: arn:aws:s3:::${self:custom.bucket}/*
                - Effect: Allow
                  Action: [dynamodb:GetItem]
                  Resource: !Join ['', ['arn:aws:dynamodb:us-east-1:', !Ref AWS::AccountId, ':table/t']]
        custom:
          bucket: data

        """;

    [Fact]
    public async Task The_framework_grants_what_was_read_and_makes_a_role_for_each_function_of_the_patched_file()
    {
        await Framework.RequireAsync();
        var text = Head("") + Statements + Functions;
        var (before, after, made, steps) = await PatchAsync(
            "written", text, "      managedPolicies: [arn:aws:iam::aws:policy/ReadOnlyAccess]\n");
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));

        // A function that does not write logs.
        var quiet = Managed(text, "      managedPolicies: [arn:aws:iam::aws:policy/ReadOnlyAccess]\n");
        var denied = (await PackageAsync("quiet", quiet))["IamRoleLambdaExecution"]!;
        Agree(Assert.Single(ServerlessSample.Read(quiet).Roles, role => role.Address == "IamRoleLambdaExecution"), denied);

        // Before: one role, and it is what was read.
        var shared = Assert.Single(before.Roles, role => role.Address == "IamRoleLambdaExecution");
        Agree(shared, made.Before["IamRoleLambdaExecution"]!);
        Assert.Equal(7, RolesOf(made.Before).Count(role => role.Value == "IamRoleLambdaExecution"));

        // After: one for each function, and each is what was read of the patched file.
        Assert.Equal(7, RolesOf(made.After).Select(role => role.Value).Distinct().Count());
        foreach (var role in after.Roles) Agree(role, made.After[role.Address]!);
        Assert.Null(made.After["IamRoleLambdaExecution"]);

        // All functions together have what the shared role had, apart from logs; none has more.
        var all = after.Roles.SelectMany(role => Grants(made.After[role.Address]!)).Where(IsNotLog).ToHashSet();
        Assert.Equal(Grants(made.Before["IamRoleLambdaExecution"]!).Where(IsNotLog).Order(), all.Order());
    }

    [Fact]
    public async Task The_plugin_makes_a_role_for_each_function_of_the_patched_file()
    {
        await Framework.RequireAsync();
        await PluginPackage.RequireAsync();
        var text = Head($"plugins: [{Plugin}]\n") + Statements + Functions;
        var (_, after, made, steps) = await PatchAsync("plugin", text, "");
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
        var roles = RolesOf(made.After);
        Assert.Equal(7, roles.Values.Distinct().Count());
        Assert.Equal(
            after.Functions.Select(function => function.Roles[0].Key).Order(StringComparer.Ordinal),
            roles.Values.Select(role => $"${{{role}.Arn}}").Order(StringComparer.Ordinal));
        var all = roles.Values.SelectMany(role => Grants(made.After[role]!)).Where(IsNotLog).ToHashSet();
        Assert.Equal(Grants(made.Before["IamRoleLambdaExecution"]!).Where(IsNotLog).Order(), all.Order());
    }

    [Fact]
    public async Task The_plugin_gives_a_role_only_to_a_function_with_statements()
    {
        await Framework.RequireAsync();
        await PluginPackage.RequireAsync();
        var text = Head($"plugins: [{Plugin}]\n")
            + "functions:\n  a: {handler: h.a, iamRoleStatements: []}\n  b: {handler: h.a, iamRoleStatementsInherit: true}\n"
            + "  c: {handler: h.a, role: Mine}\n  d: {handler: h.a, role: !GetAtt Mine.Arn}\n  e: {handler: h.a}\n"
            + "  f: {handler: h.a, role: '${self:custom.none, self:custom.${self:custom.which}}'}\n"
            + "  g: {handler: h.a, role: '${self:custom.none, \"arn:aws:iam::123456789012:role/${self:service}\"}'}\n"
            + "custom: {which: x, x: Mine}\n"
            + "resources:\n  extensions: {ELambdaFunction: {Properties: {Role: 'arn:aws:iam::123456789012:role/e'}}}\n"
            + "  Resources: {Mine: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}}\n";
        var roles = RolesOf(await PackageAsync("statements", text));
        var read = ServerlessSample.Read(text);
        Assert.Equal(
            "AIamRoleLambdaExecution IamRoleLambdaExecution Mine Mine arn:aws:iam::123456789012:role/e Mine "
            + "arn:aws:iam::123456789012:role/demo",
            string.Join(' ', roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => role.Value)));
        Assert.Equal(
            roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => role.Value),
            read.Functions.Select(function => OneArn().Replace(function.Roles[0].Key, "$1")));
    }

    private static string Managed(string text, string managed) =>
        text.Replace("      statements:\n", $"{managed}      statements:\n", StringComparison.Ordinal);

    private static string Head(string rest) =>
        $"service: demo\nframeworkVersion: '3'\n{rest}provider:\n  name: aws\n  runtime: nodejs18.x\n";

    private static async Task<(DeclaredStack Before, DeclaredStack After, (JsonObject Before, JsonObject After) Made,
        IReadOnlyList<LambdaRoleAudit.Model.LambdaTemplateRepairStep> Steps)> PatchAsync(string name, string text, string managed)
    {
        // With a Deny of logs beside managed policies, nothing is patched.
        text = Managed(text, managed).Replace("disableLogs: true", "timeout: 6", StringComparison.Ordinal);
        var before = ServerlessSample.Read(text);
        var steps = ServerlessMenderTests.Plan(before);
        Assert.Equal(7, steps.Count);
        Assert.All(steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        var patched = ServerlessMenderTests.Apply(text, steps);
        var made = await Task.WhenAll(PackageAsync($"{name}-before", text), PackageAsync($"{name}-after", patched));
        return (before, ServerlessSample.Read(patched), (made[0], made[1]), steps);
    }

    /// <summary>Packages a service, and returns the resources of the template that would be deployed.</summary>
    private static async Task<JsonObject> PackageAsync(string name, string text)
    {
        // Below the plugin's folder, so that Node.js finds it.
        var folder = Directory.CreateDirectory(Path.Combine(PluginPackage.Folder, "services", name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "serverless.yml"), text);
        await File.WriteAllTextAsync(Path.Combine(folder, "h.js"), "exports.a = async () => 1;\n");
        var (code, output, errors) = await Programs.RunAsync(
            "node",
            [Path.Combine(Framework.Folder, "node_modules", "serverless", "bin", "serverless.js"), "package"],
            new Dictionary<string, string?>
            {
                ["HOME"] = folder, ["SLS_TELEMETRY_DISABLED"] = "1", ["SLS_NOTIFICATIONS_MODE"] = "off", ["CI"] = "1",
            },
            folder);
        Assert.True(code == 0, $"{output}\n{errors}\n{text}");
        var template = await File.ReadAllTextAsync(Path.Combine(folder, ".serverless", "cloudformation-template-update-stack.json"));
        return JsonNode.Parse(template)!["Resources"]!.AsObject();
    }

    private static Dictionary<string, string> RolesOf(JsonObject resources) => resources
        .Where(resource => resource.Value!["Type"]!.ToString() == "AWS::Lambda::Function"
            && resource.Value["Properties"]!["Handler"]!.ToString() == "h.a")
        .ToDictionary(resource => resource.Key, resource => resource.Value!["Properties"]!["Role"] is JsonObject call
            ? call["Fn::GetAtt"]![0]!.ToString() : resource.Value["Properties"]!["Role"]!.ToString());

    private static void Agree(DeclaredRole read, JsonNode resource)
    {
        Assert.Empty(read.Unknown);
        var properties = resource["Properties"]!;
        Assert.Equal(Grants(resource), ServerlessRoleTests.Grants(read).Select(AtDeployment).Order(StringComparer.Ordinal).Distinct());
        Assert.Equal(
            Items(properties["ManagedPolicyArns"] ?? new JsonArray()).Select(Text).Order(),
            read.ManagedPolicyArns.Select(Symbol.Shown).Order());
        Assert.Equal(Text(properties["PermissionsBoundary"]), Symbol.Shown(read.PermissionsBoundaryArn ?? ""));
        Assert.Equal(properties["Path"]?.ToString() ?? "/", read.Path);
        Assert.Equal(
            properties["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"]!["Service"]!.AsArray().Select(Text).Order(),
            JsonNode.Parse(read.TrustPolicy!)!["Statement"]![0]!["Principal"]!["Service"]!.AsArray().Select(Text).Order());
    }

    private static bool IsNotLog(string grant) => !grant.Contains(" logs:", StringComparison.Ordinal);

    private static string AtDeployment(string text) => text.Replace("${sls:stage}", "dev", StringComparison.Ordinal);

    /// <summary>What a role of a template grants: effect, action and resource, one by one.</summary>
    private static IEnumerable<string> Grants(JsonNode role) => Items(role["Properties"]!["Policies"] ?? new JsonArray())
        .SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray())
        .SelectMany(statement => Items(statement!["Action"]).SelectMany(action =>
            Items(statement["Resource"]).Select(resource => $"{statement["Effect"]} {Text(action)} {Text(resource)}")))
        .Order(StringComparer.Ordinal).Distinct();

    private static JsonNode?[] Items(JsonNode? node) => node is JsonArray list ? [.. list] : [node];

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonObject call when call["Fn::Sub"] is { } text => text.ToString(),
        JsonObject call when call["Ref"] is { } name => $"${{{name}}}",
        JsonObject call when call["Fn::GetAtt"] is JsonArray path => $"${{{path[0]}.{path[1]}}}",
        JsonObject call when call["Fn::Join"] is JsonArray join => string.Join(join[0]!.ToString(), join[1]!.AsArray().Select(Text)),
        _ => node.ToString(),
    };

    [GeneratedRegex(@"^\$\{(.*)\.Arn\}$")]
    private static partial Regex OneArn();
}
