using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Text, a number, a truth value or null. The value is the text as a parser returns it, without quotes.</summary>
public sealed class ScalarNode : TemplateNode
{
    /// <summary>The value.</summary>
    public required string Value { get; init; }

    /// <summary>How the value is written.</summary>
    public required ScalarStyle Style { get; init; }

    /// <summary>True if the value is written in quotes or as a block, so that it is text whatever it looks like.</summary>
    public bool IsText => Style != ScalarStyle.Plain || Tag is "!" or "tag:yaml.org,2002:str";

    /// <summary>True for null: nothing, <c>null</c> or <c>~</c> without quotes.</summary>
    public bool IsNull => !IsText && Value is "" or "null" or "Null" or "NULL" or "~";

    /// <summary>The truth value; null if the value is not one. YAML 1.1 has more words for them than JSON.</summary>
    public bool? Truth => IsText ? null : Value.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };
}
