using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads templates from files and folders, in any of the formats.</summary>
/// <param name="yaml">Returns the YAML parser. Called only for a template in YAML.</param>
/// <param name="location">The folder from which paths are shown.</param>
public sealed class TemplateFiles(Func<IYamlParser> yaml, string location)
{
    private readonly NodeReader _nodes = new(yaml);

    /// <summary>True if a path is a template, or a folder that is read as one or several.</summary>
    /// <exception cref="ProblemException">The file cannot be opened or read.</exception>
    public static bool IsTemplate(string path) => Directory.Exists(path)
        ? CdkAssembly.IsAssembly(path) || TerraformFolderReader.IsTerraform(path)
        : CdkAssembly.IsManifest(path) || TemplateSniffer.IsTemplate(path);

    /// <summary>Reads a file, or a folder: the templates of <c>cdk synth</c>, or the .tf files of a Terraform configuration.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="onProblem">Receives a template of a folder that could not be read. The others are read.</param>
    /// <exception cref="ProblemException">The path cannot be read, or is not a template.</exception>
    public IReadOnlyList<DeclaredStack> Read(string path, Action<Problem> onProblem)
    {
        if (!Directory.Exists(path))
            return [Shown(CdkAssembly.IsAssembly(Path.GetDirectoryName(path)!) ? OfCdk(ReadFile(path)) : ReadFile(path))];
        if (!CdkAssembly.IsAssembly(path)) return [Shown(TerraformFolderReader.Read(path))];
        var problems = new List<Problem>();
        var stacks = new List<(DeclaredStack, CdkFile)>();
        foreach (var template in CdkAssembly.Stacks(path, problems))
        {
            try
            {
                stacks.Add((Shown(OfCdk(ReadFile(template.Path))), template));
            }
            catch (ProblemException e)
            {
                problems.Add(e.Problem);
            }
        }

        problems.ForEach(onProblem);
        return CdkStacks.Together(stacks);
    }

    /// <summary>
    /// What cdk synth wrote is not changed by hand, also if the app writes no paths of constructs into its templates
    /// (<c>aws:cdk:enable-path-metadata</c>).
    /// </summary>
    private static DeclaredStack OfCdk(DeclaredStack stack) => stack with
    {
        Functions = [
            .. stack.Functions.Select(function => function.Declaration.ConstructPath is null
                ? function with
                {
                    Declaration = function.Declaration with { ConstructPath = $"(logical id {function.Declaration.Address})" },
                }
                : function)],
    };

    private DeclaredStack ReadFile(string path)
    {
        if (path.EndsWith(".tf", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(TemplateErrors.TerraformFileAlone.About(
                path, ("path", path), ("folder", Path.GetDirectoryName(path))));
        if (CdkAssembly.IsManifest(path))
            throw new ProblemException(TemplateErrors.ManifestAlone.About(
                path, ("path", path), ("folder", Path.GetDirectoryName(path))));
        var text = TemplateText.Read(path);
        // A plan can be a hundred times larger than any template, and needs no places.
        if (TemplateSniffer.IsTerraform(text.Text)) return TerraformJsonReader.Read(text.Encode(text.Text), path);
        var root = _nodes.Read(text) as MappingNode
            ?? throw new ProblemException(TemplateErrors.TemplateNotRecognized.About(path, ("path", path)));
        if (ServerlessReader.IsServerless(root)) return ServerlessReader.Read(text, root, _nodes);
        return CloudFormationReader.IsTemplate(root)
            ? CloudFormationReader.Read(text, root)
            : throw new ProblemException(TemplateErrors.TemplateNotRecognized.About(path, ("path", path)));
    }

    /// <summary>Shows paths from the current location, as a person and code scanning expect them.</summary>
    private DeclaredStack Shown(DeclaredStack stack) => stack with
    {
        Functions = [.. stack.Functions.Select(function => function with { Declaration = Shown(function.Declaration) })],
        Roles = [.. stack.Roles.Select(role => role with { Declaration = Shown(role.Declaration) })],
    };

    private Declaration Shown(Declaration declaration)
    {
        var relative = Path.GetRelativePath(location, declaration.Path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? declaration
            : declaration with { File = relative.Replace('\\', '/') };
    }
}
