using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Roles as a repair narrows them: with policies that are created for them.</summary>
internal static class NarrowedRoles
{
    public const string Region = "us-east-1";

    /// <summary>Two functions on a role that allows all of S3 and SQS.</summary>
    public static SandboxState State()
    {
        var account = Estate.NewAccount(regions: [Region]);
        var shared = Estate.AddRole(account, "/team/", "shared");
        shared.InlinePolicies["data"] = Allow("s3:*");
        shared.InlinePolicies["queues"] = Allow("sqs:*");
        foreach (var name in new[] { "a", "b" }) Estate.AddFunction(account, Region, name, shared, inVpc: false);
        return Estate.StateOf(account);
    }

    public static string Allow(string action) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"*"}]}""";

    /// <summary>A role for a function, narrowed from its source: one inline policy and two that are created.</summary>
    public static RoleSpec SpecOf(AccountState account, string function, RoleState source)
    {
        var functionArn = account.FunctionArn(Region, function);
        var spec = new RoleSpec
        {
            RoleName = "unnamed",
            Path = source.Path,
            TrustPolicy = TrustPolicies.Lambda,
            FunctionArn = functionArn,
            SourceRoleArn = source.Arn,
            RepairId = "narrowed",
            InlinePolicies = [new InlinePolicy("data", Allow("s3:GetObject"))],
            CreatedPolicies = [
                new InlinePolicy("unnamed-1", Allow("s3:ListBucket")), new InlinePolicy("unnamed-2", Allow("sqs:SendMessage"))],
        };
        var name = RoleNaming.Bound("", function, Region, functionArn, source.Arn, spec.Content.Hash);
        return spec with
        {
            RoleName = name,
            CreatedPolicies = [
                .. spec.CreatedPolicies.Select((policy, index) => policy with { PolicyName = CreatedPolicy.NameOf(name, index + 1) })],
        };
    }

    /// <summary>Creates the role; the function stays where it is.</summary>
    public static async Task<RoleState> CreateAsync(SandboxServer server, RoleSpec spec)
    {
        using var session = await RepairRuns.OpenAsync(server.Url);
        await new RoleCreator(session.Iam, TimeProvider.System).CreateAsync(spec);
        return server.State.Accounts.Values.Single().Roles[spec.RoleName];
    }

    /// <summary>Creates the role and puts the function on it.</summary>
    public static async Task<RoleState> MoveAsync(SandboxServer server, string function, RoleState source)
    {
        var account = server.State.Accounts.Values.Single();
        var role = await CreateAsync(server, SpecOf(account, function, source));
        FunctionOf(account, function).Set("Role", role.Arn);
        return role;
    }

    public static FunctionState FunctionOf(AccountState account, string function) => account.Region(Region).Find(function)!;

    public static IReadOnlyList<string> ArnsOf(RoleState role) => [
        .. Enumerable.Range(1, 2).Select(number => CreatedPolicy.ArnOf(role.Arn, CreatedPolicy.NameOf(role.RoleName, number)))];

    /// <summary>The role is what its specification says, and each of its policies has the tags of the role.</summary>
    public static void AssertWhole(AccountState account, RoleSpec spec)
    {
        var role = account.Roles[spec.RoleName];
        Assert.Equal(ArnsOf(role), role.AttachedPolicyArns);
        Assert.Equal(
            spec.CreatedPolicies.Select(policy => policy.Document), ArnsOf(role).Select(arn => account.Policies[arn].DefaultDocument));
        Assert.All(ArnsOf(role), arn => Assert.Equal(role.Tags, account.Policies[arn].Tags));
        Assert.Equal(spec.InlinePolicies.Single().Document, Assert.Single(role.InlinePolicies).Value);
        Assert.Equal(4, role.Tags.Count);
    }
}
