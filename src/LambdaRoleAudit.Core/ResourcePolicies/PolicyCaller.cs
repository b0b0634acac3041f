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

    /// <summary>Returns whether a statement applies to the caller, as far as it depends on the caller.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="countsAccount">True if an Allow statement that names the caller's account counts. It only lets the account's own
    /// policies decide (IAM user guide, "AWS JSON policy elements: Principal", AWS account principals), which matters if the resource's
    /// policy must allow that.</param>
    public Truth IsMeantBy(PolicyStatement statement, bool countsAccount = false)
    {
        var meant = Truths.Of(IsPrincipalOf(statement, countsAccount));
        foreach (var condition in statement.Conditions.Where(LooksAtCaller)) meant = meant.And(Meets(condition));
        return meant;
    }

    /// <summary>Returns whether a statement applies to the caller by its Principal or NotPrincipal element alone.</summary>
    /// <inheritdoc cref="IsMeantBy"/>
    public bool IsPrincipalOf(PolicyStatement statement, bool countsAccount = false) =>
        statement.Principals is not { } principals || Is(principals, statement.Effect, countsAccount);

    /// <summary>Returns whether the caller's requests meet a condition.</summary>
    public Truth Meets(PolicyCondition condition) =>
        ConditionTest.Holds(condition, ContextFor(condition), new HashSet<string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Returns true if a condition's result can differ between two roles.</summary>
    public static bool LooksAtCaller(PolicyCondition condition) => RequestPrincipal.IsOwn(condition.Key)
        || condition.Patterns?.Globs.Any(glob => glob.Variables().Any(variable => RequestPrincipal.IsOwn(variable.Key))) == true;

    /// <summary>
    /// Returns true if a statement has a variable for a property of the caller in which two callers differ, so that it applies to different
    /// requests of the two.
    /// </summary>
    public static bool IsOpen(PolicyStatement statement, PolicyCaller one, PolicyCaller other)
    {
        var patterns = statement.Conditions.Select(condition => condition.Patterns).Append(statement.Resources?.Patterns);
        return patterns.SelectMany(set => set?.Globs ?? []).SelectMany(glob => glob.Variables())
            .Where(variable => RequestPrincipal.IsOwn(variable.Key))
            .Any(variable => one.ValueOf(variable.Key) != other.ValueOf(variable.Key));
    }

    /// <summary>Returns true if a statement's text names the role.</summary>
    public static bool IsNamedIn(PolicyStatement statement, PolicyCaller caller) =>
        statement.Text.Contains(caller.RoleArn, StringComparison.Ordinal)
        || statement.Text.Contains(caller.SessionArn, StringComparison.Ordinal)
        || (caller.RoleId is { } id && statement.Text.Contains(id, StringComparison.Ordinal));

    /// <summary>
    /// Returns whether an element means the caller. A deny for an account is a deny for everyone in it. The account in NotPrincipal does
    /// not leave out its roles (IAM user guide, "AWS JSON policy elements: NotPrincipal").
    /// </summary>
    private bool Is(PolicyElement principals, PolicyEffect effect, bool countsAccount)
    {
        var isNamed = principals.Values.Any(value => value is "*" or "AWS:*" || value == $"AWS:{RoleArn}" || value == $"AWS:{SessionArn}"
            // A policy that was read from elsewhere can still have the id that AWS writes in place of a deleted role's ARN.
            || (RoleId is not null && value == $"AWS:{RoleId}"));
        return principals.IsNot
            ? !isNamed
            : isNamed || ((countsAccount || effect == PolicyEffect.Deny) && principals.Values.Any(IsAccount));
    }

    /// <summary>Returns true if a principal is the caller's account.</summary>
    public bool IsAccount(string principal) => principal == $"AWS:{AccountId}"
        || (principal.StartsWith("AWS:arn:", StringComparison.Ordinal)
            && principal.EndsWith($":iam::{AccountId}:root", StringComparison.Ordinal));

    private string ValueOf(string key) => key.Equals("aws:userid", StringComparison.OrdinalIgnoreCase)
        ? UserId
        : string.Join('\n', Properties.GetValueOrDefault(key) ?? []);

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Properties => RequestPrincipal.OfRole(RoleArn, Tags).Values;

    /// <summary>
    /// Returns what is known about the caller's requests. A tag that the role does not have is absent, because Lambda does not pass session
    /// tags. Nothing is known about keys that are not properties of the caller.
    /// </summary>
    private RequestContext ContextFor(PolicyCondition condition) => new(
        Properties.Append(new KeyValuePair<string, IReadOnlyList<string>>("aws:userid", [UserId])),
        (condition.Patterns?.Globs.SelectMany(glob => glob.Variables()).Select(variable => variable.Key) ?? []).Append(condition.Key)
            .Where(key => !RequestPrincipal.IsOwn(key)));

    private string Part(int index) => RoleArn.Split(':')[index];
}
