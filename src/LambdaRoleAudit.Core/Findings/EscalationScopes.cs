using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>The resources on which the steps of escalation paths are tested, for one role.</summary>
internal sealed class EscalationScopes
{
    /// <summary>Replaces a wildcard in a region: eu-* is tested as eu-west-1.</summary>
    private const string SomeRegion = "west-1";

    private readonly RoleCase _role;
    private readonly RoleGrants _grants;
    private readonly string _self;
    private readonly string _partition;
    private readonly string _account;
    private readonly Lazy<IReadOnlyCollection<string>> _regions;
    private readonly Lazy<IReadOnlyList<string>> _noMore;

    public EscalationScopes(RoleCase role, RoleGrants grants)
    {
        _role = role;
        _grants = grants;
        _self = role.Role!.RoleArn;
        Arn.TryParse(_self, out var arn);
        (_partition, _account) = (arn!.Partition, arn.AccountId);
        _regions = new Lazy<IReadOnlyCollection<string>>(Regions);
        _noMore = new Lazy<IReadOnlyList<string>>(NoMore);
    }

    /// <summary>Returns the resources of a step; null if its action has no resource types and is tested on "*".</summary>
    public ResourceScope? Of(string action, EscalationReach reach)
    {
        switch (reach)
        {
            case EscalationReach.Self:
                return ResourceScope.Of([_self]);
            case EscalationReach.OtherRole:
                // A named role that is known to have no more permissions is of no use to pass or to change.
                return ResourceScope.Of(
                    [$"arn:{_partition}:iam::{_account}:role/?*"], action == "iam:PassRole" ? [_self, .. _noMore.Value] : [_self]);
            case EscalationReach.OtherFunction:
                return ResourceScope.Of(
                    _regions.Value.Select(region => $"arn:{_partition}:lambda:{region}:{_account}:function:?*"),
                    _role.Functions.SelectMany(function => new[] { Unqualified(function), $"{Unqualified(function)}:*" })
                        .Distinct(StringComparer.Ordinal));
            case EscalationReach.OwnOrAnyPolicy:
                return ResourceScope.Of(
                    _role.Role!.AttachedPolicies.Where(policy => !policy.IsAwsManaged).Select(policy => policy.PolicyArn!)
                        .Append($"arn:{_partition}:iam::{_account}:policy/{ArnTemplates.AnyName}"));
            default:
                var arns = EscalationResources.Of(
                    action, reach == EscalationReach.AnyName ? ArnTemplates.AnyName : "*", _partition, _account, _regions.Value);
                return arns.Count == 0 ? null : ResourceScope.Of(arns);
        }
    }

    /// <summary>
    /// Returns the regions of the role, and the regions that its policies name. A wildcard in the question would match across the parts of
    /// an ARN, and would find the resources of other accounts.
    /// </summary>
    private HashSet<string> Regions() =>
    [
        .. _role.Functions.Select(function => function.Region), "us-east-1",
        .. _grants.View.Exact.Allows.SelectMany(allow => allow.Resources?.Values ?? []).Select(value => value.Split(':'))
            .Where(parts => parts.Length >= 6 && parts[3].Length > 0)
            .Select(parts => parts[3].Replace("*", SomeRegion, StringComparison.Ordinal).Replace('?', '1')),
    ];

    /// <summary>
    /// Returns the roles that iam:PassRole names individually and that are proven to have no more permissions than this role.
    /// </summary>
    private List<string> NoMore() =>
    [
        .. _grants.View.Exact.Allows.Where(allow =>
            allow.Actions.Patterns.Contains("iam:passrole") == true && allow.Resources is { IsNot: false })
            .SelectMany(allow => allow.Resources!.Patterns.Globs).Where(glob => glob.IsLiteral).Select(glob => glob.Literal!)
            .Distinct(StringComparer.Ordinal)
            .Where(arn => _role.Cases.Reached(arn) is { Grants: { } theirs } && RoleChains.HoldsMore(theirs, _grants).Is == Truth.False),
    ];

    private static string Unqualified(LambdaFunction function) =>
        function.IsPublishedVersion ? function.FunctionArn[..function.FunctionArn.LastIndexOf(':')] : function.FunctionArn;
}
