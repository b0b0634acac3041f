namespace LambdaRoleAudit.Templates;

/// <summary>Functions whose roles are the same under the same conditions, so that one comparison is right for all of them.</summary>
internal sealed record FunctionGroup(IReadOnlyList<RoleUse> Uses, List<DeclaredFunction> Functions)
{
    /// <summary>Returns the groups, in the order of their first functions.</summary>
    public static IReadOnlyList<FunctionGroup> Of(IEnumerable<DeclaredFunction> functions)
    {
        var groups = new Dictionary<string, FunctionGroup>(StringComparer.Ordinal);
        foreach (var function in functions)
        {
            var key = string.Join('\n', function.Roles.Select(Line).Order(StringComparer.Ordinal));
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = new(function.Roles, []);
            group.Functions.Add(function);
        }

        return [.. groups.Values];
    }

    private static string Line(RoleUse use) => $"{use.Tie == RoleTie.Unknown}|{use.Key}|"
        + string.Join(',', use.Conditions.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
}
