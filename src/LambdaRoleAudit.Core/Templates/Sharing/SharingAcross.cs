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
        DeclaredStack Stack, DeclaredFunction Function, RoleUse Use, string Role, string AccountId, string? Parameters)
    {
        /// <summary>Which template deploys that of the function as a nested stack; null if none that matters does.</summary>
        public string? Nested { get; init; }
    }

    /// <summary>
    /// Returns the roles that functions of several templates name by a complete ARN, or take from each other in one CDK app.
    /// </summary>
    public static IEnumerable<DeclaredSharing> Named(IReadOnlyList<DeclaredStack> stacks)
    {
        var named = from stack in stacks
                    from function in stack.Functions
                    from use in function.Roles.Where(use => NameOf(use) is not null).DistinctBy(NameOf)
                    group (Stack: stack, Function: function, Use: use) by NameOf(use);
        foreach (var role in named)
        {
            var all = role.ToList();
            if (!IsAcross(all.Select(one => one.Stack))) continue;
            // Conditions are known within one template only. A function that can have another role shares this one perhaps.
            var certain = all.Where(one => one.Function.Roles.Count == 1).ToList();
            if (IsAcross(certain.Select(one => one.Stack))) yield return Record(certain.Select(one => (one.Function, one.Use)), null);
            if (certain.Count == all.Count) continue;
            yield return Record(all.Select(one => (one.Function, one.Use)), "it is shared if the conditions of the templates choose it");
        }
    }

    private static bool IsAcross(IEnumerable<DeclaredStack> stacks) => stacks.Distinct().Skip(1).Any();

    private static DeclaredSharing Record(IEnumerable<(DeclaredFunction Function, RoleUse Use)> functions, string? conditions)
    {
        // The template that declares the role first.
        var all = functions.OrderBy(one => one.Use.Tie == RoleTie.Imported).ToList();
        return new()
        {
            Key = all[0].Use.Key,
            RoleAddress = all[0].Use.RoleAddress,
            IsCertain = conditions is null,
            Functions = [.. all.Select(one => one.Function)],
            Uses = [.. all.Select(one => one.Use)],
            Conditions = conditions,
        };
    }

    /// <summary>What names a role in other templates too; null if nothing does.</summary>
    private static string? NameOf(RoleUse use) =>
        use.AppKey ?? (use.Tie == RoleTie.Imported && Arn.TryParseRole(use.Key, out var arn)
            ? RoleUse.NamedKey(arn.AccountId, arn.RoleName)
            : null);

    /// <summary>Returns the roles that functions have together in some deployments.</summary>
    /// <param name="stacks">The templates.</param>
    /// <param name="nested">Those that others deploy.</param>
    /// <param name="known">What is known to be shared, or known to depend on conditions.</param>
    public static IEnumerable<DeclaredSharing> Perhaps(
        IReadOnlyList<DeclaredStack> stacks, NestedTemplates nested, IReadOnlyCollection<DeclaredSharing> known)
    {
        var groups = stacks.SelectMany(stack => Candidates(stack, nested)).GroupBy(one => one.Role, StringComparer.OrdinalIgnoreCase)
            .SelectMany(group => ByAccount([.. group]));
        foreach (var group in groups)
        {
            var first = group.DistinctBy(one => one.Function, ReferenceEqualityComparer.Instance as IEqualityComparer<DeclaredFunction>)
                .ToList();
            // Two templates that declare a role of one name, or one export, cannot be deployed to one account.
            if (first.Count < 2 || !group.Exists(one => one.Use.Tie == RoleTie.Imported)) continue;
            if (known.Any(shared => first.All(one => shared.Functions.Contains(one.Function)))) continue;
            yield return new()
            {
                Key = (group.Find(one => one.Parameters is null) ?? group[0]).Use.Key,
                RoleAddress = group.Select(one => one.Use.RoleAddress).FirstOrDefault(address => address is not null),
                IsCertain = false,
                Functions = [.. first.Select(one => one.Function)],
                Uses = [.. first.Select(one => one.Use)],
                Conditions = Words(group),
            };
        }
    }

    private static IEnumerable<Candidate> Candidates(DeclaredStack stack, NestedTemplates nested) =>
        from function in stack.Functions
        from use in function.Roles
        from one in OfDeclared(stack, function, use).Append(Of(stack, function, use, use.Key, null)).Append(OfDefault(stack, function, use))
            .Concat(OfNested(stack, function, use, nested))
        where one is not null
        select one;

    private static IEnumerable<Candidate?> OfNested(
        DeclaredStack stack, DeclaredFunction function, RoleUse use, NestedTemplates nested) =>
        nested.Above(stack, use.Key).Select(above => Of(above.Stack, function, use, above.Key, null) is { } one
            ? one with { Stack = stack, Nested = above.Words }
            : null);

    private static Candidate? OfDefault(DeclaredStack stack, DeclaredFunction function, RoleUse use) =>
        use.Default is { } other ? Of(stack, function, use, other.Key, other.Parameters) : null;

    /// <summary>What other templates can name a declared role by: an export, and an ARN with its name.</summary>
    private static IEnumerable<Candidate?> OfDeclared(DeclaredStack stack, DeclaredFunction function, RoleUse use)
    {
        if (use.Tie != RoleTie.Declared) yield break;
        var declared = stack.Roles.FirstOrDefault(role => role.Address == use.RoleAddress);
        var path = declared is null || Symbol.IsIn(declared.Path) ? null : declared.Path;
        foreach (var (import, _, parameters) in stack.Exports.Where(export => export.Key == use.Key))
        {
            yield return Of(stack, function, use, import, parameters);
            // An export can be the name, which an ARN elsewhere has.
            if (path is not null) yield return Of(stack, function, use, $"arn:aws:iam::{Account}:role{path}{import}", parameters);
        }

        if (path is null) yield break;
        if (declared!.RoleName is { } name) yield return Of(stack, function, use, $"arn:aws:iam::{Account}:role{path}{name}", null);
        else if (declared.DefaultName is { } set)
            yield return Of(stack, function, use, $"arn:aws:iam::{Account}:role{path}{set.Name}", set.Parameters);
    }

    private static Candidate? Of(DeclaredStack stack, DeclaredFunction function, RoleUse use, string key, string? parameters)
    {
        // What a CDK app says of its environments is more than what the text of a template does.
        if (use.Tie == RoleTie.Unknown || use.AppKey is not null) return null;
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
        var nested = group.Select(one => one.Nested).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        words.AddRange(nested);
        if (nested.Count == 0 && group.Select(one => one.Stack).Distinct().Count() > 1)
            words.Add("the templates are deployed to one account and region");
        return $"it is the same role if {string.Join(", and if ", words)}";
    }

    /// <summary>Values that are equal in all templates of one account and region.</summary>
    private const string Same = @"\$\{AWS::(?:Region|AccountId|Partition)\}";

    [GeneratedRegex(
        @"^arn:(?:[a-z-]+|\$\{AWS::Partition\}):iam::([0-9]{12}|\$\{AWS::AccountId\})"
        + @":role/((?:[^$]|" + Same + @"|\$\{Fn::ImportValue (?:[^${}]|" + Same + @")+\})+)$")]
    private static partial Regex Role();

    /// <summary>An export, or a dynamic reference, whose name the template determines.</summary>
    [GeneratedRegex(@"^(?:\$\{Fn::ImportValue (?:[^$]|" + Same + @")+\}|\{\{resolve:(?:[^{}$]|" + Same + @")+\}\})$")]
    private static partial Regex Lookup();
}
