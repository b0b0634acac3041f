namespace LambdaRoleAudit.Roles;

/// <summary>
/// Finds the deployment tool that manages a function, from the function's tags. The tool's next deployment would undo a change made outside
/// it.
/// </summary>
public static class FunctionOwner
{
    private const string StackName = "aws:cloudformation:stack-name";
    private const string LogicalIdTag = "aws:cloudformation:logical-id";

    private static readonly string[] Tools = ["terraform", "opentofu", "pulumi", "serverless", "cloudformation", "cdk", "sam"];

    private static readonly string[] OwnerKeys = [
        "managed-by", "managedby", "managed_by", "provisioner", "provisionedby", "provisioned-by", "createdby", "created-by", "deployedby",
        "deployed-by", "iac", "lambda:createdby"];

    /// <summary>Returns the logical id in CloudFormation that a function's tags name; null if they name none.</summary>
    public static string? LogicalIdOf(IReadOnlyDictionary<string, string> tags) =>
        tags.GetValueOrDefault(LogicalIdTag) is { Length: > 0 } id ? id : null;

    /// <summary>Returns the tool's name and the tag that identifies it; null if no tag does.</summary>
    /// <remarks>
    /// CloudFormation, and with it SAM, CDK and Serverless Framework, writes <c>aws:cloudformation:</c> tags itself (CloudFormation user
    /// guide, "Resource tags"). Terraform does not write tags, so tags that its users commonly write are searched for.
    /// </remarks>
    public static (string Tool, string Tag)? Find(IReadOnlyDictionary<string, string> tags)
    {
        // Stack and logical id say which template to change. They are told together, and before the stack's ARN.
        string[] named = [StackName, LogicalIdTag];
        var own = named.Where(tags.ContainsKey).Select(key => $"{key} = {tags[key]}").ToList();
        if (own.Count > 0) return ("CloudFormation", string.Join(", ", own));
        foreach (var (key, value) in tags)
            if (key.StartsWith("aws:cloudformation:", StringComparison.OrdinalIgnoreCase)) return ("CloudFormation", $"{key} = {value}");
        foreach (var (key, value) in tags)
        {
            var isOwner = OwnerKeys.Contains(key.Trim(), StringComparer.OrdinalIgnoreCase);
            foreach (var tool in Tools)
                if ((isOwner && value.Contains(tool, StringComparison.OrdinalIgnoreCase))
                    || (tool.Length > 3 && key.Contains(tool, StringComparison.OrdinalIgnoreCase))) return (tool, $"{key} = {value}");
        }

        return null;
    }
}
