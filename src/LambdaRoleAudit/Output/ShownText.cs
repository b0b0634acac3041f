using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>
/// Text for a stream or the host: on one line, without anything that a terminal would interpret, and without credentials.
/// </summary>
internal static class ShownText
{
    /// <summary>Returns the text as it is shown.</summary>
    public static string Of(string? text) => VisibleText.Of(SecretText.Hide(text ?? ""));
}
