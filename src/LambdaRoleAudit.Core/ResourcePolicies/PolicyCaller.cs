using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>
/// A function's sessions under a role, as policies of resources see them. Lambda names a session after the function (AWS Lambda developer
/// guide, "Defining Lambda function permissions with an execution role").
/// </summary>
/// <param name="RoleArn">The role's ARN.</param>
/// <param name="RoleId">The role's unique id; null for a role that does not exist yet.</param>
/// <param name="FunctionName">The function's name.</param>
/// <param name="Tags">The role's tags.</param>
internal sealed record PolicyCaller(string RoleArn, string? RoleId, string FunctionName, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Stands for the id of a role that does not exist yet. No policy names it, because ids do not contain hyphens.</summary>
    public const string NoId = "AROA-of-the-new-role";

    /// <summary>The id in <c>aws:userid</c>: <c>role-id:session-name</c>.</summary>
    public string UserId => $"{RoleId ?? NoId}:{FunctionName}";

    /// <summary>The ARN of the sessions, which has the role's name without its path.</summary>
    public string SessionArn =>
        $"arn:{Part(1)}:sts::{Part(4)}:assumed-role/{RoleArn[(RoleArn.LastIndexOf('/') + 1)..]}/{FunctionName}";

    /// <summary>The role's account.</summary>
    public string AccountId => Part(4);

    /// <summary>Returns whether a statement applies to the caller, as far as it looks at the caller.</summary>
    public Truth IsMeantBy(PolicyStatement statement)
    {
        var meant = statement.Principals is { } principals ? Is(principals) : Truth.True;
        foreach (var condition in statement.Conditions.Where(LooksAtCaller)) meant = meant.And(Meets(condition));
        return meant;
    }

    /// <summary>Returns whether the caller's requests meet a condition.</summary>
    public Truth Meets(PolicyCondition condition) =>
        ConditionTest.Holds(condition, ContextFor(condition), new HashSet<string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Returns true if a condition's result can differ between two roles.</summary>
    public static bool LooksAtCaller(PolicyCondition condition) => RequestPrincipal.IsOwn(condition.Key)
        || condition.Patterns?.Globs.Any(glob => glob.Variables().Any(variable => RequestPrincipal.IsOwn(variable.Key))) == true;

    /// <summary>Returns true if an element's patterns can differ between two roles.</summary>
    public static bool LooksAtCaller(PolicyElement? element) =>
        element?.Patterns.Globs.Any(glob => glob.Variables().Any(variable => RequestPrincipal.IsOwn(variable.Key))) == true;

    /// <summary>Returns true if a statement's text names the role, or looks at the caller by a variable.</summary>
    public static bool IsNamedIn(PolicyStatement statement, PolicyCaller caller) => LooksAtCaller(statement.Resources)
        || statement.Text.Contains(caller.RoleArn, StringComparison.Ordinal)
        || (caller.RoleId is { } id && statement.Text.Contains(id, StringComparison.Ordinal));

    /// <summary>
    /// Returns whether an element names the caller. The sessions of a role belong to the role; NotPrincipal leaves out only a caller of
    /// which it names both (IAM user guide, "AWS JSON policy elements: NotPrincipal").
    /// </summary>
    private Truth Is(PolicyElement principals)
    {
        var named = Truth.False;
        foreach (var text in (string[])[$"AWS:{RoleArn}", $"AWS:{SessionArn}"])
            named = named.Or(Truths.Of(principals.Patterns.Contains(text)));
        // A policy that was read from elsewhere can still have the id that AWS writes in place of a deleted role's ARN.
        return RoleId is not null && !principals.IsNot ? named.Or(Truths.Of(principals.Values.Contains($"AWS:{RoleId}"))) : named;
    }

    /// <summary>
    /// Returns what is known about the caller's requests. A tag that the role does not have is absent, because Lambda does not pass session
    /// tags. Nothing is known about keys that are not properties of the caller.
    /// </summary>
    private RequestContext ContextFor(PolicyCondition condition) => new(
        RequestPrincipal.OfRole(RoleArn, Tags).Values.Append(new KeyValuePair<string, IReadOnlyList<string>>("aws:userid", [UserId])),
        (condition.Patterns?.Globs.SelectMany(glob => glob.Variables()).Select(variable => variable.Key) ?? []).Append(condition.Key)
            .Where(key => !RequestPrincipal.IsOwn(key)));

    private string Part(int index) => RoleArn.Split(':')[index];
}
