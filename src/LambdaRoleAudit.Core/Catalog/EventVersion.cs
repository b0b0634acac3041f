namespace LambdaRoleAudit.Catalog;

/// <summary>
/// The name of an event without the version of the API: <c>UpdateFunctionCode20150331v2</c> (Lambda), <c>CreateDistribution2020_05_31</c>
/// (CloudFront). Source: AWS Lambda developer guide, "Logging AWS Lambda API calls using AWS CloudTrail".
/// </summary>
internal static class EventVersion
{
    /// <summary>Returns the name without its version, or the name itself.</summary>
    public static string Remove(string name)
    {
        var end = name.Length;
        var digits = end;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1])) digits--;
        if (digits < end && digits > 0 && name[digits - 1] == 'v') end = digits - 1;
        return IsDate(name, end, "dddddddd") ? name[..(end - 8)] : IsDate(name, end, "dddd_dd_dd") ? name[..(end - 10)] : name;
    }

    private static bool IsDate(string name, int end, string shape)
    {
        var start = end - shape.Length;
        if (start <= 0 || char.IsAsciiDigit(name[start - 1])) return false;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 'd' ? !char.IsAsciiDigit(name[start + i]) : name[start + i] != shape[i]) return false;
        }

        return name[start] is '1' or '2';
    }
}
