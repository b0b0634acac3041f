using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>AWS Backup, API 2018-11-15: vaults and their access policies.</summary>
public sealed class BackupService(SandboxState state) : PolicyRestService(state, "backup")
{
    protected override string OperationOf(string method, string[] path) => (method, path) switch
    {
        ("GET", ["backup-vaults"]) => "ListBackupVaults",
        ("GET", ["backup-vaults", _, "access-policy"]) => "GetBackupVaultAccessPolicy",
        ("PUT", ["backup-vaults", _, "access-policy"]) => "PutBackupVaultAccessPolicy",
        ("DELETE", ["backup-vaults", _, "access-policy"]) => "DeleteBackupVaultAccessPolicy",
        _ => "",
    };

    protected override JsonObject Answer(SandboxRequest request, string[] path)
    {
        if (request.Operation == "ListBackupVaults")
            return List(
                request, ResourceKind.Vault, "BackupVaultList", ("nextToken", "NextToken"), "maxResults", 1000,
                vault => new JsonObject { ["BackupVaultName"] = vault.Name, ["BackupVaultArn"] = vault.Arn });
        if (request.Operation.Length == 0) throw UnknownOperation(request);
        var missing = new AwsError(400, "ResourceNotFoundException", $"Backup vault or access policy not found: {path[1]}");
        var vault = PolicyStore.Find(request, ResourceKind.Vault, path[1], missing);
        switch (request.Operation)
        {
            case "PutBackupVaultAccessPolicy":
                vault.Put(Store.Verify(
                    (string?)request.Json["Policy"], 400, "InvalidParameterValueException", "The policy is not valid."));
                return [];
            case "DeleteBackupVaultAccessPolicy":
                vault.Put(null);
                return [];
            default:
                return new JsonObject
                {
                    ["BackupVaultName"] = vault.Name, ["BackupVaultArn"] = vault.Arn, ["Policy"] = vault.Policy ?? throw missing,
                };
        }
    }
}
