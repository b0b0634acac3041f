using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Which role each function of a Serverless service has.</summary>
public sealed class ServerlessReaderTests
{
    private const string TwoFunctions = "functions:\n  a:\n    handler: h.a\n  b:\n    handler: h.b\n";

    [Fact]
    public void Functions_without_a_role_share_the_one_that_the_framework_makes()
    {
        var stack = ServerlessSample.Service(TwoFunctions);
        Assert.Equal("a,b", stack.Sharing());
        var role = stack.RoleOf("b");
        Assert.Equal((RoleTie.Declared, "${IamRoleLambdaExecution.Arn}", "IamRoleLambdaExecution"), (role.Tie, role.Key, role.RoleAddress));
        Assert.True(stack.IsComplete);
        Assert.Empty(stack.Problems);
        var declared = Assert.Single(stack.Roles);
        Assert.Null(declared.Node);
        Assert.Empty(declared.Unknown);
        Assert.Contains("lambda.amazonaws.com", declared.TrustPolicy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_is_declared_at_its_key()
    {
        var function = ServerlessSample.Service("functions:\n  a: {handler: h.a}\n  b:\n    handler: h.b\n    name: plain\n").Functions[1];
        Assert.Equal(
            ("/service/serverless.yml:6:3 b", "plain"), (function.Declaration.ToString(), function.FunctionName));
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/team/fixed", "fixed")]
    [InlineData("!Sub 'arn:aws:iam::${AWS::AccountId}:role/fixed'", "FIXED")]
    [InlineData("!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::StackName}-r'", "!Sub '${AWS::StackName}-r'")]
    [InlineData("arn:aws:iam::123456789012:role/demo-r", "'${self:service}-r'")]
    public void An_ARN_with_the_name_of_a_role_of_the_service_is_that_role(string arn, string name)
    {
        var stack = ServerlessSample.Service(
            $"functions:\n  a: {{handler: h, role: {arn}}}\n  b: {{handler: h, role: Mine}}\nresources:\n  Resources:\n    Mine:\n"
            + $"      Type: AWS::IAM::Role\n      Properties: {{RoleName: {name}}}\n");
        Assert.Equal("a,b", stack.Sharing());
        Assert.Equal("Mine", stack.RoleOf("a").RoleAddress);
    }

    [Theory]
    [InlineData("service: demo\nprovider: {name: aws}\n", true)]
    [InlineData("service: demo\nprovider: aws\n", true)]
    [InlineData("service: demo\nprovider: {name: google}\nfunctions: {}\n", false)]
    [InlineData("provider: {name: aws}\nfunctions: {}\n", false)]
    [InlineData("service: demo\n", false)]
    [InlineData("Resources: {}\n", false)]
    [InlineData("service: demo\nprovider: ${file(p.yml)}\nfunctions: {}\n", true)]
    public void A_service_for_AWS_is_recognized(string text, bool expected)
    {
        var root = new NodeReader(() => new LambdaRoleAudit.Yaml.YamlParser()).Read(
            TemplateText.Of("/t.yml", System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expected, ServerlessReader.IsServerless((MappingNode)root));
    }

    [Theory]
    // An ARN is the same role for all; the old name of the setting too.
    [InlineData("  iam:\n    role: arn:aws:iam::123456789012:role/x\n", "", RoleTie.Imported, "arn:aws:iam::123456789012:role/x")]
    [InlineData("  role: arn:aws:iam::123456789012:role/x\n", "", RoleTie.Imported, "arn:aws:iam::123456789012:role/x")]
    // A logical id, in each form.
    [InlineData("  role: Shared\n", "", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData("  iam: {role: !GetAtt Shared.Arn}\n", "", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData("  iam: {role: {'Fn::GetAtt': [Shared, Arn]}}\n", "", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData("  iam: {role: !Sub '${Shared.Arn}'}\n", "", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData("  role: Elsewhere\n", "", RoleTie.Imported, "${Elsewhere.Arn}")]
    [InlineData(
        "  role: !Sub arn:aws:iam::${AWS::AccountId}:role/x\n", "", RoleTie.Imported, "arn:aws:iam::${AWS::AccountId}:role/x")]
    [InlineData("  role: {'Fn::ImportValue': shared-role}\n", "", RoleTie.Imported, "${Fn::ImportValue shared-role}")]
    [InlineData(
        "  role: {'Fn::Join': ['', ['arn:aws:iam::', !Ref 'AWS::AccountId', ':role/x']]}\n", "", RoleTie.Imported,
        "arn:aws:iam::${AWS::AccountId}:role/x")]
    // A variable: the same text is the same role.
    [InlineData("  role: ${env:ROLE}\n", "", RoleTie.Imported, "${env:ROLE}")]
    [InlineData("  iam: {role: '${param:role}'}\n", "", RoleTie.Imported, "${param:role}")]
    [InlineData("  role: ${self:custom.role}\n", "custom: {role: Shared}\n", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData(
        "  role: ${self:custom.${self:custom.which}}\n", "custom: {which: b, b: 'arn:aws:iam::1:role/x'}\n", RoleTie.Imported,
        "arn:aws:iam::1:role/x")]
    [InlineData("  role: ${self:custom.none, 'Shared'}\n", "", RoleTie.Declared, "${Shared.Arn}")]
    [InlineData("  role: arn:aws:iam::${aws:accountId}:role/x\n", "", RoleTie.Imported, "arn:aws:iam::${aws:accountId}:role/x")]
    [InlineData("  role: ${opt:role, self:custom.role}\n", "custom: {role: x}\n", RoleTie.Imported, "${opt:role, self:custom.role}")]
    public void The_provider_names_a_role_for_all(string provider, string custom, RoleTie tie, string key)
    {
        var stack = ServerlessSample.Service(
            provider + TwoFunctions + custom + "resources:\n  Resources:\n    Shared: {Type: 'AWS::IAM::Role', Properties: {}}\n");
        Assert.Equal("a,b", stack.Sharing());
        Assert.Equal((tie, key), (stack.RoleOf("a").Tie, stack.RoleOf("a").Key));
        Assert.Equal(tie == RoleTie.Declared, stack.RoleOf("a").RoleAddress is not null);
    }

    [Theory]
    [InlineData("${ssm:/x}", "${ssm:/y}", "a,b", "")]
    [InlineData("${ssm:/x}", "${ssm:/x}", "", "a,b")]
    [InlineData("${opt:role}", "${env:ROLE}", "a,b", "")]
    [InlineData("${ssm:/x}", "arn:aws:iam::1:role/x", "a", "")]
    [InlineData("${ssm:/x}", "Mine", "a", "")]
    [InlineData("${file(x.js):role}", "${file(y.js):role}", "a,b", "")]
    [InlineData("${self:custom.one}", "${self:custom.two}", "a,b", "")]
    [InlineData("${self:custom.${opt:stage, 'dev'}}", "${self:custom.${opt:stage, 'prod'}}", "a,b", "")]
    [InlineData("${self:custom.${opt:stage, 'dev'}}", "${self:custom.${opt:stage, 'dev'}}", "", "a,b")]
    [InlineData("arn:aws:iam::${aws:accountId}:role/x", "arn:aws:iam::${aws:accountId}:role/y", "", "")]
    [InlineData("arn:aws:iam::${aws:accountId}:role/x", "arn:aws:iam::${opt:account}:role/x", "a,b", "")]
    [InlineData("arn:aws:iam::${aws:accountId}:role/x", "arn:aws:iam::1:role/x", "a", "")]
    [InlineData("arn:aws:iam::${aws:accountId}:role/mine", "Mine", "a", "")]
    [InlineData("arn:aws:iam::${aws:accountId}:role/other", "Mine", "", "")]
    [InlineData("arn:aws:iam::1:role/x", "arn:aws:iam::1:role/y", "", "")]
    public void Different_variables_can_be_the_same_role(string one, string other, string unknown, string sharing)
    {
        var stack = ServerlessSample.Service(
            $"functions:\n  a: {{handler: h, role: \"{one}\"}}\n  b: {{handler: h, role: \"{other}\"}}\n"
            + "custom: {one: '${self:custom.two}', two: '${self:custom.one}'}\n"
            + "resources:\n  Resources:\n    Mine: {Type: 'AWS::IAM::Role', Properties: {RoleName: mine}}\n");
        Assert.Equal(sharing, stack.Sharing());
        var functions = stack.Functions.Where(function => function.Roles[0].Tie == RoleTie.Unknown).ToList();
        Assert.Equal(unknown, string.Join(',', functions.Select(function => function.Declaration.Address)));
        Assert.All(functions, function => Assert.Contains("known at deployment only", function.Roles[0].Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_text_that_two_functions_have_is_shared_beside_a_third()
    {
        var stack = ServerlessSample.Service(
            "functions:\n  a: {handler: h, role: '${ssm:/x}'}\n  b: {handler: h, role: '${ssm:/x}'}\n"
            + "  c: {handler: h, role: '${ssm:/y}'}\n  d: {handler: h}\n");
        Assert.Equal("a,b", stack.Sharing());
        Assert.Equal(RoleTie.Unknown, stack.RoleOf("c").Tie);
        Assert.Equal(RoleTie.Declared, stack.RoleOf("d").Tie);
    }

    [Fact]
    public void A_function_can_have_a_role_of_its_own_choice()
    {
        var stack = ServerlessSample.Service(
            """
            functions:
              a: {handler: h.a, role: Mine}
              b: {handler: h.b, role: !GetAtt Mine.Arn}
              c: {handler: h.c, role: arn:aws:iam::1:role/c}
              d: {handler: h.d}
              e: {handler: h.e, role: null}
              f: {handler: h.f, role: !If [IsProd, x, y]}
            resources:
              - Resources:
                  Mine: {Type: AWS::IAM::Role, Properties: {}}
            """);
        Assert.Equal("a,b d,e", stack.Sharing());
        Assert.Equal(RoleTie.Unknown, stack.RoleOf("f").Tie);
        Assert.Contains("Fn::If", stack.RoleOf("f").Reason, StringComparison.Ordinal);
        Assert.Equal(["IamRoleLambdaExecution", "Mine"], stack.Roles.Select(role => role.Address));
    }

    [Theory]
    // The plugin: only a function with iamRoleStatements has a role of its own, also if the list is empty.
    [InlineData("plugins: [serverless-iam-roles-per-function]\n", "iamRoleStatements: []", "a,c")]
    [InlineData("plugins: {modules: [x, serverless-iam-roles-per-function]}\n", "iamRoleStatements: []", "a,c")]
    [InlineData("plugins: ['@serverlessops/serverless-iam-roles-per-function']\n", "iamRoleStatements:", "a,c")]
    [InlineData("plugins: [serverless-iam-roles-per-function]\n", "iamRoleStatementsInherit: true", "a,b,c")]
    // With the plugin, release 4 leaves its own way out.
    [InlineData("plugins: [serverless-iam-roles-per-function]\nframeworkVersion: '4'\n", "iam: {role: {statements: []}}", "a,b,c")]
    // Release 4 without the plugin.
    [InlineData("frameworkVersion: ^4.30.0\n", "iam: {role: {statements: []}}", "a,c")]
    [InlineData("", "iam: {role: {managedPolicies: [arn:aws:iam::aws:policy/ReadOnlyAccess]}}", "a,c")]
    [InlineData("", "iam: {role: {managedPolicies: []}}", "a,b,c")]
    [InlineData("", "iam: {role: {tags: {x: y}}}", "a,b,c")]
    [InlineData("frameworkVersion: '4'\n", "iamRoleStatements: []", "a,c")]
    // Release 3 knows neither.
    [InlineData("frameworkVersion: '3'\n", "iam: {role: {statements: []}}", "a,b,c")]
    [InlineData("frameworkVersion: '>=3.38.0 <4.0.0'\n", "iamRoleStatements: []", "a,b,c")]
    public void A_function_can_get_a_role_that_is_made_for_it_alone(string before, string setting, string sharing)
    {
        var stack = ServerlessSample.Service(
            $"functions:\n  a: {{handler: h.a}}\n  b:\n    handler: h.b\n    {setting}\n  c: {{handler: h.c}}\n{before}");
        Assert.Equal(sharing, stack.Sharing());
        if (sharing == "a,c")
            Assert.Equal((RoleTie.Generated, "${BIamRoleLambdaExecution.Arn}"), (stack.RoleOf("b").Tie, stack.RoleOf("b").Key));
    }

    [Theory]
    [InlineData("", "  iam: {role: {mode: perFunction}}\n", RoleTie.Generated)]
    [InlineData("", "  iam: {role: {mode: shared}}\n", RoleTie.Declared)]
    [InlineData("frameworkVersion: '3'\n", "  iam: {role: {mode: perFunction}}\n", RoleTie.Declared)]
    [InlineData("", "  iam: {role: {mode: '${param:mode}'}}\n", RoleTie.Unknown)]
    [InlineData("", "  iam: {role: '${file(role.yml)}'}\n", RoleTie.Unknown)]
    [InlineData("frameworkVersion: '3'\n", "  iam: {role: '${file(role.yml)}'}\n", RoleTie.Imported)]
    [InlineData("", "  iam: ${file(iam.yml)}\n", RoleTie.Unknown)]
    [InlineData("plugins: [serverless-plugin-custom-roles]\n", "", RoleTie.Unknown)]
    public void The_provider_decides_how_roles_are_made(string before, string provider, RoleTie tie)
    {
        var role = ServerlessSample.Service(provider + TwoFunctions + before).RoleOf("a");
        Assert.Equal(tie, role.Tie);
        Assert.Equal(tie == RoleTie.Unknown, role.Reason is not null);
    }

    [Fact]
    public void Statements_without_plugin_and_release_are_not_guessed()
    {
        var stack = ServerlessSample.Service("functions:\n  a: {handler: h.a, iamRoleStatements: []}\n  b: {handler: h.b}\n");
        Assert.Equal(RoleTie.Unknown, stack.RoleOf("a").Tie);
        Assert.Contains("frameworkVersion", stack.RoleOf("a").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_another_file_is_reported_once_each()
    {
        var stack = ServerlessSample.Service(
            "functions:\n  - ${file(./more.yml)}\n  - a: {handler: h.a}\n    b: ${file(./b.yml):b}\nresources:\n  - ${file(r.yml)}\n");
        Assert.False(stack.IsComplete);
        Assert.Equal(["TemplateResourcesUnknown", "TemplateResourcesUnknown"], stack.Problems.Select(problem => problem.ErrorId));
        Assert.Contains("${file(./more.yml)}", stack.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("${file(r.yml)}", stack.Problems[1].Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], stack.Functions.Select(function => function.Declaration.Address));
        Assert.Equal(RoleTie.Unknown, stack.RoleOf("b").Tie);
    }

    [Fact]
    public void A_function_of_CloudFormation_counts_too()
    {
        var stack = ServerlessSample.Service(
            """
            functions:
              a: {handler: h.a, role: Mine}
            resources:
              Resources:
                Mine: {Type: AWS::IAM::Role, Properties: {}}
                Raw: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Mine.Arn, FunctionName: raw}}
                Other: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt IamRoleLambdaExecution.Arn}}
            """);
        Assert.Equal("a,Raw", stack.Sharing());
        Assert.Equal("raw", stack.Functions[1].FunctionName);
        Assert.Equal("${IamRoleLambdaExecution.Arn}", stack.RoleOf("Other").Key);
    }

    [Theory]
    [InlineData("resources: {extensions: {HelloDashworldLambdaFunction: {Properties: {Role: 'arn:aws:iam::1:role/x'}}}}\n")]
    [InlineData("resources: {Resources: {HelloDashworldLambdaFunction: {Properties: {Role: 'arn:aws:iam::1:role/x'}}}}\n")]
    public void Resources_can_change_the_role_of_a_function(string resources)
    {
        var stack = ServerlessSample.Service("functions:\n  hello-world: {handler: h.a}\n  b: {handler: h.b}\n" + resources);
        Assert.Equal("arn:aws:iam::1:role/x", stack.RoleOf("hello-world").Key);
        Assert.Equal("${IamRoleLambdaExecution.Arn}", stack.RoleOf("b").Key);
        Assert.Equal(2, stack.Functions.Count);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_followed()
    {
        var stack = ServerlessSample.Service(
            """
            custom:
              base: &base {handler: h.x, role: Mine}
            functions:
              a: *base
              b:
                <<: *base
              c:
                <<: *base
                role: Other
            """);
        Assert.Equal("a,b", stack.Sharing());
        Assert.Equal("${Mine.Arn}", stack.RoleOf("a").Key);
    }

    [Theory]
    [InlineData("role: ${self:custom.a}\n", "a: ${self:custom.b}\n  b: ${self:custom.a}\n")]
    [InlineData("role: ${self:custom.a}\n", "a: ${self:custom}\n")]
    [InlineData("role: ${self:custom.a}\n", "a: x${self:custom.a}${self:custom.a}\n")]
    [InlineData("role: ${self:}\n", "a: 1\n")]
    [InlineData("role: ${self:custom.a.b.c}\n", "a: ${self:custom.${self:custom.a}}\n")]
    [InlineData("role: ${\n", "a: '${self:'\n")]
    [InlineData("role: '${self:custom.a,}'\n", "b: 1\n")]
    public void A_variable_that_contains_itself_ends(string provider, string custom)
    {
        var stack = ServerlessSample.Service($"  {provider}{TwoFunctions}custom:\n  {custom}");
        // It is one expression, so it is one role, or it is not known; either way there is no guess and no end of memory.
        Assert.True(stack.Sharing() == "a,b" || stack.RoleOf("a").Tie == RoleTie.Unknown);
    }

    [Fact]
    public void Variables_of_variables_do_not_take_all_memory()
    {
        var custom = string.Concat(Enumerable.Range(1, 60).Select(i => $"  a{i}: ${{self:custom.a{i - 1}}}${{self:custom.a{i - 1}}}\n"));
        var stack = ServerlessSample.Service($"  role: arn:${{self:custom.a60}}\n{TwoFunctions}custom:\n  a0: xxxxxxxxxxxxxxxx\n{custom}");
        Assert.Equal("a,b", stack.Sharing());
        Assert.True(stack.RoleOf("a").Key.Length < 1_000_000);
    }

    [Theory]
    [InlineData("${self:", "}")]
    [InlineData("${", "}")]
    [InlineData("${self:a, ", "}")]
    [InlineData("${x(", ")}")]
    [InlineData("${", "")]
    public void Variables_inside_each_other_do_not_overflow(string open, string close)
    {
        var role = string.Concat(Enumerable.Repeat(open, 20_000)) + "x" + string.Concat(Enumerable.Repeat(close, 20_000));
        Assert.Equal("a,b", ServerlessSample.Service($"  role: '{role}'\n{TwoFunctions}").Sharing());
    }

    [Fact]
    public void JSON_is_read_too()
    {
        var stack = ServerlessSample.Read(
            """{"service": "x", "provider": {"name": "aws"}, "functions": {"a": {"handler": "h.a"}, "b": {"handler": "h.b"}}}""",
            "/service/serverless.json");
        Assert.Equal("a,b", stack.Sharing());
        Assert.Equal("/service/serverless.json:1:61 a", stack.Functions[0].Declaration.ToString());
    }
}
