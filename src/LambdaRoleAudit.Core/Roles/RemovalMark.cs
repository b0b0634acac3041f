using System.Globalization;
using System.Security.Cryptography;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// The mark of a role that is about to be deleted: the value of the tag <see cref="RoleTags.Removal"/>, an owner and the time.
/// Whoever finds one leaves the role alone, so that nobody takes up a role that is going away.
/// </summary>
/// <param name="Owner">The run that wrote it.</param>
/// <param name="Time">When it was written, UTC.</param>
public sealed record RemovalMark(string Owner, DateTimeOffset Time)
{
    /// <summary>How long a mark holds. A deletion takes seconds; whoever left one that is older does not come back.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How far two clocks may differ before a mark counts as one from the future.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>A mark of a new owner.</summary>
    /// <param name="now">The time, UTC.</param>
    public static RemovalMark New(DateTimeOffset now) =>
        new(Convert.ToHexString(RandomNumberGenerator.GetBytes(8)).ToLowerInvariant(), now);

    /// <summary>
    /// The mark among a role's tags that still holds; null if there is none, or one that is too old, from the future, or malformed.
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

    /// <summary>The tag's value.</summary>
    public override string ToString() => $"{Owner} {Time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}";
}
