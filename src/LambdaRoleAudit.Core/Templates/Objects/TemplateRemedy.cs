using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The command that shows how to repair functions that share a role in templates.</summary>
internal static class TemplateRemedy
{
    /// <summary>Returns the command.</summary>
    /// <param name="functions">The functions. The sharing is seen only if all of their templates are read together.</param>
    public static string Of(IReadOnlyCollection<Declaration> functions)
    {
        var files = functions.Select(function => function.File).Distinct(StringComparer.Ordinal).ToList();
        var isCdk = functions.All(function => function.ConstructPath is not null);
        IEnumerable<string> paths = isCdk && files.Count > 1 ? [Folder(files)] : files;
        return $"Get-LambdaRoleRepairPlan -Path {string.Join(", ", paths.Select(Quoted))} | "
            + (isCdk ? "Select-Object -ExpandProperty Snippet" : "Export-LambdaRoleTemplate -AsPatch");
    }

    /// <summary>The stacks of an app know each other only if their folder is read.</summary>
    private static string Folder(IReadOnlyList<string> files)
    {
        var folder = Parent(files[0]);
        while (folder.Length > 0 && !files.All(file => $"{Parent(file)}/".StartsWith($"{folder}/", StringComparison.Ordinal)))
            folder = Parent(folder);
        return folder.Length > 0 ? folder : ".";
    }

    private static string Parent(string path) => Path.GetDirectoryName(path)?.Replace('\\', '/') ?? "";

    private static string Quoted(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";
}
