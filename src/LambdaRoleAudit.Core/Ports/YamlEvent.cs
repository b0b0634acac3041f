namespace LambdaRoleAudit.Ports;

/// <summary>One event of a YAML parser. Offsets count UTF-16 characters from the start of the text.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Start">The offset of the first character.</param>
/// <param name="End">The offset after the last character.</param>
/// <param name="Line">The line of the start, from 1.</param>
/// <param name="Column">The column of the start, from 1.</param>
/// <param name="Value">The value of a scalar, or the anchor's name of an alias; otherwise empty.</param>
/// <param name="Tag">The tag, such as <c>!Ref</c>; null if there is none.</param>
/// <param name="Anchor">The anchor's name; null if there is none.</param>
/// <param name="Style">How a scalar is written.</param>
/// <param name="IsFlow">True for a mapping or a sequence in braces or brackets.</param>
public readonly record struct YamlEvent(
    YamlEventKind Kind, int Start, int End, int Line, int Column, string Value = "", string? Tag = null, string? Anchor = null,
    ScalarStyle Style = ScalarStyle.Plain, bool IsFlow = false);
