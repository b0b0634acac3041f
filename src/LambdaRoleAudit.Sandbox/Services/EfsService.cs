using System.Text.Json.Nodes;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>EFS, API 2015-02-01: file systems and their policies.</summary>
public sealed class EfsService(SandboxState state) : PolicyRestService(state, "elasticfilesystem")
{
    protected override string OperationOf(string method, string[] path) => (method, path) switch
    {
        ("GET", [_, "file-systems"]) => "DescribeFileSystems",
        ("GET", [_, "file-systems", _, "policy"]) => "DescribeFileSystemPolicy",
        ("PUT", [_, "file-systems", _, "policy"]) => "PutFileSystemPolicy",
        ("DELETE", [_, "file-systems", _, "policy"]) => "DeleteFileSystemPolicy",
        _ => "",
    };

    protected override JsonObject Answer(SandboxRequest request, string[] path)
    {
        if (request.Operation == "DescribeFileSystems")
            return List(
                request, ResourceKind.FileSystem, "FileSystems", ("Marker", "NextMarker"), "MaxItems", 100,
                system => new JsonObject
                {
                    ["FileSystemId"] = system.Name, ["FileSystemArn"] = system.Arn, ["OwnerId"] = request.Account.AccountId,
                });
        if (request.Operation.Length == 0) throw UnknownOperation(request);
        var system = PolicyStore.Find(
            request, ResourceKind.FileSystem, path[2],
            new AwsError(404, "FileSystemNotFound", $"File system '{path[2]}' does not exist."));
        if (request.Operation == "PutFileSystemPolicy")
            system.Put(Store.Verify(
                (string?)request.Json["Policy"], 400, "InvalidPolicyException", "Policy for file system is not valid."));
        if (request.Operation == "DeleteFileSystemPolicy")
        {
            system.Put(null);
            return [];
        }

        return new JsonObject
        {
            ["FileSystemId"] = system.Name,
            ["Policy"] = system.Policy ?? throw new AwsError(404, "PolicyNotFound", $"Policy for file system '{system.Name}' not found."),
        };
    }
}
