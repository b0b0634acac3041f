using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds roles that functions share, or may share, beyond what the text of one template decides. A complete ARN is one role everywhere.
/// An ARN of "this account" and an import are one role if the templates are deployed to one account. A parameter is the role of its
/// default value if the deployment sets no other.
/// </summary>
internal static partial class SharingAcross
{
    private const string Account = "${AWS::AccountId}";

    /// <summary>A role that a function can have.</summary>
    /// <param name="Stack">The template.</param>
    /// <param name="Function">The function.</param>
    /// <param name="Use">How it names the role.</param>
    /// <param name="Role">What is equal for one role, whatever the account.</param>
    /// <param name="AccountId">The account in the ARN; empty if it is that of the deployment.</param>
    /// <param name="Parameters">The parameters that must have their defaults; null if none decides.</param>
    private sealed record Candidate(
        DeclaredStack Stack, DeclaredFunction Function, RoleUse Use, string Role, string AccountId, string? Parameters);

    /// <summary>Returns the roles that functions of several templates name by one complete ARN.</summary>
    public static IEnumerable<DeclaredSharing> Certain(IReadOnlyList<DeclaredStack> stacks) =>
        from stack in stacks
        from function in stack.Functions
        where function.Roles is [{ Tie: RoleTie.Imported }] && Arn.TryParseRole(function.Roles[0].Key, out _)
        group (stack, function) by function.Roles[0].Key into role
        where role.Select(one => one.stack).Distinct().Count() > 1
        select new DeclaredSharing
        {
            Key = role.Key,
            IsCertain = true,
            Functions = [.. role.Select(one => one.function)],
            Uses = [.. role.Select(one => one.function.Roles[0])],
        };

    /// <summary>Returns the roles that functions have together in some deployments.</summary>
    /// <param name="stacks">The templates.</param>
    /// <param name="known">What is known to be shared, or known to depend on conditions.</param>
    public static IEnumerable<(DeclaredStack Stack, DeclaredSharing Shared)> Perhaps(
        IReadOnlyList<DeclaredStack> stacks, IReadOnlyCollection<DeclaredSharing> known)
    {
        var groups = stacks.SelectMany(Candidates).GroupBy(one => one.Role, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => ByAccount([.. group]));
        foreach (var group in groups)
        {
            var functions = group.Select(one => one.Function).Distinct(ReferenceEqualityComparer.Instance).ToList();
            if (functions.Count < 2 || known.Any(one => functions.All(one.Functions.Contains))) continue;
            var first = group.DistinctBy(one => one.Function, ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>)
                .ToList();
            yield return (group[0].Stack, new()
            {
                Key = (group.Find(one => one.Parameters is null) ?? group[0]).Use.Key,
                RoleAddress = group.Select(one => one.Use.RoleAddress).FirstOrDefault(address => address is not null),
                IsCertain = false,
                Functions = [.. first.Select(one => one.Function)],
                Uses = [.. first.Select(one => one.Use)],
                Conditions = Words(group),
            });
        }
    }

    private static IEnumerable<Candidate> Candidates(DeclaredStack stack) =>
        from function in stack.Functions
        from use in function.Roles
        from one in new[] { Of(stack, function, use, use.Key, null), OfDefault(stack, function, use) }
        where one is not null
        select one;

    private static Candidate? OfDefault(DeclaredStack stack, DeclaredFunction function, RoleUse use) =>
        use.Default is { } other ? Of(stack, function, use, other.Key, other.Parameters) : null;

    private static Candidate? Of(DeclaredStack stack, DeclaredFunction function, RoleUse use, string key, string? parameters)
    {
        if (use.Tie == RoleTie.Unknown) return null;
        var arn = Role().Match(key);
        if (arn.Success)
            return new(stack, function, use, arn.Groups[2].Value, arn.Groups[1].Value == Account ? "" : arn.Groups[1].Value, parameters);
        // What the deployment looks up by one name.
        if (Lookup().IsMatch(key)) return new(stack, function, use, key, "", parameters);
        // Any other name is known within its own template only.
        return new(stack, function, use, $"{stack.Path}\n{key}", "", parameters);
    }

    /// <summary>Roles of two accounts are two roles. An ARN without an account can be each of them.</summary>
    private static IEnumerable<List<Candidate>> ByAccount(List<Candidate> group)
    {
        var accounts = group.Select(one => one.AccountId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return accounts.Count < 2
            ? [group]
            : accounts.Select(id => group.Where(one => one.AccountId is "" || one.AccountId == id).ToList());
    }

    private static string Words(IReadOnlyList<Candidate> group)
    {
        var words = new List<string>();
        var parameters = group.Select(one => one.Parameters).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToList();
        if (parameters.Count > 0) words.Add($"no deployment sets {NameList.Few(parameters)}");
        if (group.Select(one => one.Stack).Distinct().Count() > 1) words.Add("the templates are deployed to one account and region");
        return $"it is the same role if {string.Join(", and if ", words)}";
    }

    [GeneratedRegex(@"^arn:(?:[a-z-]+|\$\{AWS::Partition\}):iam::([0-9]{12}|\$\{AWS::AccountId\}):role/((?:[^$]|\$\{AWS::Region\})+)$")]
    private static partial Regex Role();

    /// <summary>An export, or a dynamic reference, whose name the template determines.</summary>
    [GeneratedRegex(@"^(?:\$\{Fn::ImportValue [^$]+\}|\{\{resolve:[^{}$]+\}\})$")]
    private static partial Regex Lookup();
}
