using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>The snippet of a step for a CDK app is TypeScript that a person can paste, whatever the template has in it.</summary>
public sealed class CdkSnippetTests
{
    private const string Trust =
        """{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}""";

    [Fact]
    public void Values_of_the_stack_are_calls_and_values_of_other_stacks_are_filled_in()
    {
        var snippet = Snippet("App/Stack/get-order/Resource", Role(
            """{"Fn::GetAtt": ["Bucket", "Arn"]}""",
            """{"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Name}"}""",
            """{"Fn::ImportValue": "Other:ExportsOutputX"}""",
            """{"Ref": "referencetoParentBucket"}"""));
        Assert.Contains("const getOrderRole = new iam.Role(this, 'get-orderRole', {", snippet, StringComparison.Ordinal);
        Assert.Contains("cdk.Fn.getAtt('Bucket', 'Arn').toString(),\n", snippet, StringComparison.Ordinal);
        Assert.Contains(
            "`arn:${cdk.Aws.PARTITION}:sqs:${cdk.Aws.REGION}:${cdk.Aws.ACCOUNT_ID}:${cdk.Fn.ref('Name')}`,\n", snippet,
            StringComparison.Ordinal);
        Assert.Contains("const getOrderValue1 = '<Fn::ImportValue Other:ExportsOutputX>';\n", snippet, StringComparison.Ordinal);
        Assert.Contains("const getOrderValue2 = '<referencetoParentBucket>';\n", snippet, StringComparison.Ordinal);
        Assert.Contains(" getOrderValue1,\n", snippet, StringComparison.Ordinal);
        Assert.Contains("//      role: getOrderRole,\n", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_the_template_is_text_in_the_code()
    {
        var snippet = Snippet("App/`${evil()}`\\n');\u202E/Resource", Role(
            """
            "it's \\ \n \u202e ${aws:username}"
            """,
            """{"Fn::Sub": "${Name}`${!aws:username}\\"}"""));
        Assert.Contains(@"'it\'s \\ \n \u202e ${aws:username}'", snippet, StringComparison.Ordinal);
        Assert.Contains(@"`${cdk.Fn.ref('Name')}\`\${aws:username}\\`", snippet, StringComparison.Ordinal);
        Assert.Contains("const evilNRole = new iam.Role(this, '`${evil()}`\\\\n\\');\\u202eRole', {\n", snippet, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', snippet);
    }

    [Fact]
    public void A_function_without_a_path_is_named_by_its_logical_id()
    {
        var snippet = Snippet("(logical id Orders1FCDA6D4)", Role("\"*\""), "Orders1FCDA6D4");
        Assert.Contains("const ordersRole = new iam.Role(this, 'OrdersRole', {", snippet, StringComparison.Ordinal);
        Assert.Contains("//      role: ordersRole,\n", snippet, StringComparison.Ordinal);
        Assert.DoesNotContain("construct (", snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App/Fn/Resource", "fnRole,")]
    [InlineData("App/Fn", "fnRole.roleArn,")]
    [InlineData("App/1st/Resource", "function1stRole,")]
    [InlineData("App/--/Resource", "functionRole,")]
    public void The_property_has_what_the_construct_takes(string path, string role) =>
        Assert.Contains($"//      role: {role}\n", Snippet(path, Role("\"*\"")), StringComparison.Ordinal);

    [Fact]
    public void An_id_that_is_taken_is_not_used_again()
    {
        var snippet = Snippet("App/Stack/Fn/Resource", Role("\"*\"") + """
            ,
            "Taken": {"Type": "AWS::SQS::Queue", "Metadata": {"aws:cdk:path": "App/Stack/FnRole/Resource"}},
            "Other": {"Type": "AWS::SQS::Queue", "Metadata": {"aws:cdk:path": "App/Other/FnRole2/Resource"}}
            """);
        Assert.Contains("new iam.Role(this, 'FnRole2', {", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void What_else_names_the_role_is_told()
    {
        var snippet = Snippet("App/Stack/Fn/Resource", Role("\"*\"") + """
            ,
            "Topic": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"PolicyDocument": {"Statement": [
              {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*", "Principal": {"AWS": {"Fn::GetAtt": ["R", "Arn"]}}}]}}}
            """);
        Assert.Matches("// The shared role is also named by resource Topic \\(line [0-9]+\\)\\.\n", snippet);
        Assert.DoesNotContain("also named", Snippet("App/Stack/Fn/Resource", Role("\"*\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_copy_would_change_is_told()
    {
        const string Policy = """
            ,
            "Attached": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "a", "Roles": [{"Ref": "R"}], "PolicyDocument": {
              "Version": "VERSION", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": {"Fn::GetAtt": ["R", "Arn"]},
              "Condition": {"StringEquals": {"aws:userid": "${aws:userid}"}}}]}}}
            """;
        var snippet = Snippet(
            "App/Stack/Fn/Resource", Role("\"*\"") + Policy.Replace("VERSION", "2012-10-17", StringComparison.Ordinal));
        Assert.Contains("// The policy Attached names the shared role. In the copy,", snippet, StringComparison.Ordinal);
        Assert.Contains(" check if it is to name fnRole.\n", snippet, StringComparison.Ordinal);
        Assert.Contains("// a limits the shared role by its own name, or by who asks.", snippet, StringComparison.Ordinal);
        Assert.Contains("'a': iam.PolicyDocument.fromJson({", snippet, StringComparison.Ordinal);
        // In this version of policies, the value is plain text. CDK would make it a variable.
        var older = Snippet(
            "App/Stack/Fn/Resource", Role("\"*\"") + Policy.Replace("VERSION", "2008-10-17", StringComparison.Ordinal));
        Assert.Contains("// a: a policy that cannot be written here\n", older, StringComparison.Ordinal);
    }

    [Fact]
    public void Snippets_for_a_large_stack_are_written_in_time()
    {
        var functions = Enumerable.Range(0, 2000)
            .Select(i => Function($"F{i}", $"App/Stack/F{i}/Resource", """{"Fn::GetAtt": ["R", "Arn"]}"""));
        var stack = Mending.Stack($$"""{"Resources": { {{Role("\"*\"")}}, {{string.Join(",\n", functions)}} } }""");
        var time = System.Diagnostics.Stopwatch.StartNew();
        var steps = Mending.Plan(stack);
        Assert.Equal(2000, steps.Count);
        Assert.All(steps, step => Assert.Contains("new iam.Role(", step.Snippet, StringComparison.Ordinal));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"It took {time.Elapsed}.");
    }

    [Fact]
    public void A_role_that_the_app_does_not_declare_is_left_to_fill_in()
    {
        const string Arn = "\"arn:aws:iam::111111111111:role/x\"";
        var text = $$"""{"Resources": { {{Function("F", "App/F/Resource", Arn)}}, {{Function("G", "App/G/Resource", Arn)}} } }""";
        var snippet = Mending.Plan(Mending.Stack(text))[0].Snippet!;
        Assert.Contains("managedPolicies: [],\n});\n", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_principals_of_the_trust_policy_stay()
    {
        var role = Role("\"*\"").Replace(
            Trust, Trust + ", " + Trust.Replace("lambda", "edgelambda", StringComparison.Ordinal), StringComparison.Ordinal);
        var snippet = Snippet("App/Stack/Fn/Resource", role);
        Assert.Contains("fnRole.assumeRolePolicy?.addStatements(\n  iam.PolicyStatement.fromJson({ ", snippet, StringComparison.Ordinal);
        Assert.Equal(1, snippet.Split("addStatements").Length - 1);
        Assert.Contains("Service: 'edgelambda.amazonaws.com'", snippet, StringComparison.Ordinal);
        Assert.DoesNotContain("addStatements", Snippet("App/Stack/Fn/Resource", Role("\"*\"")), StringComparison.Ordinal);
    }

    private static string Snippet(string path, string resources, string logicalId = "F")
    {
        const string Arn = """{"Fn::GetAtt": ["R", "Arn"]}""";
        var text = $$"""
            {"Parameters": {"Name": {"Type": "String"}, "referencetoParentBucket": {"Type": "String"} }, "Resources": { {{resources}},
            "Bucket": {"Type": "AWS::S3::Bucket"}, {{Function(logicalId, path, Arn)}},
            {{Function("Second", "App/Second/Resource", Arn)}} } }
            """;
        return Mending.Plan(Mending.Stack(text)).Single(step => step.Declaration.Address == logicalId).Snippet!;
    }

    private static string Function(string logicalId, string path, string role) =>
        $$$"""
        "{{{logicalId}}}": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {{{role}}} },
          "Metadata": {"aws:cdk:path": {{{System.Text.Json.JsonSerializer.Serialize(path)}}} } }
        """;

    private static string Role(params string[] resources) =>
        $$$"""
        "R": {"Type": "AWS::IAM::Role", "Properties": {
          "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{{{Trust}}}]},
          "Policies": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": [{{{string.Join(", ", resources)}}}, "arn:aws:s3:::a-long-name-so-that-it-breaks"]}]} }]} }
        """;
}
