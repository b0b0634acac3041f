namespace LambdaRoleAudit.Accounts;

/// <summary>The reason why the reader stopped reading tokens.</summary>
internal enum JsonPause
{
    /// <summary>More input is needed.</summary>
    InputEnded,

    /// <summary>An object in a list ended.</summary>
    ElementEnded,

    /// <summary>A complete document ended.</summary>
    DocumentEnded,
}
