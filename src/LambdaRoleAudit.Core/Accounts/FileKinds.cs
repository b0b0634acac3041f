using System.Runtime.InteropServices;
using System.Text;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Finds the kind of file at a path on Linux and macOS. .NET does not provide this before .NET 10, and opening a pipe that nobody writes to
/// waits forever. So the runtime's own stat is called; its result begins with flags and mode in every version.
/// </summary>
internal static class FileKinds
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Larger than the result of any version.</summary>
    private const int AnswerSize = 64;

    /// <summary>
    /// Returns the kind, in words, if it is neither a regular file nor a folder; null if it is one of these, does not exist, or is not
    /// known.
    /// </summary>
    public static string? SpecialKindOf(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        var answer = new int[AnswerSize];
        try
        {
            if (Stat(Encoding.UTF8.GetBytes(path + '\0'), answer) != 0) return null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }

        return (answer[1] & TypeMask) switch
        {
            Regular or Folder => null,
            0x1000 => "a pipe",
            0xC000 => "a socket",
            _ => "a device",
        };
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, [Out] int[] answer);
}
