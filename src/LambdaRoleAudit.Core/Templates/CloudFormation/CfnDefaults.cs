namespace LambdaRoleAudit.Templates;

/// <summary>What a text with symbols is if the deployment sets no parameters.</summary>
internal static class CfnDefaults
{
    /// <summary>
    /// Returns the text with the defaults, and the parameters that have them; none if no parameter with a default is in it.
    /// </summary>
    public static (string Text, IReadOnlyList<string> Parameters) Of(CfnTemplate template, string text)
    {
        var used = new List<string>();
        var set = Symbol.Replace(text, (shown, isFree) =>
        {
            if (CfnParameter.DefaultOf(template.Parameters?[shown]) is { } value)
            {
                if (!used.Contains(shown)) used.Add(shown);
                return value;
            }

            // A call has its arguments as people read them.
            if (shown.StartsWith("Fn::", StringComparison.Ordinal)) shown = Inside(template, shown, used);
            return isFree ? Symbol.Anything(shown) : Symbol.Fixed(shown);
        });
        return (set, used);
    }

    private static string Inside(CfnTemplate template, string call, List<string> used)
    {
        foreach (var parameter in Symbols(call).Distinct(StringComparer.Ordinal))
        {
            if (CfnParameter.DefaultOf(template.Parameters?[parameter]) is not { } value) continue;
            if (!used.Contains(parameter)) used.Add(parameter);
            call = call.Replace($"${{{parameter}}}", value, StringComparison.Ordinal);
        }

        return call;
    }

    private static IEnumerable<string> Symbols(string call)
    {
        for (var at = call.IndexOf("${", StringComparison.Ordinal); at >= 0; at = call.IndexOf("${", at + 2, StringComparison.Ordinal))
            if (call.IndexOf('}', at) is > 0 and var end) yield return call[(at + 2)..end];
    }
}
