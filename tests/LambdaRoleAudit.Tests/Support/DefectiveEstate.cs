using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>A Sandbox account in which each rule finds something, and one function that is as it should be.</summary>
public static class DefectiveEstate
{
    public static SandboxState Make()
    {
        var account = Estate.NewAccount(regions: ["us-east-1", "eu-west-1"]);
        const string basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        account.Policies[$"arn:aws:iam::{account.AccountId}:policy/bounds"] =
            Managed("bounds", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""");

        var open = Estate.AddRole(account, "/", "open-role");
        open.AssumeRolePolicyDocument =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","ec2.amazonaws.com"]},"Action":"sts:AssumeRole"}]}""";
        open.InstanceProfiles.Add("open-profile");
        open.SourceRoleTemplate = ("arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1", 0);
        open.InlinePolicies["broad"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","sts:*","lambda:*"],"Resource":"*"},{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::data/*"}]}""";
        open.PermissionsBoundary = $"arn:aws:iam::{account.AccountId}:policy/bounds";
        Estate.AddFunction(account, "eu-west-1", "open", open, inVpc: false);

        var shared = Estate.AddRole(account, "/team/", "shared-role");
        shared.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambda_FullAccess");
        shared.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        var worker = Estate.AddFunction(account, "eu-west-1", "worker", shared, inVpc: false);
        worker.Set("DeadLetterConfig", new JsonObject { ["TargetArn"] = $"arn:aws:sns:eu-west-1:{account.AccountId}:dead" });
        worker.Permissions["bucket"] =
            JsonNode.Parse(
                $$"""{"Sid":"bucket","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"{{worker.FunctionArn}}"}""")!.AsObject();
        Estate.AddFunction(account, "us-east-1", "twin", shared, inVpc: false);

        var admin = Estate.AddRole(account, "/", "admin-role");
        admin.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AdministratorAccess");
        Estate.AddFunction(account, "eu-west-1", "admin", admin, inVpc: false);

        Estate.AddFunction(account, "eu-west-1", "orphan", Estate.AddRole(account, "/", "gone-role"), inVpc: false);
        account.Roles.Remove("gone-role");
        Estate.AddRole(account, "/", "left-role").AttachedPolicyArns.Add(basic);

        var good = Estate.AddRole(account, "/", "good-role");
        good.AttachedPolicyArns.Add(basic);
        Estate.AddFunction(account, "eu-west-1", "good", good, inVpc: false);
        return Estate.StateOf(account);
    }

    private static ManagedPolicyState Managed(string name, string document) => new()
    {
        PolicyName = name, AccountId = Plant.Account, Path = "/", PolicyId = "ANPAEXAMPLEEXAMPLE123", DefaultVersionId = "v1",
        Versions = { ["v1"] = document },
    };
}
