using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Small files that are read whole.</summary>
internal static class TextFiles
{
    /// <summary>The file's text.</summary>
    /// <exception cref="ProblemException">It cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (InputProblems.IsOfFile(e))
        {
            throw new ProblemException(InputProblems.OfFile(path, e));
        }
    }
}
