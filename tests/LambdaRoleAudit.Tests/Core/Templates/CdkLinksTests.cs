using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Stacks of one CDK app take roles from each other: by exports, outputs, parameters of nested stacks, and names.</summary>
public sealed class CdkLinksTests : IDisposable
{
    private const string Other = "aws://111111111111/eu-west-1";
    private const string Ours = "aws://222222222222/eu-west-1";

    private readonly CdkApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void An_export_of_one_stack_is_the_role_of_the_functions_that_import_it()
    {
        _app.Stack("B", CdkApp.Function("G", CdkApp.Import("A:R")))
            .Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"))
            .Stack("C", Join(CdkApp.Function("H", CdkApp.Import("A:R")), CdkApp.Function("I", CdkApp.Import("A:R"))));
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Fail", "C/I Fail"], _app.Sharing());
        var findings = _app.Findings(SharedLambdaRole.LambdaRuleId).ToDictionary(finding => finding.FunctionName!);
        Assert.Equal("Role R is also used by G (B.template.json), H (C.template.json), I (C.template.json).", findings["F"].Evidence);
        Assert.Equal("Role R is also used by F (A.template.json), H (C.template.json), I (C.template.json).", findings["G"].Evidence);
        Assert.Equal("B.template.json", findings["G"].Declaration!.File);
        Assert.Equal(3, findings["G"].Declaration!.Line);
        Assert.Equal("Get-LambdaRoleRepairPlan -Path '.' | Select-Object -ExpandProperty Snippet", findings["G"].Remedy);

        var role = Assert.Single(TemplateRoles.Find(new(_app.Read()), Selection.Everything, 2));
        Assert.Equal("R", role.RoleName);
        Assert.Equal("${R.Arn}", role.RoleArn);
        Assert.Equal(4, role.FunctionCount);
        Assert.Equal("A.template.json", role.Declaration!.File);
        Assert.True(role.IsComplete);
    }

