using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Accounts;

/// <summary>What an unsuccessful AWS call means to a person, and what to do about it.</summary>
public static class AwsProblems
{
    /// <summary>True where the credentials themselves are refused: no other call can do better.</summary>
    public static bool IsAboutCredentials(AwsErrorKind kind) => kind is
        AwsErrorKind.NoCredentials or AwsErrorKind.BadProfile or AwsErrorKind.MfaCodeNeeded or AwsErrorKind.BadEndpoint
            or AwsErrorKind.BadSettings
            or AwsErrorKind.CredentialsFailed or AwsErrorKind.ExpiredToken
            or AwsErrorKind.InvalidKey or AwsErrorKind.WrongSecret or AwsErrorKind.ClockSkew;

    /// <summary>True where no service answered at all.</summary>
    public static bool IsAboutConnection(AwsErrorKind kind) =>
        kind is AwsErrorKind.Unreachable or AwsErrorKind.TimedOut or AwsErrorKind.BadResponse;

    /// <summary>The problem in words. <paramref name="doing"/> is what could not be done: "read the functions of eu-west-1".</summary>
    public static Problem Describe(AwsCallException e, string doing, object? target)
    {
        var (id, kind, what, action) = e.Kind switch
        {
            AwsErrorKind.NoCredentials => ("NoCredentials", ProblemKind.Authentication,
                "No AWS credentials were found.",
                "Name a profile with -ProfileName, run Set-AWSCredential, 'aws login' or 'aws sso login', or set AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY. To try the module without an account, run its tour (README)."),
            AwsErrorKind.BadProfile => ("ProfileNotUsable", ProblemKind.Authentication,
                $"The AWS profile cannot be used: {e.Message}",
                "Check the name with 'aws configure list-profiles' (-ProfileName completes it), the profile's settings, and "
                + "-ProfileLocation if the file is elsewhere."),
            AwsErrorKind.MfaCodeNeeded => ("ProfileNotUsable", ProblemKind.Authentication,
                $"The AWS profile asks for MFA: {e.Message}",
                "Run 'aws sts assume-role' with --serial-number and --token-code ('aws sts get-session-token' for a user's own keys), and "
                + "pass the keys that it gives with -AccessKey, -SecretKey and -SessionToken."),
            AwsErrorKind.BadEndpoint => ("InvalidEndpointUrl", ProblemKind.InvalidInput,
                $"An endpoint that the environment or the AWS profile sets is not an http or https address: {e.Message}.",
                "Write it whole (http://127.0.0.1:4566, for one) in AWS_ENDPOINT_URL, in AWS_ENDPOINT_URL_ with the service's name, or in "
                + "the profile's endpoint_url."),
            AwsErrorKind.BadSettings => ("SettingsNotUsable", ProblemKind.InvalidInput,
                $"The AWS settings of this machine cannot be used: {e.Message}",
                "Check the AWS_ environment variables, and the files ~/.aws/config and ~/.aws/credentials or those that AWS_CONFIG_FILE "
                + "and AWS_SHARED_CREDENTIALS_FILE name."),
            AwsErrorKind.CredentialsFailed => ("CredentialsFailed", ProblemKind.Authentication,
                $"The credentials could not be got: {e.Message}",
                "Log in again ('aws login', 'aws sso login'), or check the profile's role and source profile."),
            AwsErrorKind.ExpiredToken => ("ExpiredToken", ProblemKind.Authentication,
                "The session token has expired.",
                "Get new temporary credentials ('aws login', 'aws sso login', Set-AWSCredential, Use-STSRole) and run the command again."),
            AwsErrorKind.InvalidKey => ("InvalidAccessKey", ProblemKind.Authentication,
                "AWS does not know the access key, or does not accept it there.",
                "Check which credentials are in use with 'aws sts get-caller-identity'."),
            AwsErrorKind.WrongSecret => ("WrongSecretKey", ProblemKind.Authentication,
                "The secret key does not belong to the access key: the signature does not match.",
                "Enter the secret key again, or make a new access key."),
            AwsErrorKind.ClockSkew => ("ClockSkew", ProblemKind.Authentication,
                "This machine's clock and AWS's differ by more than AWS accepts.",
                "Set the machine's clock by NTP and run the command again."),
            AwsErrorKind.AccessDenied => ("AccessDenied", ProblemKind.AccessDenied,
                $"AWS denied {Operation(e)}.",
                $"Allow {Action(e)} to the caller: docs/iam-policy.md has the whole policy. A service control policy may deny a region."),
            AwsErrorKind.RegionDisabled => ("RegionNotEnabled", ProblemKind.AccessDenied,
                "The region is not enabled for this account, or does not take its session token.",
                "Enable the region in the account's settings, or leave it out of -Region. Tokens of the global STS endpoint are not valid "
                + "in opt-in regions: get one from a regional endpoint."),
            AwsErrorKind.Throttled => ("Throttled", ProblemKind.Throttled,
                "AWS kept asking for fewer requests, after several tries.",
                "Something else uses the account's request quota; run the command again later."),
            AwsErrorKind.Unreachable => ("EndpointUnreachable", ProblemKind.Connection,
                $"The endpoint could not be reached: {e.Message}",
                "Check network, proxy (HTTPS_PROXY), -EndpointUrl and AWS_ENDPOINT_URL."),
            AwsErrorKind.TimedOut => ("EndpointTimedOut", ProblemKind.Connection,
                "The endpoint did not answer in time.",
                "Check network and proxy, or allow more time with -TimeoutSec."),
            AwsErrorKind.BadResponse => ("EndpointNotAws", ProblemKind.Connection,
                $"The endpoint answered as AWS does not: {e.Message}",
                "Check -EndpointUrl, AWS_ENDPOINT_URL and the proxy: a login page may stand in between."),
            AwsErrorKind.NotFound =>
                ("NotFound", ProblemKind.NotFound, $"AWS does not know it: {e.Message}", "Check the name and the region."),
            AwsErrorKind.ServiceFault => ("ServiceFault", ProblemKind.Service,
                $"AWS failed: {e.Message}",
                "Run the command again; look at the AWS Health Dashboard if it stays so."),
            _ =>
                ("AwsCallFailed", ProblemKind.Service, $"AWS did not do it: {e.Message}",
                    "The error code says which rule it was; AWS Support can look the request id up."),
        };
        return new Problem(id, kind, $"Could not {doing}. {what}{Details(e)}", action, target, e);
    }

    /// <summary>The same of one call that failed alike in several regions: one problem, that names them all.</summary>
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
            RecommendedAction = $"If you do not use these regions, name those that you use with -Region. {problem.RecommendedAction}"
        };
    }

    private static string Operation(AwsCallException e) => e.Operation is null ? "the call" : $"{e.Service}:{e.Operation}";

    private static string Action(AwsCallException e) => e.Operation is null ? "the call" : $"the action {e.Service}:{e.Operation}";

    private static string Details(AwsCallException e)
    {
        var parts = new List<string>();
        if (e.ErrorCode is not null) parts.Add(e.ErrorCode);
        if (e.HttpStatus != 0) parts.Add(FormattableString.Invariant($"HTTP {e.HttpStatus}"));
        if (e.RequestId is not null) parts.Add($"request {e.RequestId}");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }
}
