using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests;

/// <summary>What is as it should be raises nothing: every false alarm costs trust.</summary>
public class NoiseTests
{
    private const string Queue = "arn:aws:sqs:eu-west-1:123456789012:q";

    /// <summary>The role that New-LambdaExecutionRole -FunctionName makes, for each setting that a function can have.</summary>
    [Theory]
    [MemberData(nameof(ScopedPolicyTests.Settings), MemberType = typeof(ScopedPolicyTests))]
    public void A_role_made_for_the_functions_settings_has_no_finding(
        string name, FunctionDetail detail, EventSourceMapping[] mappings, string[] sids)
    {
        Assert.NotEmpty(sids);
        var settings = detail with { Function = Plant.Function(Plant.Region, "planted", Plant.RoleArn) };
        var plant = new Plant { HasLogs = false, Settings = _ => settings };
        plant.Mappings.AddRange(mappings.Select((mapping, i) => mapping with { Uuid = $"{i}", State = "Enabled" }));
        plant.Policies.Add(new RolePolicy(ScopedPolicy.PolicyName, null, ScopedPolicy.Of(settings, mappings, []).ToString()));
        Assert.True(plant.Test() is [], $"{name}: {string.Join('\n', plant.Test())}");
    }

    public static TheoryData<string, string[]> AwsPolicies() => new()
    {
        { "AWSLambdaBasicExecutionRole", [] },
        { "AWSLambdaVPCAccessExecutionRole", [] },
        { "AWSLambdaSQSQueueExecutionRole", [] },
        { "AWSLambdaKinesisExecutionRole", [] },
        { "AWSLambdaDynamoDBExecutionRole", [] },
        { "AWSLambdaMSKExecutionRole", [] },
        { "AWSXRayDaemonWriteAccess", [] },
        { "CloudWatchLambdaInsightsExecutionRolePolicy", [] },
        { "CloudWatchLambdaApplicationSignalsExecutionRolePolicy", [] },
        { "AmazonS3ObjectLambdaExecutionRolePolicy", [] },
        { "AWSLambdaBasicDurableExecutionRolePolicy", [] },
        // True: it allows every action of CloudWatch Logs, on every log group.
        { "AWSLambdaExecute", ["LRA-205"] },
        // True: its name says so.
        { "AWSLambda_FullAccess", ["LRA-202", "LRA-205"] },
        { "PowerUserAccess", ["LRA-202", "LRA-205"] },
        { "IAMFullAccess", ["LRA-202", "LRA-205"] },
        { "AdministratorAccess", ["LRA-201"] },
        { "ReadOnlyAccess", ["LRA-205"] },
        { "AmazonS3ReadOnlyAccess", [] },
        { "AmazonDynamoDBReadOnlyAccess", [] },
        { "AmazonSQSFullAccess", ["LRA-205"] },
    };

    /// <summary>AWS's policies as AWS means them, on functions that have what they are for.</summary>
    [Theory]
    [MemberData(nameof(AwsPolicies))]
    public async Task An_AWS_managed_policy_raises_what_is_true_of_it(string name, string[] expected)
    {
        var texts = await ManagedPolicies.TextsAsync();
        var plant = new Plant();
        plant.Policies.Add(new RolePolicy(name, $"arn:aws:iam::aws:policy/service-role/{name}", texts[name]));
        switch (name)
        {
            case "AWSLambdaVPCAccessExecutionRole": plant.Settings = detail => detail with { IsInVpc = true }; break;
            case "AWSLambdaSQSQueueExecutionRole": Map(Queue); break;
            case "AWSLambdaKinesisExecutionRole": Map("arn:aws:kinesis:eu-west-1:123456789012:stream/s"); break;
            case "AWSLambdaDynamoDBExecutionRole": Map("arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/1"); break;
            case "AWSLambdaMSKExecutionRole": Map("arn:aws:kafka:eu-west-1:123456789012:cluster/c/1"); break;
            case "AWSLambdaBasicDurableExecutionRolePolicy": plant.Settings = detail => detail with { IsDurable = true }; break;
            case "AWSXRayDaemonWriteAccess": plant.Settings = detail => detail with { TracingMode = "Active" }; break;
        }

        var found = plant.Test();
        Assert.True(expected.SequenceEqual(found.Select(finding => finding.RuleId).Distinct().Order()), string.Join('\n', found));
        Assert.All(found, finding => Assert.Equal(FindingStatus.Fail, finding.Status));

        void Map(string source) => plant.Mappings.Add(new EventSourceMapping { Uuid = "u", EventSourceArn = source, State = "Enabled" });
    }

