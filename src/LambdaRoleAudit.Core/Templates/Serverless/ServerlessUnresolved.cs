using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Roles that functions name with variables that are known at deployment only. The same text is the same role. Different texts can be the
/// same role too, so a function whose text no other function has is not known to have a role of its own.
/// </summary>
internal static class ServerlessUnresolved
{
    /// <summary>Returns the functions, with an unknown role where it can be the role of another function.</summary>
    public static List<DeclaredFunction> Settle(IReadOnlyList<DeclaredFunction> functions, ServerlessService service)
    {
        var roles = functions.Select(function => function.Roles[0]).Where(role => role.Tie != RoleTie.Unknown)
            .GroupBy(role => role.Key, StringComparer.Ordinal).Select(group => group.First()).ToList();
        var alone = functions.GroupBy(function => function.Roles[0].Key, StringComparer.Ordinal).Where(group => group.Count() == 1)
            .Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. functions.Select(function => function.Roles[0] is { Tie: RoleTie.Imported } role && alone.Contains(role.Key)
                && IsUnresolved(role.Key)
                && roles.FirstOrDefault(other => other.Key != role.Key && CanEqual(role.Key, other, service)) is { } same
                    ? function with { Roles = [Unknown(role, same)] }
                    : function),
        ];
    }

    private static RoleUse Unknown(RoleUse role, RoleUse other) => new()
    {
        Tie = RoleTie.Unknown,
        Key = "",
        Reason = $"its role is {role.Key}, which is known at deployment only, and can be {other.Key}, the role of another function",
        Node = role.Node,
    };

    private static bool IsUnresolved(string text) => ServerlessVariable.In(text).Any();

    /// <summary>True if a text with variables can name the role of another function.</summary>
    private static bool CanEqual(string text, RoleUse other, ServerlessService service)
    {
        if (other.Tie == RoleTie.Imported) return AreAlike(text, other.Key);
        if (ServerlessVariable.Whole(text) is not null) return true;
        // The ARN of a declared role ends with its name. A name that CloudFormation makes is written nowhere.
        if (other.RoleAddress is not { } id) return false;
        var isShared = id == ServerlessService.SharedRole;
        var written = isShared
            ? service.ProviderSetting("iam", "role", "name")
            : service.Setting(service.Resources[id]?.Node, "Properties", "RoleName");
        if (written is null && !isShared) return false;
        return AreAlike(text, $"${{account:}}{(written is null ? "-lambdaRole" : service.Scalar(written) ?? "${name:}")}");
    }

    /// <summary>True if two texts can be the same, by what is before the first variable and after the last one of each.</summary>
    private static bool AreAlike(string one, string other)
    {
        var (start, end) = Ends(one);
        var (otherStart, otherEnd) = Ends(other);
        return (start.StartsWith(otherStart, StringComparison.Ordinal) || otherStart.StartsWith(start, StringComparison.Ordinal))
            && (end.EndsWith(otherEnd, StringComparison.Ordinal) || otherEnd.EndsWith(end, StringComparison.Ordinal));
    }

    /// <summary>The text before the first variable, of the file or of CloudFormation, and the text after the last one.</summary>
    private static (string Start, string End) Ends(string text)
    {
        var first = text.IndexOf("${", StringComparison.Ordinal);
        return first < 0 ? (text, text) : (text[..first], text[(text.LastIndexOf('}') + 1)..]);
    }
}
