using System.Text.Json.Nodes;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// What the published tests of CloudSploit, Prowler and Cloud Custodian decide, where their cases are facts: the inputs
/// rebuilt, each decision compared, each difference listed with its reason in docs/rules/peers.md.
/// </summary>
public partial class FindingPeerTests
{
    private const string Users =
        "It works only for a user or a member of a group, and a role is neither. With iam:CreateAccessKey it would be a path, but "
        + "iam:CreateAccessKey alone is one too.";
    private const string NoRole = "No role is passed: the new resource has the permissions of its creator.";

    private static readonly string[] Peers = ["CloudSploit", "Prowler", "Custodian", "Hacking the Cloud", "PMapper", "iam-vulnerable"];

    private sealed record Case(
        string Peer, string Test, string RuleId, bool TheySay, FindingStatus? WeSay, Action<Plant> Plant, string? Why = null);

    [Fact]
    public async Task Every_decision_is_as_the_page_says()
    {
        var page = await File.ReadAllLinesAsync(
            Path.Combine(TestEnvironment.RepositoryRoot, "docs", "rules", "peers.md"), TestContext.Current.CancellationToken);
        var rows = new List<string>();
        foreach (var one in Cases().Concat(Lists()))
        {
            var plant = new Plant();
            one.Plant(plant);
            var found = plant.Test().Where(finding => finding.RuleId == one.RuleId).Select(finding => (FindingStatus?)finding.Status)
                .FirstOrDefault();
            Assert.True(found == one.WeSay, $"{one.Peer}, {one.Test}: {found?.ToString() ?? "nothing"}");
            var agree = one.TheySay == (one.WeSay == FindingStatus.Fail) && one.WeSay != FindingStatus.Unknown;
            Assert.True(agree == (one.Why is null), $"{one.Peer}, {one.Test}: a difference needs its reason, and only a difference does.");
            rows.Add(
                $"| {one.Peer} | {one.Test} | {one.RuleId} | {(one.TheySay ? "finding" : "none")} | {one.WeSay?.ToString() ?? "none"} | "
                + $"{one.Why ?? "agree"} |");
        }

        Assert.Equal(rows, page.Where(line => Peers.Any(peer => line.StartsWith($"| {peer} ", StringComparison.Ordinal))));
    }

    /// <summary>Custodian's check-permissions: a boundary's deny counts; without the boundary the action is allowed.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Custodians_boundary_case(bool isBounded, bool isAllowed)
    {
        var plant = new Plant
        {
            Boundary = isBounded
                ? Plant.Document(Plant.Statement("Allow", "*", "*"), Plant.Statement("Deny", new[] { "iam:Get*", "iam:List*" }, "*"))
                : null
        };
        plant.Allow(new[] { "iam:Get*", "iam:List*", "s3:Get*" }, "*");
        var grants = new RoleGrants(plant.Role(), policy => LambdaRoleAudit.Policies.PolicyDocument.Parse(policy.Document!));
        Assert.Equal(isAllowed, grants.Ask("iam:ListUsers", "arn:aws:iam::123456789012:user/").Is == LambdaRoleAudit.Policies.Truth.True);
    }

