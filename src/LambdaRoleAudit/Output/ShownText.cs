using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>What goes to a stream or to the host: on one line, nothing that a terminal would obey, and no credential.</summary>
internal static class ShownText
{
    /// <summary>The text as it is shown.</summary>
    public static string Of(string? text) => VisibleText.Of(SecretText.Hide(text ?? ""));
}
