using System.Security.Cryptography;
using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What a plan writes into a Serverless service, so that each function has a role of its own.</summary>
public sealed class ServerlessMenderTests
{
    private const string Head = "service: demo\nprovider:\n  name: aws\n";

    /// <summary>CloudFormation allows 500 resources. Each function has a log group and a version, too.</summary>
    [Theory]
    [InlineData(120, "", true)]
    [InlineData(130, "", false)]
    [InlineData(130, "  versionFunctions: false\n", true)]
    [InlineData(130, "plugins: [serverless-plugin-split-stacks]\n", true)]
    public void More_resources_than_CloudFormation_allows_are_not_planned(int functions, string setting, bool canApply)
    {
        var steps = Plan(ServerlessSample.Read(Head + setting + "functions:\n"
            + string.Concat(Enumerable.Range(0, functions).Select(i => FormattableString.Invariant($"  f{i}: {{handler: h.f}}\n")))));
        Assert.Equal(functions, steps.Count);
        Assert.All(steps, step => Assert.Equal(canApply, step.CanApply));
        if (!canApply) Assert.Equal("TooManyResources", Assert.Single(steps[0].Blockers).Id);
    }

    [Theory]
    [InlineData("serverless-offline", "Proven")]
    [InlineData("@scope/serverless-iam-roles-per-function", "Proven")]
    [InlineData("./plug", "Unknown")]
    [InlineData("serverless-plugin-tracing", "Unknown")]
    public void What_a_plugin_adds_to_the_shared_role_is_not_known(string plugin, string proof)
    {
        var steps = Mend(Head + $"plugins: ['{plugin}']\nfunctions:\n  a: {{handler: h.a}}\n  b: {{handler: h.b}}\n").Steps;
        Assert.All(steps, step => Assert.Equal((true, proof), (step.CanApply, step.Proof)));
        Assert.All(steps, step => Assert.Equal(proof == "Unknown", step.Warnings.Any(one => one.Id == "PluginsNotRun")));
    }

    [Fact]
    public void A_role_is_written_out_where_the_framework_makes_none()
    {
        var (after, steps) = Mend(
            Head + """
              iam:
                role:
                  path: /team/
                  statements:
                    - Effect: Allow
                      Action: s3:GetObject
                      Resource: arn:aws:s3:::${self:custom.bucket}/*
            functions:
              a:
                handler: h.a # first
              b:
                handler: h.b
                events:
                  - sqs: !GetAtt Queue.Arn
            custom:
              bucket: data

            """);
        Assert.Equal(
            Head + """
              iam:
                role:
                  path: /team/
                  statements:
                    - Effect: Allow
                      Action: s3:GetObject
                      Resource: arn:aws:s3:::${self:custom.bucket}/*
            functions:
              a:
                handler: h.a # first
                role: AExecutionRole
              b:
                handler: h.b
                role: BExecutionRole
                events:
                  - sqs: !GetAtt Queue.Arn
            custom:
              bucket: data
            resources:
              Resources:
                AExecutionRole:
                  Type: AWS::IAM::Role
                  Properties:
                    AssumeRolePolicyDocument:
                      Version: '2012-10-17'
                      Statement:
                        - Effect: Allow
                          Principal:
                            Service:
                              - lambda.amazonaws.com
                          Action:
                            - sts:AssumeRole
                    Path: '/team/'
                    Policies:
                      - PolicyName: lambda
                        PolicyDocument:
                          Version: '2012-10-17'
                          Statement:
                            - Effect: Allow
                              Action:
                                - logs:CreateLogStream
                                - logs:CreateLogGroup
                                - logs:TagResource
                              Resource:
                                - Fn::Sub: 'LOGS/${self:service}-${sls:stage}-a:*'
                            - Effect: Allow
                              Action:
                                - logs:PutLogEvents
                              Resource:
                                - Fn::Sub: 'LOGS/${self:service}-${sls:stage}-a:*:*'
                            - Effect: Allow
                              Action: s3:GetObject
                              Resource: 'arn:aws:s3:::${self:custom.bucket}/*'
                BExecutionRole:
                  Type: AWS::IAM::Role
                  Properties:
                    AssumeRolePolicyDocument:
                      Version: '2012-10-17'
                      Statement:
                        - Effect: Allow
                          Principal:
                            Service:
                              - lambda.amazonaws.com
                          Action:
                            - sts:AssumeRole
                    Path: '/team/'
                    Policies:
                      - PolicyName: lambda
                        PolicyDocument:
                          Version: '2012-10-17'
                          Statement:
                            - Effect: Allow
                              Action:
                                - logs:CreateLogStream
                                - logs:CreateLogGroup
                                - logs:TagResource
                              Resource:
                                - Fn::Sub: 'LOGS/${self:service}-${sls:stage}-b:*'
                            - Effect: Allow
                              Action:
                                - logs:PutLogEvents
                              Resource:
                                - Fn::Sub: 'LOGS/${self:service}-${sls:stage}-b:*:*'
                            - Effect: Allow
                              Action: s3:GetObject
                              Resource: 'arn:aws:s3:::${self:custom.bucket}/*'
                            - Effect: Allow
                              Action:
                                - sqs:ReceiveMessage
                                - sqs:DeleteMessage
                                - sqs:GetQueueAttributes
                              Resource:
                                - Fn::GetAtt:
                                    - Queue
                                    - Arn

            """.Replace(
                "LOGS", "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda", StringComparison.Ordinal),
            after);
        Assert.Equal(["AExecutionRole", "BExecutionRole"], steps.Select(step => step.TargetRole));
        Assert.All(steps, step => Assert.Equal(("Proven", "LogsNarrower"), (step.Proof, step.Warnings[0].Id)));
    }

