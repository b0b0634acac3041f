using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Loading;

/// <summary>
/// The entry point to AWS. AWSSDK.Core keeps one AssemblyVersion for years while its contents change, so two modules that ship it break
/// each other (aws-sdk-net issue 968; aws-tools-for-powershell 392, 433). Therefore it is loaded in a context of its own.
/// </summary>
internal static class AwsSide
{
    private static readonly Lazy<IAwsGateway> LazyGateway =
        new(() => PrivateLoadContext.Create<IAwsGateway>("aws", "LambdaRoleAudit.Aws", "LambdaRoleAudit.Aws.AwsGateway"));

    /// <summary>The entry point to AWS. Loaded when it is first used.</summary>
    public static IAwsGateway Gateway => LazyGateway.Value;
}
