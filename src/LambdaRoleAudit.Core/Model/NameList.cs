namespace LambdaRoleAudit.Model;

/// <summary>Formats names for use in a sentence.</summary>
public static class NameList
{
    private const int Most = 5;

    /// <summary>Returns the first names, and how many more there are.</summary>
    public static string Few(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= Most
            ? string.Join(", ", all)
            : FormattableString.Invariant($"{string.Join(", ", all.Take(Most))} and {all.Count - Most} more");
    }
}