    /// <summary>Policies as public tutorials and frameworks write them, held to what they name.</summary>
    [Theory]
    [InlineData("""["dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query"]""", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders")]
    [InlineData("""["dynamodb:*Item"]""", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders-*")]
    [InlineData("\"s3:PutObject\"", "arn:aws:s3:::uploads/*")]
    [InlineData("""["s3:GetObject*","s3:List*"]""", "*")]
    [InlineData("\"secretsmanager:GetSecretValue\"", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/*")]
    [InlineData("\"sqs:SendMessage\"", "arn:aws:sqs:eu-west-1:123456789012:jobs-*")]
    [InlineData("\"lambda:InvokeFunction\"", "*")]
    [InlineData("\"sts:AssumeRole\"", "arn:aws:iam::999999999999:role/reader")]
    [InlineData("""["states:StartExecution"]""", "arn:aws:states:eu-west-1:123456789012:stateMachine:flow")]
    [InlineData("""["ses:SendEmail","cloudwatch:PutMetricData"]""", "*")]
    [InlineData("\"iam:PassRole\"", "arn:aws:iam::123456789012:role/batch-job")]
    [InlineData("""["execute-api:Invoke","execute-api:ManageConnections"]""", "arn:aws:execute-api:eu-west-1:123456789012:api/*")]
    [InlineData("\"rds-db:connect\"", "arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-1/app")]
    [InlineData(
        """["ssmmessages:CreateControlChannel","ssmmessages:CreateDataChannel","ssmmessages:OpenControlChannel","ssmmessages:OpenDataChannel"]""", "*")]
    public void A_policy_that_is_held_to_what_it_names_raises_nothing(string actions, string resource)
    {
        var plant = new Plant();
        plant.Statements.Add(
            System.Text.Json.Nodes.JsonNode.Parse($$"""{"Effect":"Allow","Action":{{actions}},"Resource":"{{resource}}"}""")!.AsObject());
        Assert.True(plant.Test() is [], string.Join('\n', plant.Test()));
    }

    [Fact]
    public void What_hangs_on_a_key_that_is_not_known_is_said_to()
    {
        var plant = new Plant();
        plant.Allow("*", "*", new { StringEquals = new Dictionary<string, string> { ["aws:RequestedRegion"] = "eu-west-1" } });
        var finding = plant.Test().Single(finding => finding.RuleId == "LRA-201");
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("aws:RequestedRegion", finding.Evidence, StringComparison.Ordinal);

        var path = new Plant();
        path.Allow("iam:PutRolePolicy", "*", new { Bool = new Dictionary<string, string> { ["aws:MultiFactorAuthPresent"] = "true" } });
        finding = Assert.Single(path.Test());
        Assert.Equal(("LRA-202", FindingStatus.Unknown), (finding.RuleId, finding.Status));
        Assert.Contains("aws:MultiFactorAuthPresent", finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>A deny may hold or not: neither is taken for granted.</summary>
    [Theory]
    [InlineData("LRA-201", "*")]
    [InlineData("LRA-202", "iam:PutRolePolicy")]
    [InlineData("LRA-203", "sqs:*")]
    public void A_deny_that_hangs_on_a_key_makes_it_unknown(string ruleId, string action)
    {
        var plant = new Plant();
        plant.Allow(action, "*");
        plant.Deny("*", "*", new { BoolIfExists = new Dictionary<string, string> { ["aws:MultiFactorAuthPresent"] = "false" } });
        var found = plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == ruleId)] });
        Assert.NotEmpty(found);
        Assert.All(found, finding => Assert.Equal(FindingStatus.Unknown, finding.Status));
    }

    [Fact]
    public void An_administrator_is_told_of_once()
    {
        var plant = new Plant();
        plant.Allow("*", "*");
        Assert.Equal(["LRA-201"], plant.Test().Select(finding => finding.RuleId));
    }
}
