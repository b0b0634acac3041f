using System.Reflection;
using System.Runtime.Loader;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Loading;

/// <summary>
/// Keeps the AWS side and its AWSSDK assemblies separate from everything else in the process: AWSSDK.Core keeps one AssemblyVersion for
/// years while its contents change, so two modules that ship it break each other (aws-sdk-net issue 968; aws-tools-for-powershell 392,
/// 433). Loaded when AWS is first needed, once per process.
/// </summary>
internal sealed class AwsLoadContext : AssemblyLoadContext
{
    private const string AwsAssembly = "LambdaRoleAudit.Aws";
    private const string GatewayType = "LambdaRoleAudit.Aws.AwsGateway";

    private static readonly Lazy<IAwsGateway> LazyGateway = new(Open);

    private readonly string _folder;
    private readonly Assembly _core = typeof(IAwsGateway).Assembly;

    private AwsLoadContext(string folder)
        : base(AwsAssembly, isCollectible: false) => _folder = folder;

    /// <summary>The entry point to AWS.</summary>
    public static IAwsGateway Gateway => LazyGateway.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Core's types are used in both contexts, so there must be only one Core.
        if (assemblyName.Name == _core.GetName().Name) return _core;
        var path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static IAwsGateway Open()
    {
        var module = Path.GetDirectoryName(typeof(AwsLoadContext).Assembly.Location)!;
        var context = new AwsLoadContext(Path.Combine(module, "aws"));
        var assembly = context.LoadFromAssemblyName(new AssemblyName(AwsAssembly));
        return (IAwsGateway)Activator.CreateInstance(assembly.GetType(GatewayType, throwOnError: true)!)!;
    }
}
