using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Selections, without PowerShell's wildcards.</summary>
public static class Choose
{
    /// <summary>Functions by exact name, in one region or in all.</summary>
    public static Selection Function(string name, string? region = null) =>
        new()
        {
            Functions = [
                new NameTest<LambdaFunction>(
                    name, function => function.FunctionName == name && (region is null || function.Region == region))]
        };

    /// <summary>Roles by exact name.</summary>
    public static Selection Role(string name) => new() { Roles = [new NameTest<string>(name, arn => Arn.NameIn(arn) == name)] };
}
