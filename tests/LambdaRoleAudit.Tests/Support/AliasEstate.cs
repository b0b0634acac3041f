using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Two functions on one role; the first has version 1 with the alias live.</summary>
internal static class AliasEstate
{
    public const string Region = "us-east-1";

    public static readonly RepairOptions Options = new() { IncludeAlias = true };

    public static SandboxState State(Action<AccountState, FunctionState>? change = null, bool publish = true)
    {
        var account = Estate.NewAccount(regions: [Region]);
        var role = Estate.AddRole(account, "/team/", "shared");
        role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        role.InlinePolicies["data"] =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        var function = Estate.AddFunction(account, Region, "orders", role, inVpc: false);
        Estate.AddFunction(account, Region, "other", role, inVpc: false);
        if (publish)
        {
            Estate.Publish(account, Region, function);
            Add(function, "live", "1");
        }

        change?.Invoke(account, function);
        return Estate.StateOf(account);
    }

    public static AliasState Add(FunctionState function, string name, string version) =>
        function.Aliases[name] = new AliasState(name, version);

    public static FunctionState Function(SandboxState state) => state.Accounts.Values.Single().Region(Region).Find("orders")!;
}
