using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>Whose requests a condition allows.</summary>
internal enum Owner
{
    /// <summary>Only requests of named accounts, organizations or tokens.</summary>
    Named,

    /// <summary>Requests of anybody: the condition's values do not fix the account.</summary>
    Anybody,

    /// <summary>The condition does not say, or its content is not decided here.</summary>
    NotSaid,
}

/// <summary>
/// Determines whose requests a condition allows, that is, whether its values fix an account. "If you don't know the full ARN of the
/// resource … use … wildcard characters"; a value without the account ID also needs aws:SourceAccount (IAM user guide, "The confused deputy
/// problem"). AWS Config's lambda-function-public-access-prohibited requires the same: "fixed values".
/// </summary>
internal static class ConditionOwner
{
    /// <summary>The prefix of the caller's keys.</summary>
    private const string OfCaller = "aws:Principal";

    private const string OwnAccount = "${aws:ResourceAccount}";
    private const int AccountComponent = 4;

    private static readonly char[] Wildcards = ['*', '?'];

    private static readonly Dictionary<string, Func<string, bool, Owner>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aws:SourceAccount"] = OfText,
        ["aws:SourceOrgID"] = OfText,
        ["aws:PrincipalAccount"] = OfText,
        ["aws:PrincipalOrgID"] = OfText,
        // "For Alexa Smart Home functions, a token that the invoker must supply" (Lambda API, AddPermission).
        ["lambda:EventSourceToken"] = OfText,
        ["aws:SourceOrgPaths"] = OfOrganizationPath,
        ["aws:PrincipalOrgPaths"] = OfOrganizationPath,
        ["aws:SourceArn"] = OfArn,
        ["aws:PrincipalArn"] = OfArn,
    };

    /// <summary>Returns whose requests a statement allows under its conditions, all of which must be met.</summary>
    public static Owner Of(PolicyStatement statement)
    {
        var owners = statement.Conditions.Select(Of).ToList();
        return owners.Contains(Owner.Named) ? Owner.Named : owners.Contains(Owner.NotSaid) ? Owner.NotSaid : Owner.Anybody;
    }

    /// <summary>Returns whose requests meet a condition.</summary>
    public static Owner Of(PolicyCondition condition) =>
        condition.Operator is not { IsNegated: true } ? OfValues(condition) : Owner.NotSaid;

    /// <summary>Returns true if a condition allows only callers of named accounts or organizations.</summary>
    public static bool NamesCallers(PolicyCondition condition) =>
        condition.Key.StartsWith(OfCaller, StringComparison.OrdinalIgnoreCase) && Of(condition) == Owner.Named;

    /// <summary>Returns the account that a value of such a condition names; null if it names an organization.</summary>
    public static string? AccountIn(PolicyCondition condition, string value) =>
        condition.Key.Contains("Org", StringComparison.OrdinalIgnoreCase) ? null
        : value.Contains(':', StringComparison.Ordinal) ? value.Split(':')[AccountComponent] : value;

    /// <summary>
    /// Returns true if a deny leaves only the requests of those that its condition names: "unless it is of this account".
    /// </summary>
    public static bool IsDenyOfOthers(PolicyStatement deny) =>
        deny.Conditions is [{ Operator: { IsNegated: true, Quantifier: ConditionQuantifier.None } } only] && OfValues(only) == Owner.Named;

    private static Owner OfValues(PolicyCondition condition)
    {
        if (!Keys.TryGetValue(condition.Key, out var ofValue)) return Owner.NotSaid;
        // Whether the key is present says nothing about its value.
        if (condition.Operator is { Kind: ConditionKind.Null }) return Owner.Anybody;
        if (condition.Operator is not { Kind: ConditionKind.Text or ConditionKind.Arn, IfExists: false } @operator) return Owner.NotSaid;
        // The condition is met if the key is not present.
        if (@operator.Quantifier == ConditionQuantifier.ForAllValues) return Owner.NotSaid;
        var owners = condition.Values.Select(value => OfValue(condition, value, ofValue)).ToList();
        // One value that anybody meets is enough.
        return owners.Contains(Owner.Anybody) ? Owner.Anybody : owners.Contains(Owner.NotSaid) ? Owner.NotSaid : Owner.Named;
    }

    private static Owner OfValue(PolicyCondition condition, string value, Func<string, bool, Owner> ofValue)
    {
        if (value == OwnAccount && condition.UsesVariables) return Owner.Named;
        return condition.UsesVariables && value.Contains("${", StringComparison.Ordinal)
            ? Owner.NotSaid
            : ofValue(value, condition.Operator!.HasWildcards);
    }

    private static Owner OfText(string value, bool hasWildcards) =>
        hasWildcards && value.AsSpan().IndexOfAny(Wildcards) >= 0 ? Owner.Anybody : Owner.Named;

    /// <summary>"o-…/r-…/ou-…/*": the text before the first slash is the organization.</summary>
    private static Owner OfOrganizationPath(string value, bool hasWildcards) => OfText(value.Split('/')[0], hasWildcards);

    private static Owner OfArn(string value, bool hasWildcards)
    {
        var parts = value.Split(':', AccountComponent + 2);
        // Too short for an ARN. AWS does not say what an account in it would be compared with.
        if (parts.Length <= AccountComponent + 1) return parts.Any(IsAccount) ? Owner.NotSaid : Owner.Anybody;
        // A bucket's ARN has no account: "It is possible for an Amazon S3 bucket to be deleted by its owner and recreated by another
        // account".
        var account = parts[AccountComponent];
        return account.Length == 0 ? Owner.Anybody : OfText(account, hasWildcards);
    }

    private static bool IsAccount(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);
}
