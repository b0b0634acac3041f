using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a patched text as a template again: each function must have the role that its step says. A plan that was edited, and an edit at a
/// wrong place, are found before anything is written.
/// </summary>
internal static class PatchedRoles
{
    /// <summary>Returns the first step whose function does not have its new role; null if all do.</summary>
    /// <param name="text">The patched text.</param>
    /// <param name="root">The parsed text.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="reader">Reads the files that a Serverless service names.</param>
    public static LambdaTemplateRepairStep? Missing(
        TemplateText text, TemplateNode root, IEnumerable<LambdaTemplateRepairStep> steps, NodeReader reader)
    {
        var open = steps.Where(step => IsHere(step, text.Path)).ToList();
        if (open.Count == 0) return null;
        if (root is not MappingNode mapping) return open[0];
        var stack = open[0].Declaration.Format == TemplateFormat.Serverless
            ? ServerlessReader.Read(text, mapping, reader)
            : CloudFormationReader.Read(text, mapping);
        var functions = stack.Functions.ToLookup(function => function.Declaration.Address, StringComparer.Ordinal);
        return open.Find(step => !functions[step.Declaration.Address].Any(function => function.Roles.All(
            use => use.RoleAddress == step.TargetRole || use.Key == $"${{{step.TargetRole}.Arn}}")));
    }

    /// <summary>The same for a .tf file. A new role's address ends with that of its resource in the module.</summary>
    /// <param name="text">The patched text.</param>
    /// <param name="body">What it contains.</param>
    /// <param name="steps">The steps.</param>
    public static LambdaTemplateRepairStep? Missing(TemplateText text, HclBody body, IEnumerable<LambdaTemplateRepairStep> steps)
    {
        var file = new HclFile(text, body);
        var roles = body.OfType("resource").Where(block => block.Label(0) == "aws_lambda_function")
            .ToLookup(block => block.Label(1), block => new HclItem(file, block)["role"]?.Written, StringComparer.Ordinal);
        return steps.FirstOrDefault(step => IsHere(step, text.Path)
            && !roles[Last(step.Declaration.Address)].Contains($"aws_iam_role.{Last(step.TargetRole!)}.arn"));

        static string Last(string address) => address[(address.LastIndexOf('.') + 1)..];
    }

    private static bool IsHere(LambdaTemplateRepairStep step, string path) => step.TargetRole is not null && step.Declaration.Path == path;
}
