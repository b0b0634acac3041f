namespace LambdaRoleAudit.Catalog;

/// <summary>The code for calls whose permissions a table cannot say.</summary>
internal static class CallReaders
{
    /// <summary>Returns the top-level parameters that the code reads.</summary>
    public static IReadOnlyList<string> ParametersOf(string reader) => [];

    /// <summary>Adds the permissions. Returns false if not all are certain.</summary>
    public static bool Read(string reader, ApiCall call, List<RequiredPermission> permissions) => false;
}