    private static IEnumerable<Case> Cases()
    {
        const string cloudSploit = "CloudSploit";
        yield return new(
            cloudSploit, "lambdaAdminPrivileges: elasticfilesystem:* inline", "LRA-201", false, null,
            plant => plant.Allow("elasticfilesystem:*", "*"));
        yield return new(
            cloudSploit, "lambdaAdminPrivileges: AdministratorAccess", "LRA-201", true, FindingStatus.Fail,
            plant =>
                plant.Policies.Add(
                    new RolePolicy(
                        "AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess",
                        Plant.Document(Plant.Statement("Allow", "*", "*")))));
        yield return new(
            cloudSploit, "lambdaAdminPrivileges: policies cannot be read", "LRA-201", false, FindingStatus.Unknown,
            plant => plant.Policies.Add(new RolePolicy("own", $"arn:aws:iam::{Plant.Account}:policy/own", null)), "Theirs is UNKNOWN too.");
        yield return new(
            cloudSploit, "lambdaUniqueExecutionRole: two functions on one role", "Lambda-006", true, FindingStatus.Fail,
            plant => plant.Others.Add(Plant.Function(Plant.Region, "other", Plant.RoleArn)));
        yield return new(
            cloudSploit, "lambdaUniqueExecutionRole: a role each", "Lambda-006", false, null,
            plant => plant.Others.Add(Plant.Function(Plant.Region, "other", $"arn:aws:iam::{Plant.Account}:role/service-role/other")));
        yield return new(
            cloudSploit, "lambdaPublicAccess: SNS, without a condition", "LRA-302", false, FindingStatus.Fail,
            plant => plant.ResourcePolicy = Policy("""{"Service":"sns.amazonaws.com"}""", "lambda:*"),
            "They check for access by anyone. Anyone can make the service call the function, which is indirect access by anyone.");
        yield return new(
            cloudSploit, "lambdaPublicAccess: anyone", "LRA-302", true, FindingStatus.Fail,
            plant => plant.ResourcePolicy = Policy("\"*\"", "lambda:*"));
        yield return new(cloudSploit, "lambdaPublicAccess: no policy", "LRA-302", false, null, _ => { });
        yield return new(
            cloudSploit, "trustedCrossAccountRoles: another account, without a condition", "LRA-102", true, FindingStatus.Fail,
            plant => plant.Trust = Trusting("""{"AWS":"arn:aws:iam::123456654322:root"}"""));
        yield return new(
            cloudSploit, "trustedCrossAccountRoles: another account, with an external id", "LRA-102", true, FindingStatus.Unknown,
            plant => plant.Trust = Trusting("""{"AWS":"arn:aws:iam::123456654321:root"}""", "StringEquals", "sts:ExternalId", "12345"),
            "It is not known whether the account sends the external id. The finding names the key.");
        yield return new(
            cloudSploit, "trustedCrossAccountRoles: federated by Facebook", "LRA-102", false, FindingStatus.Unknown,
            plant =>
                plant.Trust = Trusting(
                    """{"Federated":"graph.facebook.com"}""", "StringEquals", "graph.facebook.com:app_id", "test-id",
                    "sts:AssumeRoleWithWebIdentity"),
            "They check only accounts. An execution role does not need a federated principal.");

        const string prowler = "Prowler";
        const string check = "iam_policy_allows_privilege_escalation";
        yield return new(prowler, $"{check}: sts:* and a deny of it", "LRA-202", false, null, plant =>
        {
            plant.Allow("sts:*", "*");
            plant.Deny("sts:*", "*");
            plant.Statements.Add(Plant.Statement("Deny", "sts:*", "*", notAction: true));
        });
        yield return new(prowler, $"{check}: lambda:* and a deny of all but glue:GetDevEndpoints", "LRA-202", false, null, plant =>
        {
            plant.Allow("lambda:*", "*");
            plant.Deny("lambda:InvokeFunction", "*");
            plant.Statements.Add(Plant.Statement("Deny", "glue:GetDevEndpoints", "*", notAction: true));
        });
        yield return new(prowler, $"{check}: many, and a deny of all but dynamodb:PutItem", "LRA-202", false, null, plant =>
        {
            plant.Allow(
                new[]
                {
                    "lambda:*",
                    "iam:PassRole",
                    "dynamodb:PutItem",
                    "cloudformation:CreateStack",
                    "cloudformation:DescribeStacks",
                    "ec2:RunInstances"
                }, "*");
            plant.Deny(new[] { "lambda:InvokeFunction", "cloudformation:CreateStack" }, "*");
            plant.Statements.Add(Plant.Statement("Deny", "dynamodb:PutItem", "*", notAction: true));
        });
        yield return new(prowler, $"{check}: iam:* and ec2:RunInstances", "LRA-202", true, FindingStatus.Fail, plant =>
        {
            plant.Allow("iam:*", "*");
            plant.Allow("ec2:RunInstances", "*");
        });
        yield return new(
            prowler, $"{check}: iam:PassRole of one role", "LRA-202", true, null,
            plant => plant.Allow("iam:PassRole", "arn:aws:iam::123456789012:role/ecs"),
            "A role that is not passed to anything gives no permissions. Their later list no longer has this entry.");
        yield return new(prowler, $"{check}: two ways at once", "LRA-202", true, FindingStatus.Fail, plant =>
        {
            foreach (var action in new[] { "iam:PassRole", "ec2:RunInstances", "lambda:CreateFunction", "lambda:InvokeFunction" })
                plant.Allow(action, "*");
        });
        yield return new(
            prowler, $"{check}: ec2:RunInstances alone", "LRA-202", false, null, plant => plant.Allow("ec2:RunInstances", "*"));
        (string[] Actions, string? Why)[] combinations =
        [
            (["iam:CreatePolicyVersion"], null), (["iam:SetDefaultPolicyVersion"], null),
            (["iam:PassRole"],
                "A role that is not passed to anything gives no permissions. Their later list no longer has this entry."),
            (["iam:PassRole", "ec2:RunInstances"], null), (["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], null),
            (["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"], null),
            (["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping", "dynamodb:CreateTable", "dynamodb:PutItem"],
                null), (["iam:PassRole", "glue:CreateDevEndpoint", "glue:GetDevEndpoint"], null),
            (["iam:PassRole", "glue:CreateDevEndpoint", "glue:GetDevEndpoints"], null),
            (["cloudformation:CreateStack", "cloudformation:DescribeStacks"], NoRole),
            (["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"], NoRole),
            (["glue:UpdateDevEndpoint"], null), (["lambda:UpdateFunctionCode"], null), (["iam:CreateAccessKey"], null),
            (["iam:CreateLoginProfile"], null), (["iam:UpdateLoginProfile"], null), (["iam:AttachUserPolicy"], Users),
            (["iam:AttachGroupPolicy"], Users), (["iam:AttachRolePolicy"], null), (["sts:AssumeRole", "iam:AttachRolePolicy"], null),
            (["iam:PutGroupPolicy"], Users), (["iam:PutRolePolicy"], null), (["sts:AssumeRole", "iam:PutRolePolicy"], null),
            (["iam:PutUserPolicy"], Users), (["iam:AddUserToGroup"], Users), (["iam:UpdateAssumeRolePolicy"], null),
            (["sts:AssumeRole", "iam:UpdateAssumeRolePolicy"], null),
        ];
        foreach (var (actions, why) in combinations)
            yield return new(
                prowler, $"{check}: {string.Join(" + ", actions)}", "LRA-202", true, why is null ? FindingStatus.Fail : null,
                plant => plant.Allow(actions, "*"), why);
        const string isPublic = "awslambda_function_not_publicly_accessible";
        yield return new(
            prowler, $"{isPublic}: anyone, for one source ARN", "LRA-302", true, null,
            plant => plant.ResourcePolicy = Policy("\"*\"", "lambda:InvokeFunction", "ArnLike", "AWS:SourceArn", Plant.FunctionArn),
            "aws:SourceArn limits the statement to one source.");
        yield return new(
            prowler, $"{isPublic}: its own account", "LRA-302", false, null,
            plant =>
                plant.ResourcePolicy = Policy(
                    $$"""{"AWS":"arn:aws:iam::{{Plant.Account}}:root"}""", "lambda:InvokeFunction", "ArnLike", "AWS:SourceArn",
                    Plant.FunctionArn));
        yield return new(
            prowler, $"{isPublic}: any canonical user", "LRA-302", true, null,
            plant => plant.ResourcePolicy = Policy("""{"CanonicalUser":["*"]}""", "lambda:InvokeFunction"),
            "Canonical users exist only in S3. Lambda does not accept such a principal.");

        const string custodian = "Custodian";
        yield return new(
            custodian, "has-allow-all: lists", "LRA-201", true, FindingStatus.Fail, plant => plant.Allow(new[] { "*" }, new[] { "*" }));
        yield return new(
            custodian, "has-allow-all: a text and a list", "LRA-201", true, FindingStatus.Fail, plant => plant.Allow("*", new[] { "*" }));
        yield return new(
            custodian, "has-allow-all: more in the list", "LRA-201", true, FindingStatus.Fail,
            plant => plant.Allow(new[] { "*" }, new[] { "*", "arn:aws:s3:::some-bucket" }));
        yield return new(
            custodian, "has-allow-all: neither", "LRA-201", false, null,
            plant => plant.Allow(new[] { "s3:GetObject" }, new[] { "arn:aws:s3:::some-bucket" }));
        yield return new(
            custodian, "has-specific-managed-policy: AdministratorAccess", "LRA-201", true, FindingStatus.Fail,
            plant =>
                plant.Policies.Add(
                    new RolePolicy(
                        "AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess",
                        Plant.Document(Plant.Statement("Allow", "*", "*")))));
        yield return new(
            custodian, "check-permissions: the role was deleted", "LRA-101", false, FindingStatus.Fail, plant => plant.Exists = false,
            "Their filter leaves the function out. The function cannot run, which is a finding.");
        yield return new(
            custodian, "PolicyChecker: deleted principals", "LRA-102", true, null,
            plant => plant.Trust = Trusting("""{"AWS":["AIDACKCEVSQ6C2EXAMPLE","AROADBQP57FF2AEXAMPLE"]}"""),
            "Nobody can use the id of a deleted principal. With whitelist_patterns, their tool reports nothing either.");
        yield return new(
            custodian, "PolicyChecker: another account and a deleted principal", "LRA-102", true, FindingStatus.Fail,
            plant => plant.Trust = Trusting("""{"AWS":["arn:aws:iam::999999999999:role/external-role","AIDACKCEVSQ6C2EXAMPLE"]}"""));
        yield return new(
            custodian, "PolicyChecker: another account's root", "LRA-102", true, FindingStatus.Fail,
            plant => plant.Trust = Trusting("""{"AWS":"arn:aws:iam::999999999999:root"}"""));
    }

    private static string Policy(string principal, string action, string? test = null, string? key = null, string? value = null) =>
        Document(principal, action, Plant.FunctionArn, test, key, value);

    private static string Trusting(
        string principal, string? test = null, string? key = null, string? value = null, string action = "sts:AssumeRole") =>
        Document(principal, action, null, test, key, value);

    private static string Document(string principal, string action, string? resource, string? test, string? key, string? value)
    {
        var statement = new JsonObject { ["Effect"] = "Allow", ["Principal"] = JsonNode.Parse(principal), ["Action"] = action };
        if (resource is not null) statement["Resource"] = resource;
        if (test is not null) statement["Condition"] = new JsonObject { [test] = new JsonObject { [key!] = value } };
        return new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) }.ToJsonString();
    }
}
