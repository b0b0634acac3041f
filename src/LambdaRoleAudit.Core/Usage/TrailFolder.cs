namespace LambdaRoleAudit.Usage;

/// <summary>The files of one day and region, and how many of them are still to be read.</summary>
/// <param name="prefix">The key prefix.</param>
/// <param name="region">The region.</param>
/// <param name="day">The day of the delivery, in UTC.</param>
internal sealed class TrailFolder(string prefix, string region, DateOnly day)
{
    // One for the list itself.
    private int _open = 1;

    /// <summary>The key prefix.</summary>
    public string Prefix => prefix;

    /// <summary>The region.</summary>
    public string Region => region;

    /// <summary>The day of the delivery, in UTC.</summary>
    public DateOnly Day => day;

    /// <summary>True if the list was read to its end, and every file was tried.</summary>
    public bool IsDone => Volatile.Read(ref _open) == 0;

    /// <summary>True if the folder could not be listed.</summary>
    public bool IsUnread { get; set; }

    /// <summary>True if a file could not be downloaded.</summary>
    public bool HasFailures { get; set; }

    /// <summary>True if a file was downloaded.</summary>
    public bool HasFiles { get; set; }

    /// <summary>A file is to be read.</summary>
    public void Open() => Interlocked.Increment(ref _open);

    /// <summary>A file, or the list, was read or tried.</summary>
    public void Close() => Interlocked.Decrement(ref _open);
}
