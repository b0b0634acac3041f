
namespace LambdaRoleAudit.Sandbox.Wire;

/// <summary>One service of the Sandbox.</summary>
public interface IAwsService
{
    /// <summary>The service's name in signatures.</summary>
    string SigningName { get; }

    /// <summary>Returns the requested operation, which is known before the caller is.</summary>
    string OperationOf(SandboxRequest request);

    /// <summary>Executes the request and sends the response.</summary>
    /// <exception cref="AwsError">AWS would return this error.</exception>
    Task HandleAsync(SandboxRequest request);

    /// <summary>Writes an error in the service's protocol.</summary>
    Task WriteErrorAsync(SandboxRequest request, AwsError error);
}
