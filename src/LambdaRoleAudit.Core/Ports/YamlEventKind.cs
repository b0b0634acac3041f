namespace LambdaRoleAudit.Ports;

/// <summary>The kind of a YAML event.</summary>
public enum YamlEventKind
{
    /// <summary>A document begins.</summary>
    DocumentStart,

    /// <summary>A scalar.</summary>
    Scalar,

    /// <summary>An alias of an anchor.</summary>
    Alias,

    /// <summary>A mapping begins.</summary>
    MappingStart,

    /// <summary>A mapping ends.</summary>
    MappingEnd,

    /// <summary>A sequence begins.</summary>
    SequenceStart,

    /// <summary>A sequence ends.</summary>
    SequenceEnd,
}
