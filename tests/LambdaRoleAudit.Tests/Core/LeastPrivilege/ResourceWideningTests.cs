using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>The table of resources, and how patterns are cut to a statement.</summary>
public sealed class ResourceWideningTests
{
    private const string Here = "eu-west-1:111122223333";

    /// <summary>For every row of the table, what was used and what is allowed; and names without a row.</summary>
    public static TheoryData<string, string[], string[]> Resources => new()
    {
        { "bucket", ["arn:aws:s3:::b"], ["arn:aws:s3:::b"] },
        { "bucket names are global", ["arn:aws:s3:::b-20260101", "arn:aws:s3:::b-20260102", "arn:aws:s3:::b-20260103"],
            ["arn:aws:s3:::b-20260101", "arn:aws:s3:::b-20260102", "arn:aws:s3:::b-20260103"] },
        { "objects of one prefix", ["arn:aws:s3:::b/in/1", "arn:aws:s3:::b/in/x/2"], ["arn:aws:s3:::b/in/*"] },
        { "objects of a day", ["arn:aws:s3:::b/2026/11/1", "arn:aws:s3:::b/2026/12/1"], ["arn:aws:s3:::b/*"] },
        { "objects of a partition", ["arn:aws:s3:::b/dt=2026-11-01/1"], ["arn:aws:s3:::b/*"] },
        { "objects of a run", ["arn:aws:s3:::b/run-0a1b2c3d/1"], ["arn:aws:s3:::b/*"] },
        { "objects of two prefixes", ["arn:aws:s3:::b/in/1", "arn:aws:s3:::b/out/2"], ["arn:aws:s3:::b/*"] },
        { "an object without a prefix", ["arn:aws:s3:::b/in/1", "arn:aws:s3:::b/x", "arn:aws:s3:::c/y/1"],
            ["arn:aws:s3:::b/*", "arn:aws:s3:::c/y/*"] },
        { "a prefix with a special character", ["arn:aws:s3:::b/a*b/1"], ["arn:aws:s3:::b/a${*}b/*"] },
        { "many objects", ["arn:aws:s3:::b/*"], ["arn:aws:s3:::b/*"] },
        { "access point", [$"arn:aws:s3:{Here}:accesspoint/p/object/in/1"], [$"arn:aws:s3:{Here}:accesspoint/p/object/in/*"] },
        { "table", [$"arn:aws:dynamodb:{Here}:table/t"], [$"arn:aws:dynamodb:{Here}:table/t", $"arn:aws:dynamodb:{Here}:table/t/index/*"] },
        { "index", [$"arn:aws:dynamodb:{Here}:table/t/index/i"],
            [$"arn:aws:dynamodb:{Here}:table/t", $"arn:aws:dynamodb:{Here}:table/t/index/*"] },
        { "stream of a table", [$"arn:aws:dynamodb:{Here}:table/t/stream/2026-01-01T00:00:00.000"],
            [$"arn:aws:dynamodb:{Here}:table/t/stream/*"] },
        { "secret", [$"arn:aws:secretsmanager:{Here}:secret:db/main-a1B2c3"], [$"arn:aws:secretsmanager:{Here}:secret:db/main-??????"] },
        { "secret by a partial name", [$"arn:aws:secretsmanager:{Here}:secret:db"], [$"arn:aws:secretsmanager:{Here}:secret:db"] },
        { "log stream", [$"arn:aws:logs:{Here}:log-group:/aws/x:log-stream:2026/[1]a"], [$"arn:aws:logs:{Here}:log-group:/aws/x:*"] },
        { "log group", [$"arn:aws:logs:{Here}:log-group:/aws/x"],
            [$"arn:aws:logs:{Here}:log-group:/aws/x", $"arn:aws:logs:{Here}:log-group:/aws/x:*"] },
        { "function", [$"arn:aws:lambda:{Here}:function:f"], [$"arn:aws:lambda:{Here}:function:f", $"arn:aws:lambda:{Here}:function:f:*"] },
        { "version", [$"arn:aws:lambda:{Here}:function:f:12"],
            [$"arn:aws:lambda:{Here}:function:f", $"arn:aws:lambda:{Here}:function:f:*"] },
        { "layer", [$"arn:aws:lambda:{Here}:layer:l:3"], [$"arn:aws:lambda:{Here}:layer:l:*"] },
        { "parameter in a path", [$"arn:aws:ssm:{Here}:parameter/app/prod/db"], [$"arn:aws:ssm:{Here}:parameter/app/prod/*"] },
        { "parameter", [$"arn:aws:ssm:{Here}:parameter/db"], [$"arn:aws:ssm:{Here}:parameter/db"] },
        { "automation", [$"arn:aws:ssm:{Here}:automation-execution/1"], [$"arn:aws:ssm:{Here}:automation-execution/*"] },
        { "instance", [$"arn:aws:ec2:{Here}:instance/i-0a1b2c3d4e5f60718"], [$"arn:aws:ec2:{Here}:instance/*"] },
        { "security group", [$"arn:aws:ec2:{Here}:security-group/sg-1"], [$"arn:aws:ec2:{Here}:security-group/sg-1"] },
        { "consumer", [$"arn:aws:kinesis:{Here}:stream/s/consumer/c:1600000000"], [$"arn:aws:kinesis:{Here}:stream/s/consumer/c:*"] },
        { "stream", [$"arn:aws:kinesis:{Here}:stream/s"], [$"arn:aws:kinesis:{Here}:stream/s"] },
        { "execution", [$"arn:aws:states:{Here}:execution:m:1"], [$"arn:aws:states:{Here}:execution:m:*"] },
        { "express execution", [$"arn:aws:states:{Here}:express:m:1:2"], [$"arn:aws:states:{Here}:express:m:*"] },
        { "task", [$"arn:aws:ecs:{Here}:task/c/1"], [$"arn:aws:ecs:{Here}:task/c/*"] },
        { "task definition", [$"arn:aws:ecs:{Here}:task-definition/f:3"], [$"arn:aws:ecs:{Here}:task-definition/f:*"] },
        { "job", [$"arn:aws:batch:{Here}:job/1"], [$"arn:aws:batch:{Here}:job/*"] },
        { "job definition", [$"arn:aws:batch:{Here}:job-definition/j:3"], [$"arn:aws:batch:{Here}:job-definition/j:*"] },
        { "build", [$"arn:aws:codebuild:{Here}:build/p:1"], [$"arn:aws:codebuild:{Here}:build/p:*"] },
        { "stack", [$"arn:aws:cloudformation:{Here}:stack/s/1"], [$"arn:aws:cloudformation:{Here}:stack/s/*"] },
        { "group", [$"arn:aws:autoscaling:{Here}:autoScalingGroup:1:autoScalingGroupName/g"],
            [$"arn:aws:autoscaling:{Here}:autoScalingGroup:*:autoScalingGroupName/g"] },
        { "target group", [$"arn:aws:elasticloadbalancing:{Here}:targetgroup/g/1"],
            [$"arn:aws:elasticloadbalancing:{Here}:targetgroup/g/*"] },
        { "cluster", [$"arn:aws:elasticmapreduce:{Here}:cluster/j-1"], [$"arn:aws:elasticmapreduce:{Here}:cluster/*"] },
        { "connection", [$"arn:aws:execute-api:{Here}:a/prod/POST/@connections/x="],
            [$"arn:aws:execute-api:{Here}:a/prod/POST/@connections/*"] },
        { "API", [$"arn:aws:execute-api:{Here}:a/prod/GET/orders/1"], [$"arn:aws:execute-api:{Here}:a/prod/GET/*"] },
        { "keys", [.. Enumerable.Range(0, 4).Select(i => $"arn:aws:kms:{Here}:key/0000000{i}-0000-0000-0000-00000000000a")],
            [.. Enumerable.Range(0, 4).Select(i => $"arn:aws:kms:{Here}:key/0000000{i}-0000-0000-0000-00000000000a")] },
        { "roles", [.. Enumerable.Range(0, 4).Select(i => $"arn:aws:iam::111122223333:role/r-A1B2C3D4E{i}")],
            [.. Enumerable.Range(0, 4).Select(i => $"arn:aws:iam::111122223333:role/r-A1B2C3D4E{i}")] },
        { "session", ["arn:aws:sts::111122223333:assumed-role/r/s"], ["arn:aws:sts::111122223333:assumed-role/r/s"] },
        { "queue", [$"arn:aws:sqs:{Here}:q"], [$"arn:aws:sqs:{Here}:q"] },
        { "two random names", [$"arn:aws:sqs:{Here}:q-0a1b2c3d", $"arn:aws:sqs:{Here}:q-0a1b2c3e"],
            [$"arn:aws:sqs:{Here}:q-0a1b2c3d", $"arn:aws:sqs:{Here}:q-0a1b2c3e"] },
        { "three random names",
            [$"arn:aws:sqs:{Here}:q-0a1b2c3d", $"arn:aws:sqs:{Here}:q-0a1b2c3e", $"arn:aws:sqs:{Here}:q-0a1b2c3f", $"arn:aws:sqs:{Here}:p"],
            [$"arn:aws:sqs:{Here}:p", $"arn:aws:sqs:{Here}:q-*"] },
        { "three names of words", [$"arn:aws:sqs:{Here}:q-backend", $"arn:aws:sqs:{Here}:q-frontend", $"arn:aws:sqs:{Here}:q-facade"],
            [$"arn:aws:sqs:{Here}:q-backend", $"arn:aws:sqs:{Here}:q-facade", $"arn:aws:sqs:{Here}:q-frontend"] },
        { "names that are random from the start",
            [$"arn:aws:sqs:{Here}:0a1b2c3d", $"arn:aws:sqs:{Here}:0a1b2c3e", $"arn:aws:sqs:{Here}:0a1b2c3f"],
            [$"arn:aws:sqs:{Here}:0a1b2c3d", $"arn:aws:sqs:{Here}:0a1b2c3e", $"arn:aws:sqs:{Here}:0a1b2c3f"] },
        { "not an ARN", ["x"], ["x"] },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public void Resources_are_widened_by_their_type(string what, string[] used, string[] allowed)
    {
        var resources = used.Select(SeenResource.OfEvidence).ToList();
        var patterns = ResourceWidening.Widen(resources).Order(StringComparer.Ordinal).ToList();
        Assert.True(allowed.SequenceEqual(patterns), $"{what}: {string.Join(" ", patterns)}");
        // Whatever the rule is, what was used is allowed.
        Assert.All(resources, resource =>
            Assert.Contains(patterns, pattern => PatternText.Read(PolicyDocument.CurrentVersion, pattern).Contains(resource.Glob)));
    }

    /// <summary>A row that no example uses is a row that nobody has tried.</summary>
    [Fact]
    public void Every_row_has_an_example()
    {
        var tried = Resources.SelectMany(row => row.Data.Item2).Select(arn => arn.Split(':', 6)).Where(parts => parts.Length == 6)
            .Select(parts => WideningRule.Find(parts[2], parts[5])?.Rule).ToHashSet();
        Assert.All(WideningRule.All, rule => Assert.Contains(rule, tried));
    }

    /// <summary>The page has each row as it is in the file.</summary>
    [Fact]
    public void The_documentation_has_the_table()
    {
        var page = File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, "docs", "least-privilege.md"));
        Assert.All(WideningRule.All, rule => Assert.Contains(
            $"| `{rule.Service}` | {Code(rule.Used)} | {Code(rule.Allowed)} | {rule.Meaning} |", page, StringComparison.Ordinal));

