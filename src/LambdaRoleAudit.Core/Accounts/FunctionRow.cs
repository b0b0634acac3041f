namespace LambdaRoleAudit.Accounts;

/// <summary>One function or version in a <see cref="FunctionTable"/>. The numbers refer to texts in its sets; -1 means none.</summary>
internal struct FunctionRow
{
    public int Role;
    public int Version;
    public int Runtime;
    public int Handler;
    public int PackageType;
    public int Architecture;
    public int MemorySize;
    public int Timeout;
    public Guid Revision;
    public bool IsRemoved;
    private long _lastModified;
    private long _observed;

    public DateTimeOffset? LastModified
    {
        readonly get => _lastModified == 0 ? null : new DateTimeOffset(_lastModified, TimeSpan.Zero);
        set => _lastModified = value?.UtcTicks ?? 0;
    }

    public DateTimeOffset? Observed
    {
        readonly get => _observed == 0 ? null : new DateTimeOffset(_observed, TimeSpan.Zero);
        set => _observed = value?.UtcTicks ?? 0;
    }

    public readonly DateTimeOffset? Seen => Observed ?? LastModified;
}
