namespace LambdaRoleAudit.Templates;

/// <summary>Values as one line of text, so that equal text is an equal value.</summary>
internal static class CfnExpression
{
    /// <summary>Returns the line.</summary>
    public static string Of(CfnValue value) => value switch
    {
        CfnText text => Plain(Symbol.Shown(text.Text)),
        CfnSymbol symbol => $"${{{symbol.Name}}}",
        CfnList list => $"[{string.Join(", ", list.Items.Select(Of))}]",
        CfnMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Plain(entry.Key)}: {Of(entry.Value)}"))}}}",
        CfnChoice choice => $"Fn::If [{choice.Condition}, {Of(choice.IfTrue)}, {Of(choice.IfFalse)}]",
        CfnUnknown unknown => $"? ({unknown.Reason})",
        _ => "AWS::NoValue",
    };

    /// <summary>True if a part of the value can be any text.</summary>
    public static bool IsFree(CfnValue value) => value switch
    {
        CfnText text => Symbol.FreeIn(text.Text).Any(),
        CfnSymbol symbol => symbol.IsFree,
        CfnList list => list.Items.Any(IsFree),
        CfnMap map => map.Entries.Any(entry => IsFree(entry.Value)),
        CfnNoValue => false,
        _ => true,
    };

    /// <summary>A symbol stands in JSON as it is, so its name has nothing that JSON escapes.</summary>
    private static string Plain(string text) => text.AsSpan().IndexOfAny("\"\\\n\r\t") < 0
        ? text
        : text.Replace('"', '\'').Replace('\\', '/').Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ');
}
