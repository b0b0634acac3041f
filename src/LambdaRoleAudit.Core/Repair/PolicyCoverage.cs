using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.ResourcePolicies;

namespace LambdaRoleAudit.Repair;

/// <summary>Says which policies of resources a plan checked, and which it did not.</summary>
internal sealed class PolicyCoverage(Account account, RepairOptions options)
{
    /// <summary>The id of the warning.</summary>
    internal const string Id = "NotLookedAt";

    private const string Unread =
        "They may name the source role: those of S3, KMS, SQS, SNS, Secrets Manager, Lambda functions and others.";

    private readonly Dictionary<string, PlanIssue> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the warning for the functions of a source role.</summary>
    public PlanIssue Of(ExecutionRole source) =>
        _known.TryGetValue(source.RoleArn, out var known) ? known : _known[source.RoleArn] = new PlanIssue(Id, Text(source));

    private string Text(ExecutionRole source)
    {
        if (options.ResourcePolicies == ResourcePolicyReading.None) return $"No resource policies were checked. {Unread}";
        if (account.ResourcePolicies is not { } read)
            return $"Resource policies were checked only as far as the files contain them. {Unread}";
        var granted = GrantedResources.Of(source, []);
        var buckets = granted.Named.Select(resource => resource.ResourceArn).Intersect(read.OfOthers).Order(StringComparer.Ordinal)
            .ToList();
        var others = buckets.Count == 0 ? "" : $" Buckets that are not in the account: {NameList.Few(buckets)}.";
        if (options.ResourcePolicies == ResourcePolicyReading.All)
            return "Resource policies that may name the source role were not checked in services that the documentation does not list, and "
                + $"in other accounts and regions.{Recorded(read)}{others}";
        var open = granted.Open.Where(kind => !read.ListedKinds.Contains(kind)).Select(kind => PolicyResources.Of(kind).Words).ToList();
        return "Resource policies were checked only for resources that the source role's policies name"
            + (options.Usage.Count > 0 ? " or the functions used" : "")
            + (open.Count == 0 ? "" : $", not for those that they allow by a pattern ({string.Join(", ", open)})")
            + $", and for {Functions(read)}. Others may name the source role; -ScanResourcePolicy checks all.{others}";
    }

    private static string Recorded(ResourcePolicyData read)
    {
        var unused = read.WithoutConfig.Count == 0
            ? ""
            : $" AWS Config was not used in {NameList.Few(read.WithoutConfig.Select(one => $"{one.Region} ({one.Why})"))}.";
        return read.Recorded.Count == 0
            ? unused
            : FormattableString.Invariant($" {read.Recorded.Count} resources were not read, because their policies, as AWS Config ")
                + FormattableString.Invariant($"recorded them ({read.Recorded.Values.Min().UtcDateTime:u} or later), treat all roles ")
                + $"alike.{unused}";
    }

    private string Functions(ResourcePolicyData read)
    {
        var all = account.Functions.Where(function => !function.IsPublishedVersion).ToList();
        var count = all.Count(function => read.Read.Contains(new PolicyResource(PolicyResourceKind.LambdaFunction, function.FunctionArn)));
        return count == all.Count
            ? "all Lambda functions"
            : FormattableString.Invariant($"{count} of {all.Count} Lambda functions");
    }
}
