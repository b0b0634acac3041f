namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Combines the messages of nested exceptions: the SDK's exception says what it did, and its inner exception says why it failed.
/// </summary>
internal static class Reasons
{
    /// <summary>Returns the messages, from outer to inner, each once.</summary>
    public static string Of(Exception exception)
    {
        var reasons = new List<string>();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var text = e.Message.Trim();
            // .NET's message for an exception without one.
            if (text.Length == 0 || text.StartsWith("Exception of type '", StringComparison.Ordinal)) continue;
            if (!reasons.Exists(reason => reason.Contains(text, StringComparison.Ordinal))) reasons.Add(text);
        }

        return reasons.Count == 0
            ? exception.GetType().Name
            : string.Join(" ", reasons.Select(reason => reason[^1] is '.' or '!' or '?' or ')' ? reason : $"{reason}."));
    }
}
