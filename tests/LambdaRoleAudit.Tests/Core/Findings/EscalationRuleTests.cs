using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core.Findings;

/// <summary>LRA-202 and LRA-201: ways to more, by one's own limits, by roles that are made, over other roles, and by services.</summary>
public sealed class EscalationRuleTests
{
    private const string A = Plant.Account;
    private const string R = Plant.Region;
    private const string Self = Plant.RoleArn;

    private static readonly string[] Passing = ["iam:PassRole"];

    /// <summary>Ways by services, each of its actions alone on "*".</summary>
    [Theory]
    [InlineData("states:CreateStateMachine", "states:StartExecution")]
    [InlineData("states:TestState")]
    [InlineData("scheduler:CreateSchedule")]
    [InlineData("scheduler:UpdateSchedule")]
    [InlineData("ssm:StartAutomationExecution")]
    [InlineData("autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup")]
    [InlineData("autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup")]
    [InlineData("ec2:CreateLaunchTemplate", "autoscaling:CreateAutoScalingGroup")]
    [InlineData("ec2:CreateLaunchTemplate", "autoscaling:UpdateAutoScalingGroup")]
    [InlineData("elasticmapreduce:RunJobFlow")]
    [InlineData("emr-serverless:StartJobRun")]
    [InlineData("batch:RegisterJobDefinition", "batch:SubmitJob")]
    [InlineData("ecs:RunTask")]
    [InlineData("ecs:StartTask")]
    [InlineData("codestar:CreateProject")]
    [InlineData("codebuild:UpdateProject", "codebuild:StartBuild")]
    [InlineData("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet")]
    public void A_role_that_is_passed_to_a_service_that_acts_under_it_is_a_way(params string[] actions)
    {
        var plant = new Plant();
        plant.Allow(Passing.Concat(actions).ToArray(), "*");
        Assert.Equal(FindingStatus.Fail, Assert.Single(Found(plant)).Status);
        var unpassed = new Plant();
        unpassed.Allow(
            "iam:PassRole", "*", new { StringEquals = new Dictionary<string, string> { ["iam:PassedToService"] = "polly.amazonaws.com" } });
        unpassed.Allow(actions, $"arn:aws:{actions[0].Split(':')[0]}:{R}:{A}:named");
        Assert.Empty(Found(unpassed));
    }

    [Theory]
    [InlineData("lambda:UpdateFunctionConfiguration", "*")]
    [InlineData("lambda:UpdateFunctionConfiguration", $"arn:aws:lambda:{R}:{A}:function:other")]
    [InlineData("lambda:UpdateFunctionConfiguration", $"arn:aws:lambda:ap-*:{A}:function:*")]
    [InlineData("ec2-instance-connect:SendSerialConsoleSSHPublicKey", "*")]
    [InlineData("elasticmapreduce:AddJobFlowSteps", "*")]
    public void Something_that_is_there_under_another_role_is_a_way(string action, string resource) =>
        Assert.Equal(FindingStatus.Fail, Assert.Single(Found(Allowing(action, resource))).Status);

    /// <summary>A way's resource is of the action's service, type and account.</summary>
    [Theory]
    [InlineData("iam:CreateAccessKey", "arn:aws:s3:::bucket/*")]
    [InlineData("*", "arn:aws:s3:::bucket/*")]
    [InlineData("iam:CreateAccessKey", $"arn:aws:iam::{A}:role/*")]
    [InlineData("iam:CreateLoginProfile", "arn:aws:iam::999999999999:user/*")]
    [InlineData("iam:UpdateAssumeRolePolicy", "arn:aws:iam::999999999999:role/*")]
    [InlineData("iam:UpdateAssumeRolePolicy", Self)]
    [InlineData("lambda:UpdateFunctionCode", $"arn:aws:lambda:{R}:999999999999:function:*")]
    [InlineData("lambda:UpdateFunctionConfiguration", Plant.FunctionArn)]
    [InlineData("ssm:StartSession", "arn:aws:ec2:*:999999999999:instance/*")]
    [InlineData("sts:AssumeRole", "arn:aws:sqs:*:*:*")]
    public void What_is_of_another_service_type_or_account_is_none(string action, string resource) =>
        Assert.Empty(Found(Allowing(action, resource)));

