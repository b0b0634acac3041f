using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>The resources that the steps of escalation paths are asked for, of one role.</summary>
internal sealed class EscalationScopes
{
    /// <summary>Stands in a region that a pattern leaves open: eu-* is asked for as eu-west-1.</summary>
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

    /// <summary>The resources of a step; null where its action knows none, and is asked for on "*".</summary>
    public ResourceScope? Of(string action, EscalationReach reach)
    {
        switch (reach)
        {
            case EscalationReach.Self:
                return ResourceScope.Of([_self]);
            case EscalationReach.OtherRole:
                // A role that is named, and is known to hold no more, is nothing to be passed or rewritten.
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
    /// The regions that the role works in, and those that its policies name: a wildcard in the question would match across the
    /// parts of an ARN, and find what is another account's.
    /// </summary>
    private HashSet<string> Regions() =>
    [
        .. _role.Functions.Select(function => function.Region), "us-east-1",
        .. _grants.View.Exact.Allows.SelectMany(allow => allow.Resources?.Values ?? []).Select(value => value.Split(':'))
            .Where(parts => parts.Length >= 6 && parts[3].Length > 0)
            .Select(parts => parts[3].Replace("*", SomeRegion, StringComparison.Ordinal).Replace('?', '1')),
    ];

    /// <summary>The roles that iam:PassRole names one by one and that are proven to hold no more than this one.</summary>
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