    [Fact]
    public void The_plugin_makes_the_roles_where_it_is_in_use()
    {
        var (after, steps) = Mend(
            Head + """
              tracing: {lambda: true}
              iam: {role: {name: shared, statements: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}}
            plugins: [serverless-iam-roles-per-function]
            functions:
              a:
                handler: h.a
              b: {handler: h.b}

            """);
        Assert.EndsWith(
            """
              a:
                handler: h.a
                iamRoleStatementsName: shared-a
                iamRoleStatementsInherit: true
                iamRoleStatements:
                  - Effect: Allow
                    Action:
                      - xray:PutTraceSegments
                      - xray:PutTelemetryRecords
                    Resource:
                      - '*'
              b: {iamRoleStatementsName: "shared-b", iamRoleStatementsInherit: true, iamRoleStatements: [
            """ + "{\"Effect\":\"Allow\",\"Action\":[\"xray:PutTraceSegments\",\"xray:PutTelemetryRecords\"],\"Resource\":[\"*\"]}]"
            + ", handler: h.b}\n", after, StringComparison.Ordinal);
        Assert.Equal(["AIamRoleLambdaExecution", "BIamRoleLambdaExecution"], steps.Select(step => step.TargetRole));
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
    }

    [Fact]
    public void The_plugin_drops_managed_policies_so_that_a_role_is_written_out()
    {
        var (after, _) = Mend(
            Head + "  iam: {role: {managedPolicies: ['arn:aws:iam::aws:policy/X']}}\nplugins: [serverless-iam-roles-per-function]\n"
            + "functions:\n  a: {handler: h.a}\n  b: {handler: h.b}\n");
        Assert.Contains("a: {role: \"AExecutionRole\", handler: h.a}", after, StringComparison.Ordinal);
        Assert.Contains("        ManagedPolicyArns:\n          - arn:aws:iam::aws:policy/X\n", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^4.29.2", true)]
    [InlineData(">=4.30.0 <5", true)]
    [InlineData("4.41.0", true)]
    [InlineData("~4.35", true)]
    [InlineData("^4.29.2 || ^4.33.0", true)]
    [InlineData("4", false)]
    [InlineData("^4.29.1", false)]
    [InlineData("<4.41.0", false)]
    [InlineData("^4.30.0 || ^3.38.0", false)]
    [InlineData("3", false)]
    [InlineData("*", false)]
    [InlineData("latest", false)]
    public void Release_4_makes_the_roles_if_each_allowed_release_is_known_to(string version, bool expected)
    {
        var (after, steps) = Mend(
            $"{Head}  iam:\n    role:\n      managedPolicies: [arn:aws:iam::aws:policy/X]\nframeworkVersion: '{version}'\n"
            + "functions:\n  a:\n    handler: h.a\n  b:\n    handler: h.b\n");
        Assert.Equal(expected, after.EndsWith(
            """
              b:
                handler: h.b
                iam:
                  inheritStatements: true
                  role:
                    statements: []
                    managedPolicies:
                      - arn:aws:iam::aws:policy/X

            """, StringComparison.Ordinal));
        Assert.Equal(!expected, after.Contains("AExecutionRole", StringComparison.Ordinal));
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
    }

    [Fact]
    public void A_role_among_the_resources_is_copied_with_what_attaches_to_it()
    {
        var (after, steps) = Mend(
            Head + """
            functions:
              a: {handler: h.a, role: Mine}
              b:
                handler: h.b
                role: !GetAtt Mine.Arn # the same
              c:
                handler: h.c
                role:
                  Fn::GetAtt: [Mine, Arn]
            resources:
              # roles
              Resources:
                Mine:
                  Type: AWS::IAM::Role
                  Properties:
                    RoleName: mine
                    AssumeRolePolicyDocument: {}
                More:
                  Type: AWS::IAM::Policy
                  Properties: {PolicyName: more, Roles: [!Ref Mine], PolicyDocument: {Statement: []}}

            """);
        Assert.Contains("  a: {handler: h.a, role: AExecutionRole}\n", after, StringComparison.Ordinal);
        Assert.Contains("    role: BExecutionRole # the same\n", after, StringComparison.Ordinal);
        Assert.Contains("    role:\n      CExecutionRole\n", after, StringComparison.Ordinal);
        Assert.Contains(
            """
              # roles
              Resources:
                AExecutionRole:
                  Type: AWS::IAM::Role
                  Properties:
                    RoleName: mine-a
                    AssumeRolePolicyDocument: {}
                    Policies:
                      - PolicyName: more
                        PolicyDocument:
                          Statement: []
                BExecutionRole:
            """, after, StringComparison.Ordinal);
        Assert.All(steps, step => Assert.Equal("Proven", step.Proof));
        Assert.DoesNotContain(steps, step => step.Warnings.Any(warning => warning.Id == "SharedRoleNamed"));
    }

    [Theory]
    // Where the new role goes.
    [InlineData("resources:\n", "resources:\n  Resources:\n    AExecutionRole:\n")]
    [InlineData("resources: # none\n", "resources: # none\n  Resources:\n    AExecutionRole:\n")]
    [InlineData("resources:\n    Resources:\n", "resources:\n    Resources:\n      AExecutionRole:\n")]
    [InlineData("resources:\n  Outputs:\n    X: {Value: y}\n", "resources:\n  Resources:\n    AExecutionRole:\n")]
    [InlineData("resources: {Outputs: {X: {Value: y}}}\n", "")]
    [InlineData("resources:\n  Resources: {}\n", "  Resources: {AExecutionRole: {\"Type\"")]
    [InlineData("resources:\n  Resources: {Q: {Type: X}}\n", "  Resources: {AExecutionRole: {\"Type\"")]
    [InlineData("resources: ${file(r.yml)} # more\n", "resources: \n  - ${file(r.yml)}\n  - Resources:\n      AExecutionRole:\n")]
    [InlineData("resources:\n- ${file(r.yml)}\n", "resources:\n- Resources:\n    AExecutionRole:\n")]
    [InlineData("resources:\n  - ${file(r.yml)}\n  - Resources:\n      Q: {Type: X}\n", "  - Resources:\n      AExecutionRole:\n")]
    [InlineData("resources: [\"${file(r.yml)}\"]\n", "resources: [{\"Resources\":{\"AExecutionRole\"")]
    [InlineData("resources:\n  Resources: ${file(r.yml)}\n", "")]
    [InlineData("# the end", "# the end\nresources:\n  Resources:\n    AExecutionRole:\n")]
    [InlineData("...\n", "")]
    public void A_new_role_goes_where_the_resources_are(string resources, string expected)
    {
        var text = $"{Head}functions:\n  a:\n    handler: h.a\n  b:\n    handler: h.b\n{resources}";
        var stack = ServerlessSample.Read(text);
        var steps = Plan(stack);
        if (expected.Length == 0)
        {
            // In braces, the section is written once; the second function needs the first one's step.
            Assert.Contains(steps, step => step.Blockers.Count == 1 && step.Snippet is not null && step.Edits.Count == 0);
            return;
        }

        var after = Apply(text, steps);
        Assert.Contains(expected, after, StringComparison.Ordinal);
        Assert.All(steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        // With "${file}", the roles that were not read can still not be read, but the keys differ.
        Assert.Equal("", ServerlessSample.Read(after).Sharing());
        Assert.Equal(["a", "b"], ServerlessSample.Read(after).Functions.Select(function => function.FunctionName));
    }

    [Theory]
    [InlineData("custom: &f {handler: h.a}\nfunctions:\n  a: *f\n  b: {handler: h.b}\n", "a", "ValueFromAlias")]
    [InlineData("functions:\n  a: &f\n    handler: h.a\n  b:\n    <<: *f\n", "a", "ValueFromAlias")]
    [InlineData("functions:\n  a: ${self:custom.f}\n  b: {handler: h.b}\ncustom: {f: {handler: h.a}}\n", "a", "ValueFromAlias")]
    [InlineData("functions:\n  a: {handler: h.a}\n  b: ${self:functions.a}\n", "a,b", "ValueFromAlias")]
    [InlineData("custom: {r: &r Mine}\nfunctions:\n  a: {handler: h, role: Mine}\n  b: {handler: h, role: *r}\n", "", "")]
    [InlineData("functions:\n  a: {handler: h, role: &r Mine}\n  b: {handler: h, role: *r}\n", "a", "ValueFromAlias")]
    [InlineData(
        "functions:\n  a: {handler: h, role: 'arn:aws:iam::1:role/x'}\n  b: {handler: h, role: 'arn:aws:iam::1:role/x'}\n", "a,b",
        "RoleImported")]
    [InlineData("functions:\n  a: {handler: h, role: '${env:R}'}\n  b: {handler: h, role: '${env:R}'}\n", "a,b", "RoleImported")]
    [InlineData("functions:\n  a: {handler: h, events: [{plug: x}]}\n  b: {handler: h}\n", "a", "PermissionsUnknown")]
    [InlineData(
        "frameworkVersion: ^4.30.0\nfunctions:\n  a: {handler: h, iam: {role: {tags: {x: y}}}}\n  b: {handler: h}\n", "a", "PlaceUnusual")]
    [InlineData(
        "frameworkVersion: ^4.30.0\ncustom: &i {iam: {role: {tags: {x: y}}}}\nfunctions:\n  a: {handler: h, <<: *i}\n  b: {handler: h}\n",
        "a", "ValueFromAlias")]
    public void What_cannot_be_written_is_blocked_with_a_snippet(string rest, string blocked, string id)
    {
        var steps = Plan(ServerlessSample.Service(rest + "resources:\n  Resources:\n    Mine: {Type: 'AWS::IAM::Role', Properties: {}}\n"));
        Assert.Equal(2, steps.Count);
        Assert.Equal(blocked, string.Join(',', steps.Where(step => step.Blockers.Count > 0).Select(step => step.FunctionName)));
        foreach (var step in steps.Where(step => step.Blockers.Count > 0))
        {
            Assert.Equal(id, Assert.Single(step.Blockers).Id);
            Assert.Empty(step.Edits);
            Assert.Contains($"role: {char.ToUpperInvariant(step.FunctionName[0])}ExecutionRole", step.Snippet, StringComparison.Ordinal);
            Assert.Equal("Unknown", step.Proof);
        }
    }

    [Fact]
    public void A_merged_role_is_overridden_at_the_function()
    {
        var (after, _) = Mend(
            Head + """
            custom: {base: &base {handler: h.x, role: Mine}}
            functions:
              a:
                <<: *base
              b: {<<: *base}
            resources:
              Resources:
                Mine: {Type: 'AWS::IAM::Role', Properties: {}}

            """);
        Assert.Contains(
            "  a:\n    role: AExecutionRole\n    <<: *base\n  b: {role: \"BExecutionRole\", <<: *base}\n", after, StringComparison.Ordinal);
        Assert.Contains("base: &base {handler: h.x, role: Mine}", after, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_selected_functions_change()
    {
        var text = $"{Head}functions:\n  a: {{handler: h.a}}\n  b: {{handler: h.b}}\n  c: {{handler: h.c}}\n  d: {{handler: h.d}}\n";
        var stack = ServerlessSample.Read(text);
        var steps = Plan(stack, new()
        {
            Selects = function => function.FunctionName is "a" or "b", Keeps = function => function.FunctionName == "b",
        });
        Assert.Equal("a", Assert.Single(steps).FunctionName);
        Assert.Equal("b,c,d", ServerlessSample.Read(Apply(text, steps)).Sharing());
    }

    [Fact]
    public void Another_strategy_is_blocked()
    {
        var stack = ServerlessSample.Service("functions:\n  a: {handler: h}\n  b: {handler: h}\n");
        Assert.All(
            Plan(stack, new() { Strategy = RepairStrategy.Used }),
            step => Assert.Equal("StrategyNotSupported", Assert.Single(step.Blockers).Id));
    }

    [Fact]
    public void A_place_that_names_the_shared_role_is_a_warning()
    {
        var stack = ServerlessSample.Service(
            "functions:\n  a: {handler: h}\n  b: {handler: h}\nresources:\n  Outputs:\n"
            + "    R: {Value: !GetAtt IamRoleLambdaExecution.Arn}\n");
        Assert.All(
            Plan(stack, new() { Selects = function => function.FunctionName == "a" }),
            step => Assert.Contains(
                "line 9", Assert.Single(step.Warnings, one => one.Id == "SharedRoleNamed").Message, StringComparison.Ordinal));
    }

    [Fact]
    public void JSON_is_edited_as_JSON()
    {
        var (after, _) = Mend(
            """
            {
              "service": "demo",
              "provider": {"name": "aws"},
              "functions": {
                "a": {
                  "handler": "h.a"
                },
                "b": {"handler": "h.b", "role": "Mine"},
                "c": {"role": {"Fn::GetAtt": ["Mine", "Arn"]}},
                "d": {"handler": "h.d"}
              },
              "resources": {"Resources": {
                "Mine": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "x"}}
              }}
            }
            """, "/service/serverless.json");
        Assert.Contains(
            "    \"a\": {\n      \"role\": \"AExecutionRole\",\n      \"handler\": \"h.a\"\n    },", after, StringComparison.Ordinal);
        Assert.Contains("\"c\": {\"role\": \"CExecutionRole\"}", after, StringComparison.Ordinal);
        Assert.Contains("    \"BExecutionRole\": {\n      \"Type\": \"AWS::IAM::Role\",\n", after, StringComparison.Ordinal);
        using var parsed = System.Text.Json.JsonDocument.Parse(after);
        Assert.Equal(5, parsed.RootElement.GetProperty("resources").GetProperty("Resources").EnumerateObject().Count());
    }

    [Fact]
    public void Steps_name_the_bytes_that_they_are_for()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Head + "functions: {a: {handler: h}, b: {handler: é}}\r\n")];
        var step = Plan(ServerlessSample.Read(bytes))[0];
        Assert.Equal(
            ("/service/serverless.yml", Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant()),
            (step.FileHashes.Single().Key, step.FileHashes.Single().Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" # end")]
    public void A_file_without_a_line_end_gets_the_roles_in_their_places(string end)
    {
        foreach (var (first, last) in new[] { ("a", "b"), ("b", "a") })
        {
            var (after, _) = Mend($"{Head}functions:\n  {first}:\n    handler: h\n  {last}:\n    handler: h{end}");
            Assert.Equal(["role: AExecutionRole", "role: BExecutionRole"], after.Split('\n').Select(line => line.Trim())
                .Where(line => line.StartsWith("role:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
    }

    internal static (string After, IReadOnlyList<LambdaTemplateRepairStep> Steps) Mend(string text, string path = "/service/serverless.yml")
    {
        text = text.ReplaceLineEndings("\n");
        var steps = Plan(ServerlessSample.Read(text, path));
        Assert.All(steps, step => Assert.True(step.CanApply, string.Join(' ', step.Blockers)));
        var after = Apply(text, steps);
        Assert.Equal("", ServerlessSample.Read(after, path).Sharing());
        return (after, steps);
    }

    internal static IReadOnlyList<LambdaTemplateRepairStep> Plan(DeclaredStack stack, TemplateRepairOptions? options = null)
    {
        var shared = stack.Functions.Where(function => function.Roles[0].Key.Length > 0).GroupBy(function => function.Roles[0].Key)
            .Where(group => group.Count() > 1).SelectMany(group => group).Select(function => (function, function.Roles[0]));
        return new ServerlessMender().Plan(
            stack, [.. stack.Functions.Join(shared, one => one, two => two.function, (_, two) => two)], options ?? new());
    }

    internal static string Apply(string text, IEnumerable<LambdaTemplateRepairStep> steps) =>
        TextEdits.Apply("/service/serverless.yml", text, steps.SelectMany(step => step.Edits));
}
