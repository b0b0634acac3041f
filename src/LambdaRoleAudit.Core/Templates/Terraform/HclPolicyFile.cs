using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a policy document from a file that <c>file()</c> names, if the file is in the folder that is read. A relative path begins where
/// Terraform runs, which is the root module (Terraform language, "Filesystem and workspace info").
/// </summary>
internal static class HclPolicyFile
{
    /// <summary>Returns the text; null if the path is computed or leads out of the folder, or the file cannot be read as text.</summary>
    /// <param name="path">The argument of <c>file()</c>.</param>
    /// <param name="scope">The module that it is in.</param>
    public static string? Read(HclPlaced path, HclScope scope)
    {
        if (scope.RunFolder is not { } root) return null;
        if (PathOf(path, scope, root) is not { Length: > 0 } written) return null;
        var full = Path.GetFullPath(Path.Combine(root, written));
        if (!Folders.Hold(root, full) || InputFiles.LengthOf(full) is not (> 0 and <= InputFiles.LargestPolicy)) return null;
        try
        {
            var text = TemplateText.Read(full).Text;
            // Symbols are enclosed in these characters.
            return text.AsSpan().IndexOfAnyInRange('\uE000', '\uE002') < 0 && scope.Effort.Write(text.Length) ? text : null;
        }
        catch (ProblemException)
        {
            // The policy is then reported as not determined, as any other that is computed when Terraform runs.
            return null;
        }
    }

    private static string? PathOf(HclPlaced path, HclScope scope, string root) => path.Expression switch
    {
        HclTemplate template => template.Parts.Select(part => part.Text ?? PathOf(path.With(part.Expression!), scope, root)).ToList()
            is var parts && !parts.Contains(null) ? string.Concat(parts) : null,
        HclReference { Steps: ["path", "module"] } => scope.Module!.Folder,
        HclReference { Steps: ["path", "root" or "cwd"] } => root,
        _ => null,
    };
}
