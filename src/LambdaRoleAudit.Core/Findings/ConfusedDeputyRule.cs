using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>LRA-302: a function's resource policy lets a service in on anybody's behalf.</summary>
internal sealed class ConfusedDeputyRule : FindingRule
{
    /// <summary>
    /// Keys that say on whose behalf a service calls (IAM user guide, "The confused deputy problem"; Lambda developer guide,
    /// "Using resource-based policies": an event source token for Alexa).
    /// </summary>
    private static readonly HashSet<string> Telling = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "lambda:EventSourceToken", "aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn",
    };

    public override string RuleId => "LRA-302";

    public override string Title => "A service can call the function on anybody's behalf";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override IReadOnlyList<string> Compliance { get; } = ["AWS Well-Architected SEC03-BP07"];

    public override bool NeedsResourcePolicies => true;

    internal override IEnumerable<RuleOutcome> Check(FunctionCase function)
    {
        if (function.Account.Policies is not { } policies || !policies.TryGet(function.Function.FunctionArn, out var text))
        {
            yield return RuleOutcome.Unknown(FindingSeverity.Medium, function.Account.Policies is null ? "Resource policies of functions are not in files: they are read from the account only." : $"The function's resource policy could not be read ({function.Account.Policies.Why}).", "Allow lambda:GetPolicy where it was denied; run the command again where it failed.");
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
            yield return RuleOutcome.Unknown(FindingSeverity.Medium, $"The function's resource policy could not be understood: {why}");
            yield break;
        }

        foreach (var statement in document.Statements.Where(statement => statement is { Effect: PolicyEffect.Allow, Principals: not null }))
        {
            var services = statement.Principals!.Values.Where(value => value.StartsWith("Service:", StringComparison.Ordinal)).Select(value => value["Service:".Length..]).ToList();
            var isAnyone = statement.Principals.IsNot || statement.Principals.Values.Any(value => value is "*" or "AWS:*");
            // A function URL without IAM authentication lets anyone in on purpose: that is the URL's setting, not a deputy's.
            isAnyone &= !statement.Conditions.Any(condition => condition.Key.Equals("lambda:FunctionUrlAuthType", StringComparison.OrdinalIgnoreCase));
            if ((services.Count == 0 && !isAnyone) || statement.Conditions.Any(Tells)) continue;
            var remedy = $"Add the permission again with --source-arn and --source-account (aws lambda add-permission), then: aws lambda remove-permission --function-name {function.Function.FunctionName} --region {function.Function.Region} --statement-id {statement.Sid ?? "<id>"}";
            var evidence = $"The resource policy lets {(isAnyone ? "anyone" : string.Join(", ", services))} in without aws:SourceArn or aws:SourceAccount: {statement.Path}: {Evidence.Cut(statement.Text)}";
            // What other keys ask for may tell as well, or not.
            if (statement.Conditions.Count > 0) yield return RuleOutcome.Unknown(FindingSeverity.Medium, $"{evidence} It hangs on {string.Join(", ", statement.Conditions.Select(condition => condition.Key))}.", remedy);
            else yield return RuleOutcome.Fail(isAnyone ? FindingSeverity.High : FindingSeverity.Medium, evidence, remedy);
        }
    }

    /// <summary>It holds for some sources only: a positive test whose values are not all wildcards.</summary>
    private static bool Tells(PolicyCondition condition) =>
        Telling.Contains(condition.Key) && condition.Operator is { IsNegated: false, IfExists: false } && condition.Operator.Kind != ConditionKind.Null
        && condition.Values.All(value => value.Any(c => c is not ('*' or '?')));
}
