using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Accounts beside the Sandbox's own, that it may look into through a role.</summary>
public static class OtherAccount
{
    /// <summary>Adds one without a user of its own, with a role that trusts the default account.</summary>
    /// <param name="state">The Sandbox's state.</param>
    /// <param name="accountId">Its 12 digits.</param>
    /// <param name="path">The role's path.</param>
    /// <param name="roleName">The role.</param>
    /// <param name="externalId">What the role asks for; null: nothing.</param>
    public static AccountState AddTo(SandboxState state, string accountId, string path, string roleName, string? externalId = null)
    {
        var account = new AccountState(accountId, "aws", Estate.DefaultRegions);
        state.Accounts[accountId] = account;
        var condition = externalId is null ? "" : $$$""","Condition":{"StringEquals":{"sts:ExternalId":"{{{externalId}}}" } }""";
        Estate.AddRole(account, path, roleName).AssumeRolePolicyDocument =
            $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{{SandboxCredential.Default.AccountId}}}:root"},"Action":"sts:AssumeRole"{{{condition}}} }]}""";
        return account;
    }
}
