using System.Text.RegularExpressions;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The stacks of one CDK app use each other's roles by exports, parameters and names. Where that can be followed, the functions get the
/// role that it is. A function that alone in its stack gets its role in a way that cannot be followed is not known to have a role of its
/// own, and neither are the functions of the other stacks of its account.
/// </summary>
internal sealed partial class CdkStacks
{
    private const string Reason = "it comes from another stack of the app, or from a parameter";

    private readonly string _app;
    private readonly CdkLinks _links;

    /// <summary>The stacks of which a role is not known to be one of their own, with the reasons that no function's role tells.</summary>
    private readonly Dictionary<CdkStack, List<string>> _open = [];

    /// <summary>The roles of the app by the name that the app gives them.</summary>
    private readonly Dictionary<string, (CdkStack Stack, string Address)?> _roles = new(StringComparer.Ordinal);

    /// <summary>The accounts in which each name of a role is used, with the stacks.</summary>
    private readonly Dictionary<string, HashSet<(CdkStack Stack, string Account)>> _accounts = new(StringComparer.OrdinalIgnoreCase);

    private CdkStacks(IReadOnlyList<CdkStack> stacks)
    {
        _app = stacks[0].Stack.Path;
        _links = new(stacks);
        foreach (var stack in stacks)
        {
            foreach (var role in stack.Stack.Roles.Where(role => role.RoleName is not null))
            {
                var key = NamedKey(stack, null, role.RoleName!);
                _roles[key] = _roles.ContainsKey(key) ? null : (stack, role.Address);
            }
        }
    }

    /// <summary>Returns the stacks of one app.</summary>
    public static IReadOnlyList<DeclaredStack> Together(IReadOnlyList<(DeclaredStack Stack, CdkFile File)> stacks)
    {
        if (stacks.Count < 2 || stacks.Any(one => one.Stack.Root is null)) return [.. stacks.Select(one => one.Stack)];
        var marked = CdkAttachments.Mark([.. stacks.Select(one => one.Stack)]);
        var all = marked.Zip(stacks, (stack, one) => new CdkStack(stack, one.File)).ToList();
        var app = new CdkStacks(all);
        var joined = all.Select(app.Join).ToList();
        foreach (var (stack, reason) in app.Doubtful()) app.Open(stack, reason);
        return
        [
            .. joined.Zip(all, (stack, own) => app._open.Keys.Any(open => CanMeet(open, own))
                ? stack with { IsComplete = false, Problems = [.. stack.Problems, .. app.Reasons(own, all)] }
                : stack),
        ];
    }

    private void Open(CdkStack stack, string? reason)
    {
        if (!_open.TryGetValue(stack, out var reasons)) _open[stack] = reasons = [];
        if (reason is not null && !reasons.Contains(reason)) reasons.Add(reason);
    }

    private IEnumerable<Problem> Reasons(CdkStack stack, IReadOnlyList<CdkStack> all) =>
        _open.GetValueOrDefault(stack) is { } reasons && all.Any(other => other != stack && CanMeet(stack, other))
            ? reasons.Select(reason => TemplateErrors.AppSharingUnknown.About(
                stack.Stack.Path, ("path", stack.Stack.Path), ("reason", reason)))
            : [];

    private static bool CanMeet(CdkStack one, CdkStack other) =>
        one.Account is not { } account || other.Account is not { } second || account == second;