        static string Code(string forms) =>
            string.Join("<br>", forms.Split(' ').Select(form => $"`{form.Replace("|", "\\|", StringComparison.Ordinal)}`"));
    }

    [Theory]
    // The source has less than the pattern.
    [InlineData("""["arn:aws:s3:::b/in/new/*","arn:aws:s3:::c/*"]""", "arn:aws:s3:::b/in/new/1", "arn:aws:s3:::b/in/new/*")]
    // The source has more.
    [InlineData("\"arn:aws:s3:::*\"", "arn:aws:s3:::b/in/1", "arn:aws:s3:::b/in/*")]
    // Neither contains the other: what was used.
    [InlineData("\"arn:aws:s3:::*/in/?\"", "arn:aws:s3:::b/in/1", "arn:aws:s3:::b/in/1")]
    // Several parts of the source are inside the pattern.
    [InlineData(
        """["arn:aws:dynamodb:eu-west-1:111122223333:table/t","arn:aws:dynamodb:*:*:table/t/index/a*","arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/b"]""",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/t", "arn:aws:dynamodb:eu-west-1:111122223333:table/t arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/b")]
    // A policy variable decides, so its pattern stays.
    [InlineData("""["arn:aws:s3:::b/${aws:PrincipalTag/team}/*","arn:aws:s3:::c/*"]""", "arn:aws:s3:::b/in/1",
        "arn:aws:s3:::b/${aws:PrincipalTag/team}/*")]
    // Many resources, of which the source has some.
    [InlineData("""["arn:aws:s3:::b/in/*","arn:aws:s3:::*/x","arn:aws:s3:::c/*"]""", "arn:aws:s3:::b/*",
        "arn:aws:s3:::*/x arn:aws:s3:::b/in/*")]
    // Everything that the source has is in the pattern.
    [InlineData("\"arn:aws:s3:::b/in/new\"", "arn:aws:s3:::b/in/new", null)]
    // A policy variable that cannot make the pattern match.
    [InlineData("\"arn:aws:s3:::c/${aws:PrincipalTag/team}\"", "arn:aws:s3:::b/in/1", "")]
    // Nothing that the source has was used.
    [InlineData("\"arn:aws:s3:::c/*\"", "arn:aws:s3:::b/in/1", "")]
    public void Patterns_are_cut_to_the_source(string resources, string used, string? expected)
    {
        var statement = PolicyDocument.Parse(
            $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":{{{resources}}}}}""").Statements[0];
        var cut = new ResourceCut(statement.Resources!, PolicyDocument.CurrentVersion);
        SeenResource[] seen = [SeenResource.OfEvidence(used)];
        if (expected is { Length: 0 })
        {
            Assert.False(cut.MayMatch(seen[0]));
            return;
        }

        Assert.True(cut.MayMatch(seen[0]));
        Assert.Equal(expected, cut.Cut(seen, ResourceWidening.Widen(seen)) is { } patterns ? string.Join(' ', patterns) : null);
    }
}
