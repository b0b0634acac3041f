namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Why something failed, in the words of all that say something of it: the SDK says what it did, and what it wraps says why it
/// failed.
/// </summary>
internal static class Reasons
{
    /// <summary>The messages, outer to inner, each once.</summary>
    public static string Of(Exception exception)
    {
        var reasons = new List<string>();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var text = e.Message.Trim();
            // .NET's words for an exception without any.
            if (text.Length == 0 || text.StartsWith("Exception of type '", StringComparison.Ordinal)) continue;
            if (!reasons.Exists(reason => reason.Contains(text, StringComparison.Ordinal))) reasons.Add(text);
        }

        return reasons.Count == 0
            ? exception.GetType().Name
            : string.Join(" ", reasons.Select(reason => reason[^1] is '.' or '!' or '?' or ')' ? reason : $"{reason}."));
    }
}
