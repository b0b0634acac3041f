namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>An error in AWS's format. An operation throws it, and the protocol of its service writes it.</summary>
public sealed class AwsError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
