using System.Reflection;
using System.Runtime.Loader;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Loading;

/// <summary>
/// Keeps one of the module's folders of assemblies separate from everything else in the process, so that another module can ship another
/// version of the same library. Loaded when it is first needed, once per process.
/// </summary>
internal sealed class PrivateLoadContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly Assembly _core = typeof(IAwsGateway).Assembly;

    private PrivateLoadContext(string name, string folder)
        : base(name, isCollectible: false) => _folder = folder;

    /// <summary>Creates an object of a type in a folder of the module.</summary>
    /// <typeparam name="T">The port in Core that the type implements.</typeparam>
    /// <param name="folder">The folder's name.</param>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="type">The type's full name.</param>
    public static T Create<T>(string folder, string assembly, string type)
    {
        var module = Path.GetDirectoryName(typeof(PrivateLoadContext).Assembly.Location)!;
        var context = new PrivateLoadContext(assembly, Path.Combine(module, folder));
        var loaded = context.LoadFromAssemblyName(new AssemblyName(assembly));
        return (T)Activator.CreateInstance(loaded.GetType(type, throwOnError: true)!)!;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Core's types are used in both contexts, so there must be only one Core.
        if (assemblyName.Name == _core.GetName().Name) return _core;
        var path = Path.Combine(_folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
