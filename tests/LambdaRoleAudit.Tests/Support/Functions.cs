using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Makes functions for tests.</summary>
public static class Functions
{
    public const string Account = "123456789012";

    public static string RoleArn(string name) => $"arn:aws:iam::{Account}:role/{name}";

    public static string Arn(string name, string region = "us-east-1") => $"arn:aws:lambda:{region}:{Account}:function:{name}";

    public static LambdaFunction On(string role, string name, string region = "us-east-1", string version = LambdaFunction.Latest) => new()
    {
        FunctionName = name,
        FunctionArn = version == LambdaFunction.Latest ? Arn(name, region) : $"{Arn(name, region)}:{version}",
        Role = role.StartsWith("arn:", StringComparison.Ordinal) ? role : RoleArn(role),
        Region = region,
        AccountId = Account,
        Version = version,
    };
}
