using System.Text.Json;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Inputs of a narrowing, and what came out, in short forms.</summary>
public static class Narrowing
{
    /// <summary>The time at which everything happens.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Records of sixty days of the whole account, in which nothing happened.</summary>
    public static LambdaRoleUsage Quiet { get; } = new()
    {
        FunctionName = "orders",
        FunctionArn = "arn:aws:lambda:eu-west-1:111122223333:function:orders",
        Region = "eu-west-1",
        AccountId = "111122223333",
        RoleArn = "arn:aws:iam::111122223333:role/shared",
        From = Now.AddDays(-60),
        To = Now,
        Source = UsageSource.Trail,
        LogRegions = ["eu-west-1"],
        CoversAllRegions = true,
        IsComplete = true,
    };

    /// <summary>A role with one inline policy of the given statements.</summary>
    public static ExecutionRole Role(string first, params string[] others) =>
        Role(("data", $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', [first, .. others])}}]}"""));

    /// <summary>A role with inline policies.</summary>
    public static ExecutionRole Role(params (string Name, string Document)[] inline) => new()
    {
        RoleName = "shared",
        RoleArn = "arn:aws:iam::111122223333:role/shared",
        AccountId = "111122223333",
        Path = "/",
        Exists = true,
        IsComplete = true,
        InlinePolicies = [.. inline.Select(policy => new RolePolicy(policy.Name, null, policy.Document))],
    };

    /// <summary>A permission that was used five times.</summary>
    public static UsedPermission Used(string action, string? resource, long count = 5, long denied = 0) => new(
        action, resource, count, denied, Now.AddDays(-50), Now.AddDays(-1), ["eu-west-1"], ["11111111-2222-3333-4444-555555555555"],
        UsageAttribution.FunctionArn);

    /// <summary>A permission that a setting needs.</summary>
    public static RequiredPermission Needed(string action, string resource) => new("VpcConfig", action, resource);

    /// <summary>Everything that is used is seen.</summary>
    internal static Func<GrantedAction, Cover> Seen { get; } = _ => new Cover(null, CoverageStatus.Seen, "The records show these calls.");

    /// <summary>Actions with one of the beginnings cannot be seen, and all others can.</summary>
    internal static Func<GrantedAction, Cover> Unseen(params string[] beginnings) => action =>
        beginnings.Any(beginning => action.Action.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            ? new Cover(null, CoverageStatus.NotLogged, "The event selectors of the trail leave these calls out.")
            : Seen(action);

    /// <summary>An input in which the use of everything is seen.</summary>
    public static NarrowingInput Input(ExecutionRole role, params UsedPermission[] used) => new()
    {
        Role = role,
        Usage = Quiet with { Permissions = used },
        Now = Now,
        CoverageOf = Seen,
    };

    /// <summary>The one document, with the order of the statements, as short JSON.</summary>
    public static string Document(NarrowedRole narrowed) => Assert.Single(narrowed.Policies).Document;

    /// <summary>The statements of all documents, each as short JSON.</summary>
    public static string[] Statements(NarrowedRole narrowed) =>
        [.. narrowed.Policies.SelectMany(policy => policy.Statements).Select(statement => Short(statement.Json))];

    /// <summary>The role whose policies are the narrowed ones.</summary>
    public static ExecutionRole With(ExecutionRole role, NarrowedRole narrowed) => role with
    {
        AttachedPolicies = [
            .. narrowed.Policies.Where(policy => policy.Placement == PolicyPlacement.Attached)
                .Select(policy => new RolePolicy(policy.SourcePolicy, policy.PolicyArn, policy.Document))],
        InlinePolicies = [
            .. narrowed.Policies.Where(policy => policy.Placement != PolicyPlacement.Attached)
                .Select(policy => new RolePolicy(policy.PolicyName, null, policy.Document))],
    };

    private static string Short(string json) => JsonSerializer.Serialize(
        JsonDocument.Parse(json).RootElement,
        new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
