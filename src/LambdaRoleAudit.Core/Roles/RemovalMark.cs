using System.Globalization;
using System.Security.Cryptography;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// The mark of a role that is about to be deleted. It is the value of the tag <see cref="RoleTags.Removal"/>: an owner and the time. A run
/// that finds a mark does not use the role, so that no function is assigned to a role that is being deleted.
/// </summary>
/// <param name="Owner">The run that wrote it.</param>
/// <param name="Time">The time at which the mark was written, UTC.</param>
public sealed record RemovalMark(string Owner, DateTimeOffset Time)
{
    /// <summary>How long a mark is valid. A deletion takes seconds; a run that left an older mark does not continue.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>The maximum difference between two clocks before a mark counts as one from the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Creates a mark with a new owner.</summary>
    /// <param name="now">The time, UTC.</param>
    public static RemovalMark New(DateTimeOffset now) =>
        new(Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant(), now);

    /// <summary>
    /// Returns the valid mark among a role's tags; null if there is none, or if it is too old, from the future, or malformed.
    /// </summary>
    /// <param name="tags">The role's tags.</param>
    /// <param name="now">The time, UTC.</param>
    public static RemovalMark? Find(IReadOnlyDictionary<string, string> tags, DateTimeOffset now) =>
        tags.TryGetValue(RoleTags.Removal, out var value)
        && value.Split(' ') is [{ Length: > 0 } owner, var written]
        && DateTimeOffset.TryParseExact(
            written, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        && time <= now + Skew && now < time + Lifetime
            ? new RemovalMark(owner, time)
            : null;

    /// <summary>Returns the tag's value.</summary>
    public override string ToString() => $"{Owner} {Time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}";
}
