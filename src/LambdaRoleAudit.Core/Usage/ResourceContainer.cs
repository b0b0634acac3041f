namespace LambdaRoleAudit.Usage;

/// <summary>What contains a resource: the bucket of an object, the path of a parameter, all queues of a region.</summary>
internal static class ResourceContainer
{
    /// <summary>
    /// Returns a pattern for all resources beside this one: the ARN up to the first slash of its resource, or without a slash up to its
    /// last colon, and <c>*</c>. Returns the text itself if it is not an ARN.
    /// </summary>
    public static string Of(string arn)
    {
        if (!Model.Arn.TryParse(arn, out var parsed)) return arn;
        var start = arn.Length - parsed.Resource.Length;
        var slash = parsed.Resource.IndexOf('/', StringComparison.Ordinal);
        var colon = parsed.Resource.LastIndexOf(':');
        return $"{arn.AsSpan(0, start + Math.Max(slash, slash < 0 ? colon : -1) + 1)}*";
    }

    /// <summary>
    /// Returns a pattern for all resources of the same service, region and account. Returns the text itself if it is not an ARN.
    /// </summary>
    public static string AllOf(string arn) =>
        Model.Arn.TryParse(arn, out var parsed) ? $"{arn.AsSpan(0, arn.Length - parsed.Resource.Length)}*" : arn;
}
