
namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>One service of the Sandbox.</summary>
public interface IAwsService
{
    /// <summary>The service's name in signatures.</summary>
    string SigningName { get; }

    /// <summary>Which operation is asked for; known before the caller is.</summary>
    string OperationOf(SandboxRequest request);

    /// <summary>Does it and answers.</summary>
    /// <exception cref="AwsError">AWS would answer this error.</exception>
    Task HandleAsync(SandboxRequest request);

    /// <summary>Answers an error in the service's protocol.</summary>
    Task WriteErrorAsync(SandboxRequest request, AwsError error);
}
