namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>An error as AWS answers it; thrown by an operation, written by its service's protocol.</summary>
public sealed class AwsError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