    [Fact]
    public void Another_accounts_functions_are_not_made_by_passing_a_role()
    {
        var plant = Allowing("iam:PassRole", "*");
        plant.Allow(new[] { "lambda:CreateFunction", "lambda:InvokeFunction" }, $"arn:aws:lambda:{R}:999999999999:function:*");
        Assert.Empty(Found(plant));
        plant.Allow(new[] { "lambda:CreateFunction", "lambda:InvokeFunction" }, $"arn:aws:lambda:sa-east-1:{A}:function:tmp-*");
        Assert.Single(Found(plant));
    }

    /// <summary>A role that is made, and written on, is one and the same.</summary>
    [Theory]
    [InlineData("iam:AttachRolePolicy", "made/*", "made/*", true)]
    [InlineData("iam:PutRolePolicy", "made/*", "*", true)]
    [InlineData("iam:PutRolePolicy", "made/one", "made/*", true)]
    [InlineData("iam:AttachRolePolicy", "made/*", "other/*", false)]
    [InlineData("iam:DetachRolePolicy", "made/*", "made/*", false)]
    public void A_role_that_it_makes_trusts_whom_it_writes_down(string write, string made, string written, bool isWay)
    {
        var plant = Allowing("iam:CreateRole", $"arn:aws:iam::{A}:role/{made}");
        plant.Allow(write, $"arn:aws:iam::{A}:role/{written}");
        plant.Deny("iam:*", Self);
        Assert.Equal(isWay ? [FindingStatus.Fail] : [], Found(plant).Select(finding => finding.Status));
        plant.Deny(write, $"arn:aws:iam::{A}:role/made/*");
        Assert.Empty(Found(plant));
    }

    [Fact]
    public void To_write_one_role_and_to_assume_another_is_no_way()
    {
        var plant = Allowing("iam:PutRolePolicy", $"arn:aws:iam::{A}:role/written/*");
        plant.Allow("sts:AssumeRole", $"arn:aws:iam::{A}:role/assumed/*");
        Assert.Empty(Found(plant));
    }

