namespace LambdaRoleAudit.Ports;

/// <summary>What an unsuccessful AWS call means to us, whatever service, protocol and code said it.</summary>
public enum AwsErrorKind
{
    /// <summary>No credentials were found anywhere.</summary>
    NoCredentials,

    /// <summary>The named profile does not exist, or cannot be used.</summary>
    BadProfile,

    /// <summary>The profile needs a code of an MFA device.</summary>
    MfaCodeNeeded,

    /// <summary>An endpoint that the environment or the profile sets is not an address.</summary>
    BadEndpoint,

    /// <summary>The SDK cannot read the environment's or the files' settings.</summary>
    BadSettings,

    /// <summary>The credentials were found, and getting temporary ones with them failed (assume-role, SSO).</summary>
    CredentialsFailed,

    /// <summary>The session token has expired.</summary>
    ExpiredToken,

    /// <summary>The access key is unknown to AWS, or is not valid in this region.</summary>
    InvalidKey,

    /// <summary>The signature does not match: the secret key is wrong.</summary>
    WrongSecret,

    /// <summary>This machine's clock and AWS's are too far apart.</summary>
    ClockSkew,

    /// <summary>An IAM policy, boundary, SCP or the like refuses the call.</summary>
    AccessDenied,

    /// <summary>The region is not enabled for the account.</summary>
    RegionDisabled,

    /// <summary>Too many requests, still after the retries.</summary>
    Throttled,

    /// <summary>No connection: refused, no such host, reset.</summary>
    Unreachable,

    /// <summary>No answer within the time limit.</summary>
    TimedOut,

    /// <summary>The answer is not what AWS answers: HTML, or a broken document.</summary>
    BadResponse,

    /// <summary>The thing asked for does not exist.</summary>
    NotFound,

    /// <summary>AWS failed (HTTP 5xx), still after the retries.</summary>
    ServiceFault,

    /// <summary>Anything else: see the code.</summary>
    Other,
}
