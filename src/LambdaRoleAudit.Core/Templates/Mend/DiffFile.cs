using System.Text;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Writes a unified diff to a file, byte by byte as git apply and patch read it.</summary>
public static class DiffFile
{
    /// <summary>Writes a diff. A file of that name is replaced.</summary>
    /// <exception cref="ProblemException">The file cannot be written.</exception>
    public static void Write(string path, string diff)
    {
        try
        {
            File.WriteAllBytes(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(diff));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ProblemException(ReportErrors.FileUnwritable.About(path, e, ("path", path), ("reason", e.Message)));
        }
    }
}
