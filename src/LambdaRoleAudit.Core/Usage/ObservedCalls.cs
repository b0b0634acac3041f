using LambdaRoleAudit.Catalog;

namespace LambdaRoleAudit.Usage;

/// <summary>One call, or several calls that are the same in everything that decides about permissions.</summary>
public sealed record ObservedCalls
{
    /// <summary>The ARN of the role whose session made the calls, with its path.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The name of the session.</summary>
    public required string SessionName { get; init; }

    /// <summary>The function that CloudTrail names, from <c>inScopeOf.credentialsIssuedTo</c>; null if it names none.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The call.</summary>
    public required ApiCall Call { get; init; }

    /// <summary>The account that received the record: 12 digits.</summary>
    public required string RecipientAccountId { get; init; }

    /// <summary>The number of calls.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The time of the first call, in UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The time of the last call, in UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The CloudTrail ids of some of the calls.</summary>
    public IReadOnlyList<string> EventIds { get; init; } = [];
}
