using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Usage of deployed functions for tests, and what roles grant.</summary>
internal static class Narrowing
{
    public static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Options that narrow by usage.</summary>
    public static TemplateRepairOptions Options(params LambdaRoleUsage[] usage) => new()
    {
        Strategy = RepairStrategy.Used,
        Narrow = new TemplateNarrower(usage, new NarrowingOptions(), Now, CancellationToken.None).Narrow,
    };

    /// <summary>The usage of a function that used actions of SQS, and nothing of another service.</summary>
    public static LambdaRoleUsage Used(string function, params string[] actions) => new()
    {
        FunctionName = function,
        FunctionArn = $"arn:aws:lambda:us-east-1:123456789012:function:{function}",
        Region = "us-east-1",
        AccountId = "123456789012",
        RoleArn = "arn:aws:iam::123456789012:role/shared",
        From = Now.AddDays(-60),
        To = Now,
        Permissions = [.. actions.Select(action => new UsedPermission(
            action, "arn:aws:sqs:us-east-1:123456789012:real-queue", 3, 0, Now.AddDays(-9), Now.AddDays(-1), ["us-east-1"], ["e1"],
            default))],
        Coverage = [new ServiceCoverage("sqs", null, CoverageStatus.Seen, "", 2, 1, null)],
        Source = UsageSource.Files,
        CoversAllRegions = true,
        IsComplete = true,
    };

    /// <summary>True if a role grants no more than another, for all values of the symbols.</summary>
    public static bool GrantsNoMore(DeclaredRole role, DeclaredRole than)
    {
        var standIns = new StandIns(isWide: false);
        return PolicyProver.GrantsNoMoreThan(SetOf(role, standIns), SetOf(than, standIns)).Outcome == ProofOutcome.Proven;
    }

    /// <summary>True if a role allows an action on a real queue, if each symbol stands for what it can be.</summary>
    public static bool Allows(DeclaredRole role, string action)
    {
        var any = SetOf(role, symbol: "*");
        var asked = new PolicySet([PolicyDocument.Parse($$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}",
             "Resource":"arn:aws:sqs:us-east-1:123456789012:real-queue"}]}
            """)]);
        return PolicyProver.GrantsNoMoreThan(asked, any).Outcome == ProofOutcome.Proven;
    }

    private static PolicySet SetOf(DeclaredRole role, StandIns standIns) => Set(role, standIns.ReplaceIn);

    private static PolicySet SetOf(DeclaredRole role, string symbol) => Set(role, json => Symbol.Replace(json, (_, _) => symbol));

    private static PolicySet Set(DeclaredRole role, Func<string, string> replace) => new([
        .. role.InlinePolicies.Concat(role.DeclaredPolicies).Select(policy => PolicyDocument.Parse(replace(policy.Document))),
        .. role.ManagedPolicyArns.Select(arn => PolicyDocument.Parse(
            AwsManagedDocuments.DocumentOf(Symbol.Replace(arn, (_, _) => "aws"))!))]);
}
