using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Functions and roles of a template as objects of the kind that AWS returns, and what names choose among them.</summary>
public static class DeclaredNames
{
    /// <summary>Returns a function as an object. Its ARN and region are known at deployment only, and are empty.</summary>
    /// <param name="function">The function.</param>
    /// <param name="use">One of its roles.</param>
    public static LambdaFunction FunctionOf(DeclaredFunction function, RoleUse use) => new()
    {
        FunctionName = function.FunctionName,
        FunctionArn = "",
        Role = use.Key,
        Region = "",
        AccountId = AccountOf(use),
        Version = LambdaFunction.Latest,
        Declaration = function.Declaration,
    };

    /// <summary>Returns the name of a role: as the template has it, its address, or that in its ARN.</summary>
    public static string RoleNameOf(DeclaredStack stack, RoleUse use) =>
        use.RoleAddress is { } address
            ? stack.Roles.FirstOrDefault(role => role.Address == address) is { } role ? NameOf(role) : address
            : Arn.TryParseRole(use.Key, out var arn) ? arn.RoleName : use.Key;

    private static string NameOf(DeclaredRole role) =>
        role.RoleName ?? (role.OtherStack is null ? role.Address : role.Declaration.Address);

    /// <summary>Returns the account in a role's ARN; empty if it is known at deployment only.</summary>
    public static string AccountOf(RoleUse use) => Arn.TryParseRole(use.Key, out var arn) ? arn.AccountId : "";

    /// <summary>Returns true if names choose a function with one of its roles.</summary>
    public static bool Has(this Selection selection, DeclaredStack stack, DeclaredFunction function, RoleUse use) =>
        (selection with { Objects = null }).Has(Named(stack, function, use))
        && (selection.Objects is not { } objects
            || objects.Functions.Any(one => DeployedNames.Match(function, one.Function.FunctionName, objects))
            || objects.Roles.Any(role => DeployedNames.Match(stack, use, role)));

    /// <summary>Returns true if names choose a role, or a function that has it.</summary>
    public static bool HasRole(
        this Selection selection, DeclaredStack stack, RoleUse use, IEnumerable<DeclaredFunction> functions) =>
        selection.HasRole(ArnOf(stack, use), [.. functions.Select(function => Named(stack, function, use))]);

    /// <summary>Returns a problem for each name that neither an account nor a template has.</summary>
    /// <param name="selection">The names.</param>
    /// <param name="account">The account; null if none was read.</param>
    /// <param name="stacks">The templates; null if none were read.</param>
    public static IEnumerable<Problem> MissingIn(
        this Selection selection, Account? account, IReadOnlyCollection<DeclaredStack>? stacks)
    {
        if (stacks is null) return account is null ? [] : selection.Missing(account);
        var inTemplates = selection.MissingIn(stacks).ToList();
        return account is null
            ? inTemplates
            : selection.Missing(account).Where(one => inTemplates.Exists(other => Equals(other.Target, one.Target)));
    }

    /// <summary>Returns a problem for each name that nothing has in any of the templates.</summary>
    public static IEnumerable<Problem> MissingIn(this Selection selection, IReadOnlyCollection<DeclaredStack> stacks)
    {
        var all = stacks.SelectMany(stack => stack.Functions.SelectMany(function =>
            function.Roles.Select(use => Named(stack, function, use)))).ToList();
        var roles = stacks.SelectMany(stack => stack.Roles.Select(role => StandInOf(NameOf(role))))
            .Concat(all.Select(function => function.Role)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in selection.Functions ?? [])
            if (!all.Exists(function => name.Matches(function)))
                yield return TemplateErrors.FunctionNotInTemplates.About(name.Text, ("function", name.Text));
        foreach (var name in selection.Roles ?? [])
            if (!roles.Exists(role => name.Matches(role)))
                yield return TemplateErrors.RoleNotInTemplates.About(name.Text, ("role", name.Text));
        foreach (var one in selection.Objects?.Functions ?? [])
            if (!stacks.SelectMany(stack => stack.Functions)
                .Any(function => DeployedNames.Match(function, one.Function.FunctionName, selection.Objects!)))
                yield return TemplateErrors.NotDeclared.About(
                    one.Function.FunctionName, ("function", one.Function.FunctionName),
                    ("paths", string.Join(", ", stacks.Select(stack => stack.Path))));
    }

    /// <summary>A function as names are tested on it: the address of a function whose name is known is a name too.</summary>
    private static LambdaFunction Named(DeclaredStack stack, DeclaredFunction function, RoleUse use) => new()
    {
        FunctionName = function.FunctionName,
        FunctionArn = "",
        Role = ArnOf(stack, use),
        Region = "",
        AccountId = AccountOf(use),
        Version = LambdaFunction.Latest,
    };

    private static string ArnOf(DeclaredStack stack, RoleUse use) =>
        Arn.TryParseRole(use.Key, out _) ? use.Key : StandInOf(RoleNameOf(stack, use));

    private static string StandInOf(string name) => $"arn:aws:iam::{StandIns.AccountId}:role/{name}";
}
