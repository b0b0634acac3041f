using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>A function of one account: names are unique in a region.</summary>
internal sealed record FunctionName(string Region, string Name) : IComparable<FunctionName>
{
    /// <summary>Returns the function that an entry is about; null if it is not about a function.</summary>
    public static FunctionName? Of(ReportEntry entry) => entry.FunctionName is { } name ? new(entry.Place, name) : null;

    /// <summary>Returns the function.</summary>
    public static FunctionName Of(LambdaFunction function) => new(
        VisibleText.Of(function.Declaration is { } declared ? $"{declared.File}:{declared.Line}" : function.Region),
        VisibleText.Of(function.FunctionName));

    /// <inheritdoc/>
    public int CompareTo(FunctionName? other)
    {
        var order = string.CompareOrdinal(Region, other?.Region);
        return order != 0 ? order : string.CompareOrdinal(Name, other?.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Region.Length > 0 ? $"{Name} ({Region})" : Name;
}