    /// <summary>A boundary that holds something back, and may be taken off.</summary>
    [Theory]
    [InlineData("iam:DeleteRolePermissionsBoundary")]
    [InlineData("iam:PutRolePermissionsBoundary")]
    public void A_boundary_that_it_can_take_off_is_a_way(string action)
    {
        var plant = Allowing("*", "*");
        plant.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "sqs:*", "logs:*", action }, "*"));
        var finding = Assert.Single(Found(plant));
        Assert.Equal(FindingStatus.Fail, finding.Status);
        Assert.Contains(action, finding.Evidence, StringComparison.Ordinal);

        // On other roles only; and where the boundary holds nothing back.
        var others = Allowing(action, $"arn:aws:iam::{A}:role/other/*");
        others.Allow("s3:*", "*");
        others.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "sqs:*", "logs:*", "iam:*" }, "*"));
        Assert.Empty(Found(others));
        var idle = Allowing(action, "*");
        idle.Boundary = Plant.Document(Plant.Statement("Allow", "*", "*"));
        Assert.Empty(Found(idle));
        Assert.Empty(Found(Allowing(action, "*")));
    }

    [Fact]
    public void A_boundary_whose_policy_it_can_rewrite_is_a_way()
    {
        var plant = Allowing("s3:*", "*");
        plant.Allow("iam:CreatePolicyVersion", $"arn:aws:iam::{A}:policy/boundary");
        plant.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "logs:*", "iam:CreatePolicyVersion" }, "*"));
        Assert.Contains("limit-boundary-version", Assert.Single(Found(plant)).Evidence, StringComparison.Ordinal);
    }

    /// <summary>A deny that holds something back, in a policy that may be deleted or detached.</summary>
    [Theory]
    [InlineData("iam:DeleteRolePolicy", null, "s3:GetObject", true)]
    [InlineData("iam:DetachRolePolicy", $"arn:aws:iam::{A}:policy/guard", "s3:GetObject", true)]
    [InlineData("iam:DetachRolePolicy", "arn:aws:iam::aws:policy/AWSDenyAll", "s3:*", true)]
    [InlineData("iam:DeleteRolePolicy", $"arn:aws:iam::{A}:policy/guard", "s3:GetObject", false)]
    [InlineData("iam:DetachRolePolicy", null, "s3:GetObject", false)]
    [InlineData("iam:DeleteRolePolicy", null, "kms:Decrypt", false)]
    public void A_deny_that_it_can_delete_is_a_way(string action, string? arn, string denied, bool isWay)
    {
        var plant = Allowing(new[] { "s3:*", action }, "*");
        plant.Policies.Add(new RolePolicy("guard", arn, Plant.Document(Plant.Statement("Deny", denied, "arn:aws:s3:::secret/*"))));
        Assert.Equal(isWay, Found(plant).Count == 1);
        plant.Deny(action, Self);
        Assert.Empty(Found(plant));
    }

    /// <summary>A role that it may assume, and that trusts it, by name or by its account.</summary>
    [Theory]
    [InlineData("root", true, true)]
    [InlineData("123456789012", true, true)]
    [InlineData("role", false, true)]
    [InlineData("role", true, true)]
    [InlineData("root", false, false)]
    [InlineData("other", true, false)]
    public void A_role_that_is_more_and_trusts_it_is_a_way(string trusts, bool mayAssume, bool isWay)
    {
        var plant = new Plant();
        if (mayAssume) plant.Allow("sts:AssumeRole", $"arn:aws:iam::{A}:role/boss");
        plant.OtherRoles.Add(Role("boss", trusts, "*"));
        var found = Found(plant);
        Assert.Equal(isWay ? [FindingStatus.Fail] : [], found.Select(finding => finding.Status));
        if (isWay) Assert.Contains("planted-role → boss", found[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chain_is_in_the_evidence()
    {
        var plant = Allowing("sts:AssumeRole", $"arn:aws:iam::{A}:role/first");
        plant.OtherRoles.Add(Role("first", "root", "sts:AssumeRole", $"arn:aws:iam::{A}:role/second"));
        plant.OtherRoles.Add(Role("second", $"arn:aws:iam::{A}:role/first", "*"));
        var evidence = Assert.Single(Found(plant)).Evidence;
        Assert.Contains("planted-role → first → second", evidence, StringComparison.Ordinal);
        Assert.Contains("second is an administrator", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_that_assume_each_other_end()
    {
        var plant = Allowing("sts:AssumeRole", $"arn:aws:iam::{A}:role/a");
        plant.OtherRoles.Add(Role("a", "root", "sts:AssumeRole", $"arn:aws:iam::{A}:role/b"));
        plant.OtherRoles.Add(Role("b", "root", "sts:AssumeRole", $"arn:aws:iam::{A}:role/a"));
        Assert.Single(Found(plant));
    }

    /// <summary>A named role that is proven to hold no more is no way, whether it is assumed or passed.</summary>
    [Fact]
    public void A_named_role_that_holds_no_more_is_no_way()
    {
        var plant = Allowing("sts:AssumeRole", $"arn:aws:iam::{A}:role/reader");
        plant.Allow("s3:Get*", "*");
        plant.OtherRoles.Add(Role("reader", "root", "s3:GetObject", "arn:aws:s3:::b/*"));
        Assert.Empty(Found(plant));
        plant.Allow("iam:PassRole", $"arn:aws:iam::{A}:role/reader");
        plant.Allow("ec2:RunInstances", "*");
        Assert.Empty(Found(plant));
        plant.Allow("iam:PassRole", $"arn:aws:iam::{A}:role/writer");
        plant.OtherRoles.Add(Role("writer", "root", "s3:PutObject"));
        Assert.Single(Found(plant));
    }

    [Fact]
    public void A_trust_under_a_condition_is_not_known()
    {
        var plant = Allowing("sts:AssumeRole", $"arn:aws:iam::{A}:role/boss");
        plant.OtherRoles.Add(Role("boss", "root", "*", condition: ""","Condition":{"StringEquals":{"sts:ExternalId":"x"}}"""));
        Assert.Equal(FindingStatus.Unknown, Assert.Single(Found(plant)).Status);
        var denied = Allowing("sts:*", $"arn:aws:iam::{A}:role/boss");
        denied.Deny("sts:AssumeRole", "*");
        denied.OtherRoles.Add(Role("boss", $"{Self}", "*"));
        Assert.Empty(Found(denied));
    }

    /// <summary>LRA-201: everything but a little, which it can lift; what is denied is told.</summary>
    [Theory]
    [InlineData("s3:DeleteBucket")]
    [InlineData("iam:CreateUser")]
    [InlineData("organizations:*")]
    public void Everything_but_a_little_that_it_can_lift_is_an_administrator(string denied)
    {
        var plant = new Plant();
        plant.Policies.Add(
            new RolePolicy(
                "AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess", Plant.Document(Plant.Statement("Allow", "*", "*"))));
        plant.Deny(denied, "*");
        var finding = Assert.Single(plant.Test());
        Assert.Equal(("LRA-201", FindingStatus.Fail, FindingSeverity.Critical), (finding.RuleId, finding.Status, finding.Severity));
        Assert.Contains(denied, finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iam:*")]
    [InlineData("*:*")]
    public void What_it_cannot_lift_makes_it_none(string denied)
    {
        var plant = Allowing("*", "*");
        plant.Deny(denied, "*");
        Assert.Empty(Of(plant, "LRA-201"));
    }

    /// <summary>A boundary that allows all but a little is lifted too; one that allows a little is LRA-202's.</summary>
    [Fact]
    public void A_boundary_is_a_limit_as_well()
    {
        var plant = Allowing("*", "*");
        plant.Boundary = Plant.Document(Plant.Statement("Allow", "*", "*"), Plant.Statement("Deny", "s3:DeleteBucket", "*"));
        Assert.Contains("s3:DeleteBucket", Assert.Single(Of(plant, "LRA-201")).Evidence, StringComparison.Ordinal);
        plant.Boundary = Plant.Document(Plant.Statement("Allow", new[] { "s3:*", "iam:DeleteRolePermissionsBoundary" }, "*"));
        Assert.Empty(Of(plant, "LRA-201"));
        Assert.Single(Found(plant));
    }

    /// <summary>Statements under conditions take part: those that complete each other, and those that may hold.</summary>
    [Fact]
    public void Conditional_statements_take_part_in_the_mix()
    {
        var mixed = new Plant();
        mixed.Statements.Add(Plant.Statement("Allow", "iam:*", "*", notAction: true));
        mixed.Allow("iam:*", "*", new { StringEquals = new Dictionary<string, string> { ["aws:PrincipalAccount"] = A } });
        Assert.Equal(FindingStatus.Fail, Assert.Single(Of(mixed, "LRA-201")).Status);

        var open = new Plant();
        open.Statements.Add(Plant.Statement("Allow", "iam:*", "*", notAction: true));
        open.Allow("iam:*", "*", new { Bool = new Dictionary<string, string> { ["aws:MultiFactorAuthPresent"] = "true" } });
        open.Deny("s3:DeleteBucket", "*");
        var finding = Assert.Single(Of(open, "LRA-201"));
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("aws:MultiFactorAuthPresent", finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>A role that can lift a deny still lacks what is denied, until it does.</summary>
    [Fact]
    public void An_administrator_by_lifting_may_lack_what_its_settings_need()
    {
        var plant = Allowing("*", "*");
        plant.Deny("logs:PutLogEvents", "*");
        Assert.Equal(FindingStatus.Fail, Assert.Single(Of(plant, "LRA-301")).Status);
    }

    /// <summary>The actions of every path are actions that AWS has, and each reach that asks by type has a type.</summary>
    [Fact]
    public void Every_path_is_of_actions_that_AWS_has()
    {
        foreach (var (action, reach) in EscalationPaths.All.SelectMany(path => path.Steps))
        {
            var known = LambdaRoleAudit.Catalog.ActionCatalog.Find(action.Split(':')[0])?.Find(action.ToLowerInvariant());
            Assert.True(known is not null && known.Name == action.Split(':')[1], action);
            if (reach == EscalationReach.AnyName) Assert.NotEmpty(EscalationResources.Of(action, "x", "aws", A, [R]));
        }
    }

    private static Plant Allowing(object actions, object resources)
    {
        var plant = new Plant();
        plant.Allow(actions, resources);
        return plant;
    }

    /// <summary>A role of the account; it trusts its root, the planted role, another, or whom the text names.</summary>
    private static ExecutionRole Role(string name, string trusts, string action, string resource = "*", string condition = "")
    {
        var principal = trusts switch
        {
            "root" => $"arn:aws:iam::{A}:root",
            "role" => Self,
            "other" => $"arn:aws:iam::{A}:role/another",
            _ => trusts
        };
        var trust =
            $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{{principal}}}"},"Action":"sts:AssumeRole"{{{condition}}}}]}""";
        return Plant.OtherRole(name, trust) with
        {
            InlinePolicies = [new RolePolicy("own", null, Plant.Document(Plant.Statement("Allow", action, resource)))]
        };
    }

    private static List<LambdaRoleFinding> Found(Plant plant) => Of(plant, "LRA-202");

    private static List<LambdaRoleFinding> Of(Plant plant, string ruleId) =>
        [.. plant.Test(new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => rule.RuleId == ruleId)] })];
}
