namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>How the files of a trail look.</summary>
public sealed record TrailShape
{
    public LogSpelling Spelling { get; init; } = LogSpelling.Trail;

    /// <summary>The prefix before AWSLogs, without a slash at its end; null for none.</summary>
    public string? Prefix { get; init; }

    /// <summary>The organization, for an organization's trail.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The number of files for each hour and region.</summary>
    public int FilesPerHour { get; init; } = 2;

    /// <summary>True to write digest files and Insights events next to the log.</summary>
    public bool WithNeighbors { get; init; } = true;

    /// <summary>True to write records as another program would: other order of keys, white space, escapes.</summary>
    public bool IsReserialized { get; init; }

    /// <summary>
    /// The number of forged records in each file: a user's record whose request parameters contain what looks like a function's record.
    /// </summary>
    public int Forged { get; init; }
}
