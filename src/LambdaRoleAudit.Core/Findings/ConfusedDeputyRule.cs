using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-302: a function's resource policy lets a service invoke the function on behalf of anybody.</summary>
internal sealed class ConfusedDeputyRule : FindingRule
{
    private const string Service = "Service:";

    public override string RuleId => "LRA-302";

    public override string Title => "Resource policy allows a confused deputy";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override ItemList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP07"];

    public override bool NeedsResourcePolicies => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Account.Policies is not { } policies || !policies.TryGet(function.Function.FunctionArn, out var text))
        {
            yield return RuleOutcome.Unknown(
                FindingSeverity.Medium,
                function.Account.Policies is null
                    ? "Resource policies of functions are not in files: they are read from the account only."
                    : $"The function's resource policy could not be read ({function.Account.Policies.Why}).",
                "If it was denied, allow lambda:GetPolicy. If it failed, run the command again.");
            yield break;
        }

        if (text is null) yield break;
        PolicyDocument? document = null;
        string? why = null;
        try
        {
            document = PolicyDocument.Parse(text);
        }
        catch (PolicyFormatException e)
        {
            why = e.Message;
        }

        if (document is null)
        {
            yield return RuleOutcome.Unknown(FindingSeverity.Medium, $"The function's resource policy could not be parsed: {why}");
            yield break;
        }

        var denies =
            document.Statements.Where(statement => statement.Effect == PolicyEffect.Deny && ConditionOwner.IsDenyOfOthers(statement))
                .ToList();
        foreach (var statement in document.Statements.Where(statement => statement is { Effect: PolicyEffect.Allow, Principals: not null }))
            if (Check(statement, denies, function.Function) is { } outcome) yield return outcome;
    }

    private static RuleOutcome? Check(PolicyStatement statement, List<PolicyStatement> denies, LambdaFunction function)
    {
        var services = statement.Principals!.Values.Where(value => value.StartsWith(Service, StringComparison.Ordinal)).ToList();
        var isAnyone = (statement.Principals.IsNot || statement.Principals.Values.Any(value => value is "*" or "AWS:*"))
            && !statement.Conditions.Any(IsOpenUrl);
        if ((services.Count == 0 && !isAnyone) || denies.Exists(deny => Covers(deny, statement))) return null;
        var owner = ConditionOwner.Of(statement);
        if (owner == Owner.Named) return null;
        var who = isAnyone ? "anyone" : string.Join(", ", services.Select(service => service[Service.Length..]));
        var evidence =
            $"The resource policy allows {who}, and no condition restricts it to an account: {statement.Path}: "
            + $"{Evidence.Line(statement.Text)}";
        var remedy =
            "Add the permission again with --source-account, and --source-arn if there is one (aws lambda add-permission), then: "
                + $"aws lambda remove-permission --function-name {function.FunctionName} --region {function.Region} --statement-id "
                + $"{statement.Sid ?? "<id>"}";
        return owner == Owner.Anybody
            ? RuleOutcome.Fail(isAnyone ? FindingSeverity.High : FindingSeverity.Medium, evidence, remedy)
            : RuleOutcome.Unknown(
                FindingSeverity.Medium,
                $"{evidence} It depends on {string.Join(", ", statement.Conditions.Select(condition => condition.Key))}.", remedy);
    }

    /// <summary>
    /// Returns true for a function URL that is open on purpose: anyone can call the URL, but nothing else. Since October 2025 it needs both
    /// permissions, and the second applies only to calls through the URL (Lambda developer guide, "Control access to Lambda function
    /// URLs").
    /// </summary>
    private static bool IsOpenUrl(PolicyCondition condition) =>
        (condition.Key.Equals("lambda:FunctionUrlAuthType", StringComparison.OrdinalIgnoreCase)
            && condition.Operator is { Kind: ConditionKind.Text, IsNegated: false, IfExists: false, Quantifier: ConditionQuantifier.None }
            && condition.Values.All(value => value == "NONE"))
        || (condition.Key.Equals("lambda:InvokedViaFunctionUrl", StringComparison.OrdinalIgnoreCase)
            && condition.Operator is
            {
                Kind: ConditionKind.Bool or ConditionKind.Text, IsNegated: false, IfExists: false,
                Quantifier: ConditionQuantifier.None
            }
            && condition.Values.All(value => value.Equals("true", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Returns true if a deny completely removes from an allow everything that is not for those named.</summary>
    private static bool Covers(PolicyStatement deny, PolicyStatement allow) =>
        !deny.Actions.IsNot && !allow.Actions.IsNot && allow.Actions.Patterns.Globs.All(deny.Actions.Patterns.Covers)
        && (deny.Resources is null
            || (allow.Resources is { IsNot: false } resources && resources.Patterns.Globs.All(deny.Resources.Patterns.Covers)))
        && deny.Principals is { } principals && (principals.Patterns.Covers(Glob.Everything)
            || (!allow.Principals!.IsNot && allow.Principals.Patterns.Globs.All(principals.Patterns.Covers)));
}
