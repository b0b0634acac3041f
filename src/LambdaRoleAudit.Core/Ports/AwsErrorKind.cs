namespace LambdaRoleAudit.Ports;

/// <summary>The kind of a failed AWS call, independent of service, protocol and error code.</summary>
public enum AwsErrorKind
{
    /// <summary>No credentials were found.</summary>
    NoCredentials,

    /// <summary>The named profile does not exist, or cannot be used.</summary>
    BadProfile,

    /// <summary>The profile needs a code from an MFA device.</summary>
    MfaCodeNeeded,

    /// <summary>An endpoint in the environment or the profile is not a valid URL.</summary>
    BadEndpoint,

    /// <summary>The SDK cannot read the settings in the environment or the files.</summary>
    BadSettings,

    /// <summary>Credentials were found, but obtaining temporary credentials with them failed (assume-role, SSO).</summary>
    CredentialsFailed,

    /// <summary>The session token has expired.</summary>
    ExpiredToken,

    /// <summary>AWS does not know the access key, or the key is not valid in this region.</summary>
    InvalidKey,

    /// <summary>The signature does not match: the secret key is wrong.</summary>
    WrongSecret,

    /// <summary>The clocks of this machine and of AWS differ too much.</summary>
    ClockSkew,

    /// <summary>An IAM policy, boundary, SCP or similar policy denies the call.</summary>
    AccessDenied,

    /// <summary>The region is not enabled for the account.</summary>
    RegionDisabled,

    /// <summary>AWS throttles requests, even after the retries.</summary>
    Throttled,

    /// <summary>No connection: connection refused, host not found, connection reset.</summary>
    Unreachable,

    /// <summary>No response within the time limit.</summary>
    TimedOut,

    /// <summary>The response did not come from AWS: HTML, or an invalid document.</summary>
    BadResponse,

    /// <summary>The resource does not exist.</summary>
    NotFound,

    /// <summary>AWS failed (HTTP 5xx), even after the retries.</summary>
    ServiceFault,

    /// <summary>Any other error. See the error code.</summary>
    Other,
}
