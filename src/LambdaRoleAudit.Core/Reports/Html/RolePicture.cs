using System.Globalization;

namespace LambdaRoleAudit.Reports;

/// <summary>
/// The elements of every picture: a frame is a role, a mark in it is a function. A small picture has the functions' names; a large one has
/// squares. Marks flow like words, so a picture fits a phone and paper. They differ in shape and lightness, not only in color.
/// </summary>
internal static class RolePicture
{
    /// <summary>The most roles in a picture. The sections below it have all.</summary>
    public const int MostRoles = 20;

    private const int MostNames = 24;
    private const int MostMarks = 240;

    /// <summary>If regions have fewer functions on average, gaps would be everywhere.</summary>
    private const int FewOfRegion = 3;

    /// <summary>Returns true if a picture of that many functions has their names.</summary>
    public static bool HasNames(int functions) => functions <= MostNames;

    /// <summary>Returns a role's name, with a link if the page has a section about it, and its number of functions.</summary>
    public static string Label(string name, string? id, int functions, int regions)
    {
        var shown = HtmlText.Encode(name);
        return $"<div class=who>{(id is null ? $"<b>{shown}</b>" : $"<a href=\"#{id}\">{shown}</a>")}</div>"
            + $"<small class=size>{HtmlText.Count(functions, "function")}{(regions > 1 ? $", {HtmlText.Count(regions, "region")}" : "")}</small>";
    }

    /// <summary>Returns a frame with marks.</summary>
    /// <param name="marks">The functions, each with the class of its mark and what to say about it.</param>
    /// <param name="hasNames">True for names, false for squares.</param>
    public static string Frame(IReadOnlyList<(FunctionName Function, string Kind, string? Status)> marks, bool hasNames) =>
        $"<div class=frame>{Marks(marks, hasNames)}</div>";

    /// <summary>Returns marks without a frame.</summary>
    public static string Marks(IReadOnlyList<(FunctionName Function, string Kind, string? Status)> marks, bool hasNames)
    {
        // A gap, but no color, between regions: nobody can tell the colors of seventeen regions apart.
        var hasGaps = marks.DistinctBy(mark => mark.Function.Region).Count() * FewOfRegion <= marks.Count;
        var shown = marks.Take(MostMarks).Select((mark, index) =>
        {
            var gap = hasGaps && index + 1 < marks.Count && marks[index + 1].Function.Region != mark.Function.Region ? " gap" : "";
            var about = HtmlText.Encode(mark.Status is null ? mark.Function.ToString() : $"{mark.Function}: {mark.Status}");
            return hasNames
                ? $"<span class=\"{mark.Kind}\" title=\"{about}\">{HtmlText.Encode(mark.Function.Name)} <small>{HtmlText.Encode(mark.Function.Region)}</small></span>"
                : $"<i class=\"{mark.Kind}{gap}\" title=\"{about}\"></i>";
        });
        var more = marks.Count - MostMarks;
        return string.Concat(shown)
            + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $"<small class=more>+{more:N0}</small>") : "");
    }
}