    [Fact]
    public void The_role_of_another_stack_is_examined_and_is_in_the_snippet()
    {
        _app.Stack("A", CdkApp.Role, CdkApp.Export("A:R"))
            .Stack("B", CdkApp.Function("G", CdkApp.Import("A:R")))
            .Stack("C", CdkApp.Function("H", CdkApp.Import("A:R")));
        var steps = _app.Plan();
        Assert.Equal(["G", "H"], steps.Select(step => step.FunctionName));
        Assert.All(steps, step =>
        {
            Assert.Equal(["GeneratedByCdk"], step.Blockers.Select(blocker => blocker.Id));
            Assert.Contains("lambda.amazonaws.com", step.Snippet, StringComparison.Ordinal);
            Assert.Contains("{ Effect: 'Allow', Action: '*', Resource: '*' }", step.Snippet, StringComparison.Ordinal);
        });
        var admin = _app.Findings("LRA-201").Where(finding => finding.Status == FindingStatus.Fail).ToList();
        Assert.Equal(["G", "H"], admin.Select(finding => finding.FunctionName));
        Assert.Contains("A/R in A.template.json", admin[0].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Fn::ImportValue": "A:ExportsOutputRefR12AB"}""", "Unknown")]
    [InlineData("""{"Fn::ImportValue": "A:Other"}""", "Unknown")]
    [InlineData("\"of-the-team\"", "Unknown")]
    [InlineData("\"of-others\"", "Passed")]
    [InlineData("""{"Ref": "Q"}""", "Passed")]
    public void A_policy_of_another_stack_can_attach_to_a_role(string named, string expected)
    {
        const string Document = """{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
        const string Role = """{"Type": "AWS::IAM::Role", "Properties": {"RoleName": "of-the-team", "AssumeRolePolicyDocument": {}}}""";
        _app.Stack("A", Join($"\"R\": {Role}", CdkApp.Function("F", CdkApp.RoleArn)))
            .Stack("C", Join(
                $"\"Q\": {Role.Replace("of-the-team", "own", StringComparison.Ordinal)}",
                "\"P\": {\"Type\": \"AWS::IAM::ManagedPolicy\", \"Properties\": "
                + $"{{\"Roles\": [{named}], \"PolicyDocument\": {Document}}}}}"));
        Assert.Equal(expected, string.Join(' ', _app.Findings("LRA-201").Where(finding => finding.FunctionName == "F")
            .Select(finding => finding.Status)));
    }

    [Fact]
    public void A_template_of_the_app_that_is_read_alone_knows_no_other()
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"))
            .Stack("B", CdkApp.Function("G", CdkApp.Import("A:R")));
        _app.Read();
        Assert.Empty(new TemplateSet(_app.Read("B.template.json")).Shared);
        Assert.Empty(_app.Read("B.template.json")[0].Roles);
    }

    [Theory]
    [InlineData(Other, Ours)]
    [InlineData(Other, "aws://111111111111/us-east-1")]
    [InlineData(Other, CdkApp.Unknown)]
    [InlineData(null, null)]
    public void An_export_is_not_known_in_another_environment(string? one, string? other)
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"), one)
            .Stack("B", CdkApp.Function("G", CdkApp.Import("A:R")), environment: other);
        // The account of F can be that of G, unless the app says that it is another one.
        Assert.Equal([one == Other && other == Ours ? "A/F Passed" : "A/F Unknown", "B/G Unknown"], _app.Sharing());
    }

    [Fact]
    public void Stages_export_under_names_of_their_own()
    {
        foreach (var (stage, environment) in new[] { ("assembly-Prod", Other), ("assembly-Test", Ours) })
            _app.Stack(
                    $"{stage[9..]}A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"), environment, stage)
                .Stack($"{stage[9..]}B", CdkApp.Function("G", CdkApp.Import("A:R")), environment: environment, assembly: stage);
        _app.Stack("Root", """
            "Topic": {"Type": "AWS::SNS::Topic"}
            """);
        Assert.Equal(["ProdA/F Fail", "ProdB/G Fail", "TestA/F Fail", "TestB/G Fail"], _app.Sharing());
        Assert.Equal(2, TemplateRoles.Find(new(_app.Read()), Selection.Everything, 2).Count);
    }

    [Fact]
    public void An_export_that_no_stack_has_or_two_have_is_unknown()
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"))
            .Stack("B", Join(CdkApp.Role, CdkApp.Function("E", CdkApp.RoleArn)), CdkApp.Export("A:R"))
            .Stack("C", CdkApp.Function("G", CdkApp.Import("A:R")))
            .Stack("D", CdkApp.Function("H", CdkApp.Import("Elsewhere")));
        Assert.Equal(["A/F Unknown", "B/E Unknown", "C/G Unknown", "D/H Unknown"], _app.Sharing());
        Assert.Contains(
            "it comes from another stack of the app, or from a parameter",
            _app.Findings(SharedLambdaRole.LambdaRuleId).Single(finding => finding.FunctionName == "G").Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_the_stack_is_known_and_a_parameter_is_not()
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)),
                """
                "Outputs": {"O": {
                  "Value": {"Fn::GetAtt": ["R", "Arn"]}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-role-${AWS::Region}"}}}}
                """)
            .Stack("B", CdkApp.Function("G", """{"Fn::ImportValue": {"Fn::Sub": "A-role-${AWS::Region}"}}"""))
            .Stack("C", CdkApp.Function("H", """{"Fn::ImportValue": {"Fn::Sub": "${P}-role-${AWS::Region}"}}"""),
                """
                "Parameters": {"P": {"Type": "String", "Default": "A"}}
                """);
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Unknown"], _app.Sharing());
    }

    [Fact]
    public void Exports_in_a_circle_are_unknown()
    {
        _app.Stack("A", CdkApp.Function("F", CdkApp.Import("X")), CdkApp.Export("Y", CdkApp.Import("X")))
            .Stack("B", CdkApp.Function("G", CdkApp.Import("Y")), CdkApp.Export("X", CdkApp.Import("Y")));
        Assert.Equal(["A/F Unknown", "B/G Unknown"], _app.Sharing());
    }

    [Fact]
    public void An_export_that_a_condition_decides_is_unknown()
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)),
                CdkApp.Export("A:R", """{"Fn::If": ["Prod", {"Fn::GetAtt": ["R", "Arn"]}, {"Ref": "Arn"}]}""")
                + """
                , "Parameters": {"Arn": {"Type": "String"}}, "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Arn"}, ""]}}
                """)
            .Stack("B", CdkApp.Function("G", CdkApp.Import("A:R")));
        Assert.Equal(["A/F Unknown", "B/G Unknown"], _app.Sharing());
    }

    [Fact]
    public void A_function_that_has_the_role_on_a_condition_shares_it_perhaps()
    {
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)), CdkApp.Export("A:R"))
            .Stack("B", Join(
                CdkApp.Role, CdkApp.Function("G", """{"Fn::If": ["Prod", {"Fn::ImportValue": "A:R"}, {"Fn::GetAtt": ["R", "Arn"]}]}""")),
                """
                "Parameters": {"P": {"Type": "String"}}, "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "P"}, ""]}}
                """);
        Assert.Equal(["A/F Unknown", "B/G Unknown"], _app.Sharing());
        Assert.Contains(new TemplateSet(_app.Read()).Problems, problem => problem.ErrorId == "TemplateSharingUnknown");
    }

    [Fact]
    public void An_output_that_another_stack_reads_without_an_export_is_followed()
    {
        const string Read = """{"Fn::GetStackOutput": {"StackName": "A", "Region": "eu-west-1", "OutputName": "O"}}""";
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn)),
                """
                "Outputs": {"O": {"Value": {"Fn::GetAtt": ["R", "Arn"]}}}
                """, Other)
            .Stack("B", CdkApp.Function("G", Read), environment: "aws://111111111111/us-east-1")
            .Stack("C", CdkApp.Function("H", Read.Replace("eu-west-1", "eu-west-2", StringComparison.Ordinal)), environment: Other)
            .Stack("D", CdkApp.Function("I", Read), environment: Ours)
            .Stack("E", CdkApp.Function("J", """{"Fn::GetStackOutput": {"StackName": "A", "OutputName": "O"}}"""), environment: Other);
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Unknown", "D/I Unknown", "E/J Fail"], _app.Sharing());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nested_stacks_take_roles_from_their_parents_and_give_them_back(bool hasMetadata)
    {
        const string Given = """{"Ref": "Given"}""";
        const string Parameter = """
            "Parameters": {"Given": {"Type": "String"}}
            """;
        const string Inner = """{"Fn::GetAtt": ["N1", "Outputs.Inner"]}""";
        string Nested(string name, string template, string parameters = "{}") => hasMetadata
            ? CdkApp.Nested(name, template, parameters)
            : CdkApp.Nested(name, template, parameters).Replace("aws:asset", "other", StringComparison.Ordinal);
        _app.Stack("A", Join(
                CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn), CdkApp.Function("K", Inner),
                Nested("N1", "One"), Nested("N2", "Two", $$"""{"Given": {{Inner}}, "Own": {{CdkApp.RoleArn}}}""")))
            .Template("One", Join(CdkApp.Role, CdkApp.Function("G", CdkApp.RoleArn)),
                """
                "Outputs": {"Inner": {"Value": {"Fn::GetAtt": ["R", "Arn"]}}}
                """)
            .Template("Two", Join(
                CdkApp.Function("H", Given), CdkApp.Function("I", """{"Ref": "Own"}"""),
                Nested("N3", "Three", $$"""{"Given": {{Given}}}""")),
                """
                "Parameters": {"Given": {"Type": "String"}, "Own": {"Type": "String"}}
                """)
            .Template("Three", CdkApp.Function("J", Given), Parameter);
        Assert.Equal(
            ["A/F Fail", "A/K Fail", "One/G Fail", "Three/J Fail", "Two/H Fail", "Two/I Fail"], _app.Sharing());
        Assert.Equal(
            ["F+I", "G+H+J+K"],
            TemplateRoles.Find(new(_app.Read()), Selection.Everything, 2)
                .Select(role => string.Join('+', role.Functions.Select(function => function.FunctionName).Order())).Order());
    }

    [Theory]
    [InlineData("""{"Type": "String", "Default": "arn:aws:iam::111111111111:role/x"}""", "Fail")]
    [InlineData("""{"Type": "String"}""", "Unknown")]
    [InlineData("""{"Type": "AWS::SSM::Parameter::Value<String>", "Default": "arn:aws:iam::111111111111:role/x"}""", "Unknown")]
    public void A_parameter_that_the_parent_does_not_give_has_its_default(string parameter, string status)
    {
        _app.Stack("A", Join(CdkApp.Function("F", "\"arn:aws:iam::111111111111:role/x\""), CdkApp.Nested("N", "One")))
            .Template("One", CdkApp.Function("G", """{"Ref": "P"}"""), $$"""
            "Parameters": {"P": {{parameter}} }
            """);
        Assert.Equal([$"A/F {status}", $"One/G {status}"], _app.Sharing());
    }

    [Fact]
    public void A_default_of_a_stack_that_is_not_nested_can_be_replaced()
    {
        _app.Stack("A", CdkApp.Function("F", "\"arn:aws:iam::111111111111:role/x\""))
            .Stack("B", CdkApp.Function("G", """{"Ref": "P"}"""), """
            "Parameters": {"P": {"Type": "String", "Default": "arn:aws:iam::111111111111:role/x"}}
            """);
        Assert.Equal(["A/F Unknown", "B/G Unknown"], _app.Sharing());
    }

    [Fact]
    public void A_template_that_is_nested_twice_or_in_itself_is_unknown()
    {
        const string Parameter = """
            "Parameters": {"P": {"Type": "String"}}
            """;
        var given = $$"""{"P": {{CdkApp.RoleArn}}}""";
        _app.Stack("A", Join(
                CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn), CdkApp.Nested("N1", "One", given), CdkApp.Nested("N2", "One", given)))
            .Template("One", CdkApp.Function("G", """{"Ref": "P"}"""), Parameter)
            .Template(
                "Self", Join(CdkApp.Function("H", """{"Ref": "P"}"""), CdkApp.Nested("N", "Self", """{"P": {"Ref": "P"}}""")), Parameter);
        Assert.Equal(["A/F Unknown", "One/G Unknown", "Self/H Unknown"], _app.Sharing());
    }

    [Fact]
    public void A_role_that_is_named_is_one_role_within_an_account()
    {
        static string Named(string account) => $$"""{"Fn::Sub": "arn:${AWS::Partition}:iam::{{account}}:role/team/Named"}""";
        _app.Stack("A", Join(
                CdkApp.Role.Replace("\"Properties\": {", "\"Properties\": {\"RoleName\": \"Named\", ", StringComparison.Ordinal),
                CdkApp.Function("F", CdkApp.RoleArn)), environment: Other)
            .Stack("B", CdkApp.Function("G", Named("111111111111")), environment: "aws://111111111111/us-east-1")
            .Stack("C", CdkApp.Function("H", Named("${AWS::AccountId}")), environment: Ours);
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Passed"], _app.Sharing());
        // It can be the role of either account.
        _app.Stack("D", CdkApp.Function("I", Named("${AWS::AccountId}")), environment: CdkApp.Unknown);
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Unknown", "D/I Unknown"], _app.Sharing());
    }

    [Fact]
    public void An_arn_in_another_template_is_a_role_of_the_app()
    {
        const string Arn = "\"arn:aws:iam::111111111111:role/Named\"";
        _app.Stack("A", Join(
                CdkApp.Role.Replace("\"Properties\": {", "\"Properties\": {\"RoleName\": \"Named\", ", StringComparison.Ordinal),
                CdkApp.Function("F", CdkApp.RoleArn)), environment: Other)
            .Stack("B", CdkApp.Function("G", Arn), environment: Other);
        var plain = Cfn.Read($$$"""{"Resources": { {{{CdkApp.Function("H", Arn)}}} } }""", "/elsewhere/template.json");
        Assert.Equal(3, TemplateRoles.Find(new([.. _app.Read(), plain]), Selection.Everything, 2).Single().FunctionCount);
    }

    [Fact]
    public void Two_apps_with_unknown_accounts_are_not_one()
    {
        using var second = new CdkApp();
        foreach (var app in new[] { _app, second })
            app.Stack("A", CdkApp.Function("F", """{"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x"}"""))
                .Stack("B", """
                "Topic": {"Type": "AWS::SNS::Topic"}
                """);
        Assert.Empty(new TemplateSet([.. _app.Read(), .. second.Read()]).Shared);
    }

    [Fact]
    public void What_CDK_sends_to_another_region_is_followed()
    {
        static string Reader(string name) => $$$"""
            {{{CdkApp.Function("G", $$"""{"Fn::GetAtt": ["Reader", "/cdk/exports/{{name}}"]}""")}}},
            "Reader": {"Type": "Custom::CrossRegionExportReader", "Properties": {"ReaderProps": {"region": "us-east-1"} } }
            """;
        _app.Stack("A", Join(CdkApp.Role, CdkApp.Function("F", CdkApp.RoleArn), """
                "Writer": {"Type": "Custom::CrossRegionExportWriter", "Properties": {"WriterProps": {"region": "us-east-1",
                  "exports": {"/cdk/exports/B/R": {"Fn::GetAtt": ["R", "Arn"]}}}}}
                """), environment: Other)
            .Stack("B", Reader("B/R"), environment: "aws://111111111111/us-east-1")
            .Stack("C", Reader("B/R"), environment: "aws://111111111111/us-east-2")
            .Stack("D", Reader("B/R"), environment: "aws://222222222222/us-east-1")
            .Stack("E", Reader("B/Q"), environment: "aws://111111111111/us-east-1");
        Assert.Equal(["A/F Fail", "B/G Fail", "C/G Unknown", "D/G Unknown", "E/G Unknown"], _app.Sharing());
    }

    [Fact]
    public void A_large_app_is_joined_in_time()
    {
        for (var i = 0; i < 150; i++)
            _app.Stack($"S{i}", Join([.. Enumerable.Range(0, 40).Select(j => CdkApp.Function($"F{j}", CdkApp.Import($"S{i + 1}:R")))]),
                CdkApp.Export($"S{i}:R", CdkApp.Import($"S{i + 1}:R")));
        _app.Stack("S150", CdkApp.Role, CdkApp.Export("S150:R"));
        var time = System.Diagnostics.Stopwatch.StartNew();
        var role = TemplateRoles.Find(new(_app.Read()), Selection.Everything, 2).Single();
        Assert.Equal(6000, role.FunctionCount);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"It took {time.Elapsed}.");
    }

    [Fact]
    public void A_role_that_no_stack_declares_is_one_role_however_its_arn_is_written()
    {
        _app.Stack("A", CdkApp.Function("F", """{"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/x"}"""), environment: Other)
            .Stack("B", CdkApp.Function("G", "\"arn:aws:iam::111111111111:role/x\""), environment: Other)
            .Stack("C", CdkApp.Function("H", "\"arn:aws:iam::111111111111:role/y\""), environment: Other);
        Assert.Equal(["A/F Fail", "B/G Fail", "C/H Passed"], _app.Sharing());
    }

    [Fact]
    public void Values_of_the_other_stack_are_not_those_of_the_same_names_here()
    {
        var role = CdkApp.Role.Replace(
            "\"Resource\": \"*\"", "\"Resource\": [{\"Ref\": \"Own\"}, {\"Ref\": \"AWS::Region\"}]", StringComparison.Ordinal);
        _app.Stack("A", role, CdkApp.Export("A:R") + ", \"Parameters\": {\"Own\": {\"Type\": \"String\"}}")
            .Stack("B", Join(CdkApp.Function("G", CdkApp.Import("A:R")), CdkApp.Function("H", CdkApp.Import("A:R"))));
        var policy = _app.Read().Single(stack => stack.Functions.Count > 0).Roles.Single().InlinePolicies.Single();
        Assert.Equal(["A/Own", "AWS::Region"], Symbol.AllIn(policy.Document));
        Assert.Equal(["A/Own"], Symbol.FreeIn(policy.Document));
    }

    private static string Join(params string[] resources) => string.Join(",\n", resources);
}
