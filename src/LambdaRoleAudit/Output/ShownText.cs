using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Output;

/// <summary>What goes to a stream or to the host: nothing that a terminal would obey, and no credential.</summary>
internal static class ShownText
{
    /// <summary>On one line.</summary>
    public static string Of(string? text) => VisibleText.Of(SecretText.Hide(text ?? ""));

    /// <summary>With the lines that it has.</summary>
    public static string OfLines(string? text) => VisibleText.OfLines(SecretText.Hide(text ?? ""));
}
