namespace LambdaRoleAudit.Templates;

/// <summary>A block: <c>resource "aws_iam_role" "shared" { … }</c>.</summary>
internal sealed record HclBlock
{
    /// <summary>The type, such as <c>resource</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The labels, without quotes.</summary>
    public required IReadOnlyList<HclLabel> Labels { get; init; }

    /// <summary>The content.</summary>
    public required HclBody Body { get; init; }

    /// <summary>The place, from the type to the closing brace.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Returns a label's text; empty if there is none.</summary>
    public string Label(int index) => index < Labels.Count ? Labels[index].Text : "";
}
