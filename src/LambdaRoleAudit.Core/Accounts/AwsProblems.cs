using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>Converts a failed AWS call to an error: what the failure means, and what to do about it.</summary>
public static class AwsProblems
{
    /// <summary>True if the credentials are rejected, so that every other call would fail too.</summary>
    public static bool IsAboutCredentials(AwsErrorKind kind) => kind is
        AwsErrorKind.NoCredentials or AwsErrorKind.BadProfile or AwsErrorKind.MfaCodeNeeded or AwsErrorKind.BadEndpoint
            or AwsErrorKind.BadSettings
            or AwsErrorKind.CredentialsFailed or AwsErrorKind.ExpiredToken
            or AwsErrorKind.InvalidKey or AwsErrorKind.WrongSecret or AwsErrorKind.ClockSkew;

    /// <summary>True if no AWS service responded.</summary>
    public static bool IsAboutConnection(AwsErrorKind kind) =>
        kind is AwsErrorKind.Unreachable or AwsErrorKind.TimedOut or AwsErrorKind.BadResponse;

    /// <summary>Returns the problem. <paramref name="doing"/> is what could not be done: "read the functions of eu-west-1".</summary>
    public static Problem Describe(AwsCallException e, string doing, object? target)
    {
        var problem = e.Kind switch
        {
            AwsErrorKind.NoCredentials => AwsErrors.NoCredentials.About(target, e),
            AwsErrorKind.BadProfile => AwsErrors.ProfileNotUsable.About(target, e, ("reason", e.Message)),
            AwsErrorKind.MfaCodeNeeded => AwsErrors.ProfileNeedsMfa.About(target, e, ("reason", e.Message)),
            AwsErrorKind.BadEndpoint => AwsErrors.EndpointSettingInvalid.About(target, e, ("reason", e.Message)),
            AwsErrorKind.BadSettings => AwsErrors.SettingsNotUsable.About(target, e, ("reason", e.Message)),
            AwsErrorKind.CredentialsFailed => AwsErrors.CredentialsFailed.About(target, e, ("reason", e.Message)),
            AwsErrorKind.ExpiredToken => AwsErrors.ExpiredToken.About(target, e),
            AwsErrorKind.InvalidKey => AwsErrors.InvalidAccessKey.About(target, e),
            AwsErrorKind.WrongSecret => AwsErrors.WrongSecretKey.About(target, e),
            AwsErrorKind.ClockSkew => AwsErrors.ClockSkew.About(target, e),
            AwsErrorKind.AccessDenied => AwsErrors.AccessDenied.About(target, e, ("operation", Operation(e)), ("action", Action(e))),
            AwsErrorKind.RegionDisabled => AwsErrors.RegionNotEnabled.About(target, e),
            AwsErrorKind.Throttled => AwsErrors.Throttled.About(target, e),
            AwsErrorKind.Unreachable => AwsErrors.EndpointUnreachable.About(target, e, ("reason", e.Message)),
            AwsErrorKind.TimedOut => AwsErrors.EndpointTimedOut.About(target, e),
            AwsErrorKind.BadResponse => AwsErrors.EndpointNotAws.About(target, e, ("reason", e.Message)),
            AwsErrorKind.NotFound => AwsErrors.NotFound.About(target, e, ("reason", e.Message)),
            AwsErrorKind.ServiceFault => AwsErrors.ServiceFault.About(target, e, ("reason", e.Message)),
            _ => AwsErrors.AwsCallFailed.About(target, e, ("reason", e.Message)),
        };
        return problem with { Message = $"Could not {doing}. {problem.Message}{Details(e)}" };
    }

    /// <summary>Returns AWS's message, with its error code and request id.</summary>
    internal static string Reason(AwsCallException e) => $"{e.Message}{Details(e)}";

    /// <summary>Returns one problem for a call that failed for the same reason in several regions.</summary>
    /// <param name="e">The first failure.</param>
    /// <param name="doing">What could not be done: "read the functions".</param>
    /// <param name="regions">The regions, sorted.</param>
    public static Problem DescribeIn(AwsCallException e, string doing, IReadOnlyList<string> regions)
    {
        if (regions.Count == 1) return Describe(e, $"{doing} of region {regions[0]}", regions[0]);
        var problem = Describe(
            e, FormattableString.Invariant($"{doing} of {regions.Count} regions ({string.Join(", ", regions)})"), regions.ToArray());
        return problem with
        {
            RecommendedAction = $"If you do not use these regions, specify the ones that you use with -Region. {problem.RecommendedAction}"
        };
    }

    private static string Operation(AwsCallException e) => e.Operation is null ? "the request" : $"{Prefix(e)}:{e.Operation}";

    private static string Action(AwsCallException e) => e.Operation is null ? "the request" : $"the action {Prefix(e)}:{e.Operation}";

    /// <summary>The prefix of CloudWatch's actions is not its name in signatures.</summary>
    private static string? Prefix(AwsCallException e) => e.Service == "monitoring" ? "cloudwatch" : e.Service;

    private static string Details(AwsCallException e)
    {
        var parts = new List<string>();
        if (e.ErrorCode is not null) parts.Add(e.ErrorCode);
        if (e.HttpStatus != 0) parts.Add(FormattableString.Invariant($"HTTP {e.HttpStatus}"));
        if (e.RequestId is not null) parts.Add($"request {e.RequestId}");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }
}
