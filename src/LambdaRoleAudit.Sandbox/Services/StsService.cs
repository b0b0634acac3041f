using System.Globalization;
using System.Xml.Linq;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>STS, API 2011-06-15: the identity of the caller, and roles that the caller can assume.</summary>
public sealed class StsService(SandboxState state) : QueryService("sts", "https://sts.amazonaws.com/doc/2011-06-15/")
{
    /// <summary>The operation without a signature: a token replaces it.</summary>
    public const string WithoutSignature = "AssumeRoleWithWebIdentity";

    private const int DefaultSeconds = 3600;

    protected override object?[] Handle(SandboxRequest request) => request.Operation switch
    {
        "GetCallerIdentity" =>
        [
            new XElement(Namespace + "Arn", request.Caller.UserArn(request.Account.Partition)),
            new XElement(Namespace + "UserId", "AIDASANDBOXSANDBOX00"),
            new XElement(Namespace + "Account", request.Account.AccountId),
        ],
        "AssumeRole" => AssumeRole(request),
        WithoutSignature => AssumeRoleWithWebIdentity(request),
        _ => throw UnknownOperation(request),
    };

    /// <summary>
    /// A role that does not exist and a role that does not trust the caller have the same error (STS API reference, AssumeRole).
    /// </summary>
    private object?[] AssumeRole(SandboxRequest request)
    {
        var arn = Required(request, "RoleArn");
        var session = Required(request, "RoleSessionName");
        var account = state.Accounts.GetValueOrDefault(arn.Split(':') is { Length: 6 } parts ? parts[4] : "");
        var role = account is null ? null : FindRole(account, arn);
        if (role is null
            || !Permissions.Trusts(role, request.Caller, request.Account.Partition, request.Form.GetValueOrDefault("ExternalId")))
            throw new AwsError(
                403, "AccessDenied",
                $"User: {request.Caller.UserArn(request.Account.Partition)} is not authorized to perform: "
                + $"sts:AssumeRole on resource: {arn}");
        return Enter(request, account!, role, session);
    }

    /// <summary>Assumes a role for the holder of a token from an identity provider that the role trusts.</summary>
    private object?[] AssumeRoleWithWebIdentity(SandboxRequest request)
    {
        var arn = Required(request, "RoleArn");
        var session = Required(request, "RoleSessionName");
        if (!state.WebIdentities.Contains(Required(request, "WebIdentityToken")))
            throw new AwsError(400, "InvalidIdentityToken", "The web identity token could not be validated by the identity provider.");
        var account = state.Accounts.GetValueOrDefault(arn.Split(':') is { Length: 6 } parts ? parts[4] : "");
        if ((account is null ? null : FindRole(account, arn)) is not { } role
            || !role.AssumeRolePolicyDocument.Contains($"sts:{WithoutSignature}", StringComparison.Ordinal))
            throw new AwsError(403, "AccessDenied", $"Not authorized to perform sts:{WithoutSignature}");
        return Enter(request, account!, role, session);
    }

    private object?[] Enter(SandboxRequest request, AccountState account, RoleState role, string session)
    {
        var seconds = int.Parse(
            request.Form.GetValueOrDefault("DurationSeconds") ?? DefaultSeconds.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        var credential = SandboxCredential.Temporary(account.AccountId, $"{role.RoleName}/{session}", state.Now.AddSeconds(seconds));
        state.Credentials[credential.AccessKey] = credential;
        return
        [
            new XElement(Namespace + "AssumedRoleUser",
                new XElement(Namespace + "AssumedRoleId", $"{role.RoleId}:{session}"),
                new XElement(Namespace + "Arn", credential.UserArn(account.Partition))),
            new XElement(Namespace + "Credentials",
                new XElement(Namespace + "AccessKeyId", credential.AccessKey),
                new XElement(Namespace + "SecretAccessKey", credential.SecretKey),
                new XElement(Namespace + "SessionToken", credential.SessionToken),
                new XElement(
                    Namespace + "Expiration",
                    credential.Expiration!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
        ];
    }

    private static RoleState? FindRole(AccountState account, string arn)
    {
        lock (account.Lock) return account.Roles.Values.FirstOrDefault(known => known.Arn == arn);
    }
}