    private DeclaredStack Join(CdkStack stack)
    {
        var foreign = new CdkRoles(stack);
        var functions = stack.Stack.Functions
            .Select(function => function with { Roles = [.. function.Roles.Select(use => Join(stack, use, foreign))] }).ToList();
        var counts = functions.SelectMany(function => function.Roles.Where(IsOpen).Select(use => use.Key).Distinct())
            .GroupBy(key => key, StringComparer.Ordinal).ToDictionary(key => key.Key, key => key.Count(), StringComparer.Ordinal);
        if (counts.Count > 0) Open(stack, null);
        foreach (var (key, _) in counts.Where(count => count.Value > 1))
        {
            var users = functions.Where(function => function.Roles.Any(use => use.Key == key)).Select(function => function.FunctionName);
            Open(stack, $"the role {key} of functions {NameList.Few(users)} comes from another stack of the app, or from a parameter");
        }

        return stack.Stack with
        {
            Functions = [.. functions.Select(function => function with
            {
                // Two functions with one import share it for certain.
                Roles = [.. function.Roles.Select(use => IsOpen(use) && counts[use.Key] == 1 ? Unknown(use) : use)],
            })],
            Roles = [.. stack.Stack.Roles, .. foreign.Added],
            Nested = [.. stack.Stack.Nested.Where(one => !_links.IsRead(stack, one.LogicalId))],
        };
    }

    private RoleUse Join(CdkStack stack, RoleUse use, CdkRoles foreign)
    {
        if (use.Tie == RoleTie.Unknown || _links.Follow(stack, use) is not { } found) return use;
        if (found.Use.RoleAddress is { } address) return foreign.Use(use, found.Stack, address, KeyOf(found.Stack, address));
        // A role that no stack declares is one role, whichever way its ARN is written.
        var arn = RoleArn().Match(found.Stack.Local(found.Use.Key));
        if (!arn.Success) return use;
        var key = NamedKey(found.Stack, arn.Groups[1].Value, arn.Groups[2].Value);
        return _roles.GetValueOrDefault(key) is { } declared
            ? foreign.Use(use, declared.Stack, declared.Address, KeyOf(declared.Stack, declared.Address))
            : use with { AppKey = _roles.ContainsKey(key) ? null : key };
    }

    /// <summary>A role that the app declares is known by its name, if it has one, so that it is the one of an ARN elsewhere.</summary>
    private string KeyOf(CdkStack owner, string address) =>
        owner.Account is not null && owner.Stack.Roles.FirstOrDefault(role => role.Address == address)?.RoleName is { } name
            && NamedKey(owner, null, name) is var key && _roles[key] is not null
            ? key
            : $"{owner.Stack.Path}#{address}";

    /// <summary>A name is one role within an account, and a function's role is always in the function's own account.</summary>
    private string NamedKey(CdkStack stack, string? account, string name)
    {
        // An account that the app does not say is that of the credentials: one for all stacks of this app that do not say it.
        var own = stack.Account ?? (account is null or ['$', ..] ? stack.Environment is null ? stack.Stack.Path : _app : account);
        if (!_accounts.TryGetValue(name, out var all)) _accounts[name] = all = [];
        all.Add((stack, own));
        return RoleUse.NamedKey(own, name);
    }

    /// <summary>
    /// The stacks whose account is not known, with a name of a role that stacks of other accounts have too: it can be one account.
    /// </summary>
    private IEnumerable<(CdkStack Stack, string Reason)> Doubtful() => _accounts
        .Where(name => name.Value.Select(one => one.Account).Distinct().Skip(1).Any())
        .SelectMany(name => name.Value.Where(one => !char.IsAsciiDigit(one.Account[0])).Select(one => (
            one.Stack, $"its account is not known, and a stack of an account that is known has a role with the same name {name.Key}")));

    private static bool IsOpen(RoleUse use) => use is { Tie: RoleTie.Imported, AppKey: null };

    private static RoleUse Unknown(RoleUse use) => use with { Tie = RoleTie.Unknown, Key = "", Reason = Reason };

    [GeneratedRegex(
        @"^arn:(?:[a-z-]+|\$\{AWS::Partition\}):iam::([0-9]{12}|\$\{AWS::AccountId\})"
        + @":role/(?:[\x21-\x7e-[${}]]*/)?([A-Za-z0-9+=,.@_-]+)$")]
    private static partial Regex RoleArn();
}
