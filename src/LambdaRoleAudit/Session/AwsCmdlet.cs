using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Async;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Session;

/// <summary>
/// A cmdlet that can call AWS: the parameters, aliases and search order of AWS Tools for PowerShell.
/// </summary>
public abstract class AwsCmdlet : AsyncCmdlet
{
    private protected const string AccountSet = "Account";

    /// <summary>The access key of explicit credentials.</summary>
    [Parameter]
    [Alias("AK")]
    [ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>The secret key of explicit credentials.</summary>
    [Parameter]
    [Alias("SK", "SecretAccessKey")]
    [ValidateNotNullOrEmpty]
    public string? SecretKey { get; set; }

    /// <summary>The session token of temporary credentials.</summary>
    [Parameter]
    [Alias("ST")]
    [ValidateNotNullOrEmpty]
    public string? SessionToken { get; set; }

    /// <summary>The name of a profile in the AWS credentials or config file.</summary>
    [Parameter]
    [Alias("StoredCredentials", "AWSProfileName")]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>The credentials file that contains the profile, if it is not in the default location.</summary>
    [Parameter]
    [Alias("AWSProfilesLocation", "ProfilesLocation")]
    [ValidateNotNullOrEmpty]
    public string? ProfileLocation { get; set; }

    /// <summary>A credentials object of any AWS SDK version, as returned by Get-AWSCredential or (Use-STSRole).Credentials.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Credential { get; set; }

    /// <summary>One endpoint for every service, for tests and private endpoints.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>The time limit of one request, in seconds, before it is retried.</summary>
    [Parameter]
    [ValidateRange(1, 900)]
    public int TimeoutSec { get; set; } = 30;

    private bool _isVerbose;

    /// <summary>Posts one verbose line per call, if somebody wants to see them, because each wakes the pipeline thread.</summary>
    private protected Action<AwsCallRecord> TellingCalls(Action<Action> post) =>
        _isVerbose ? call => post(() => WriteVerbose(call.ToString())) : _ => { };

    /// <summary>
    /// Returns true if PowerShell would show verbose lines: as -Verbose says, otherwise as the preference says. In doubt, returns true.
    /// </summary>
    private bool IsVerbose()
    {
        var bound = MyInvocation.BoundParameters;
        if (bound.TryGetValue("Verbose", out var flag) && flag is SwitchParameter verbose) return verbose;
        return bound.ContainsKey("Debug")
            || !LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue("VerbosePreference"), out var preference)
            || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    /// <summary>
    /// Opens a session from the parameters, the PowerShell session and the SDK's chain, in that order. It reads session variables, so it
    /// must be called on the pipeline thread; the function that it returns opens the session, on any thread.
    /// </summary>
    private protected Func<Action<AwsCallRecord>, CancellationToken, Task<IAwsSession>> PrepareSession(Predicate<string>? wantsRegion)
    {
        _isVerbose = IsVerbose();
        var stored = ToolsSession.StoredCredentials(SessionState);
        var storedRegion = ToolsSession.StoredRegion(SessionState);
        if (AccessKey is null != SecretKey is null || (SessionToken is not null && AccessKey is null))
        {
            throw new ProblemException(CredentialErrors.IncompleteKeys.About(null));
        }

        if (EndpointUrl is not null && (!EndpointUrl.IsAbsoluteUri || EndpointUrl.Scheme is not ("http" or "https")))
        {
            throw new ProblemException(
                CredentialErrors.InvalidEndpointUrl.About(EndpointUrl, ("url", EndpointUrl.OriginalString)));
        }

        // PowerShell's current location and drives, not the process's.
        var profileLocation = ProfileLocation is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(ProfileLocation);
        var explicitKeys = AccessKey is null ? null : new AwsKeys(AccessKey, SecretKey!, SessionToken);
        return async (onCall, cancellationToken) =>
        {
            var keys = explicitKeys
                ?? (ProfileName is not null ? null
                    : Credential is not null ? await CredentialObjects.ReadAsync(Credential, cancellationToken).ConfigureAwait(false)
                    : stored is not null ? await CredentialObjects.ReadAsync(stored, cancellationToken).ConfigureAwait(false)
                    : null);
            try
            {
                return await AwsSide.Gateway.OpenAsync(
                    new AwsSessionOptions
                    {
                        Keys = keys,
                        ProfileName = keys is null ? ProfileName : null,
                        ProfileLocation = profileLocation,
                        HomeRegion = storedRegion,
                        WantsRegion = wantsRegion,
                        EndpointUrl = EndpointUrl,
                        RequestTimeout = TimeSpan.FromSeconds(TimeoutSec),
                        OnCall = onCall,
                    },
                    cancellationToken).ConfigureAwait(false);
            }
            catch (AwsCallException e)
            {
                throw new ProblemException(AwsProblems.Describe(e, "call AWS", ProfileName));
            }
        };
    }
}
