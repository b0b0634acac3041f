namespace LambdaRoleAudit.Model;

/// <summary>Names in a sentence.</summary>
public static class NameList
{
    private const int Most = 5;

    /// <summary>The first of them, and how many more there are.</summary>
    public static string Few(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= Most
            ? string.Join(", ", all)
            : FormattableString.Invariant($"{string.Join(", ", all.Take(Most))} and {all.Count - Most} more");
    }
}
