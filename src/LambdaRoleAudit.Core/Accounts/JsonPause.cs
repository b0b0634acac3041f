namespace LambdaRoleAudit.Accounts;

/// <summary>Why the reader stopped reading tokens.</summary>
internal enum JsonPause
{
    /// <summary>More input is wanted.</summary>
    InputEnded,

    /// <summary>An object in a list ended.</summary>
    ElementEnded,

    /// <summary>A whole document ended.</summary>
    DocumentEnded,
}
