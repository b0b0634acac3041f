namespace LambdaRoleAudit.Reports;

/// <summary>Who of a role uses one service.</summary>
internal sealed class UsageService(string name)
{
    /// <summary>The prefix of its actions.</summary>
    public string Name => name;

    /// <summary>The number of its actions that the role's policies allow; null if they were not read.</summary>
    public int? Granted { get; private set; }

    /// <summary>The number of these actions whose use the records would not show.</summary>
    public int Unseen { get; private set; }

    /// <summary>The number of functions that used it.</summary>
    public int Users { get; private set; }

    /// <summary>True if sessions that no function can be named for used it.</summary>
    public bool HasOtherUsers { get; private set; }

    /// <summary>The number of calls that were denied.</summary>
    public long Denied { get; private set; }

    /// <summary>The last time that a session of the role used it, from IAM; null if it is not known.</summary>
    public DateTimeOffset? LastAccessed { get; private set; }

    /// <summary>True if a function or another session used it.</summary>
    public bool IsUsed => Users > 0 || HasOtherUsers;

    /// <summary>True if the policies allow it, the records would show every use, and nobody used it.</summary>
    public bool IsUnused => !IsUsed && Granted > 0 && Unseen == 0;

    /// <summary>True if the policies allow it, and no use was seen, but the records do not show the use of some of its actions.</summary>
    public bool IsPartlyUnseen => !IsUsed && Unseen > 0 && Unseen < Granted;

    /// <summary>True if the policies allow it, and the records would not show any use.</summary>
    public bool IsUnseen => !IsUsed && Unseen > 0 && Unseen >= Granted;

    /// <summary>Adds what a function, or other sessions, did.</summary>
    public void Add(UsageCell cell, bool isFunction)
    {
        if (cell.Granted > (Granted ?? -1)) Granted = cell.Granted;
        Unseen = Math.Max(Unseen, cell.Unseen);
        Denied += cell.Denied;
        if (cell.LastAccessed is { } last && (LastAccessed is null || last > LastAccessed)) LastAccessed = last;
        if (cell.Used == 0) return;
        if (isFunction) Users++;
        else HasOtherUsers = true;
    }
}
