using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>The blocks of a module that name a role, or the role of a function, or a version of a function.</summary>
internal static partial class HclRoleUses
{
    /// <summary>Returns the blocks that name the role, other than as the role of a function or of an attachment.</summary>
    public static IEnumerable<string> Of(HclRole role)
    {
        var isNamed = ByName(role);
        foreach (var (file, block) in Blocks(role.Scope))
        {
            var attribute = role.Attached.FirstOrDefault(one => one.Item.Block == block)?.Attribute
                ?? (block is { Type: "resource" } && block.Label(0) == "aws_lambda_function" ? "role" : null);
            if (IsReferred(file, block, attribute, role) || isNamed(Without(file, block, attribute))) yield return NameOf(block);
        }
    }

    /// <summary>Returns the blocks that name the role as that of a function, and so name another after the function has moved.</summary>
    public static IEnumerable<string> Following(HclFunction function) => Blocks(function.Scope)
        .Where(one => Refers(one.File.Written(one.Block.Span), function, "role")).Select(one => NameOf(one.Block))
        .Distinct(StringComparer.Ordinal);

    /// <summary>Returns the aliases of a function whose version is not the one that Terraform publishes with the function.</summary>
    public static IEnumerable<string> Aliases(HclFunction function) => Blocks(function.Scope)
        .Where(one => one.Block is { Type: "resource" } && one.Block.Label(0) == "aws_lambda_alias"
            && one.Block.Body["function_name"] is { } name && one.File.Written(name.Expression.Span) is var written
            && (Refers(written, function, "function_name", "arn") || written == NameOf(function))
            && one.Block.Body["function_version"] is { } version && version.Expression is not HclTemplate { Literal: "$LATEST" }
            && !Refers(one.File.Written(version.Expression.Span), function, "version"))
        .Select(one => NameOf(one.Block));

    /// <summary>True if a block refers to the role in another place than one of its attributes.</summary>
    public static bool IsReferred(HclFile file, HclBlock block, string? attribute, HclRole role) => Regex.IsMatch(
        Without(file, block, attribute), $@"\baws_iam_role\s*\.\s*{Regex.Escape(role.Item.Name)}(?![\w-])", RegexOptions.CultureInvariant);

    private static IEnumerable<(HclFile File, HclBlock Block)> Blocks(HclScope scope) =>
        scope.Module!.Files.SelectMany(file => file.Body.Blocks.Select(block => (file, block)));

    private static string NameOf(HclBlock block) =>
        string.Join('.', block.Labels.Select(label => label.Text).Prepend(block.Type == "resource" ? "" : block.Type)).TrimStart('.');

    private static string? NameOf(HclFunction function) =>
        function.Item["function_name"] is { Expression: HclTemplate } name ? name.Written : null;

    private static bool Refers(string text, HclFunction function, params string[] attributes) => Regex.IsMatch(
        text,
        $@"\baws_lambda_function\s*\.\s*{Regex.Escape(function.Item.Name)}(\[[^\]]*\])?\s*\.\s*"
        + $@"({string.Join('|', attributes)})(?![\w-])",
        RegexOptions.CultureInvariant);

    private static string Without(HclFile file, HclBlock block, string? attribute) =>
        attribute is not null && block.Body[attribute] is { } own
            ? file.Written(new(block.Span.Start, own.Span.Start)) + file.Written(new(own.Span.End, block.Span.End))
            : file.Written(block.Span);

    /// <summary>Returns a test of whether a text has the role's ARN as text: with its name, as that is known or as it is written.</summary>
    private static Func<string, bool> ByName(HclRole role)
    {
        if (role.Item["name"] is not { } name) return _ => false;
        var known = HclDocuments.Text(name, role.Scope, role.Instance) is { } text && !Symbol.IsIn(text) ? text : null;
        var written = name.Expression is HclTemplate ? name.Written.Trim('"') : $"${{{name.Written}}}";
        return block => ArnOfRole().Matches(block).Any(match => match.Groups[1].Value.Split('/').Any(part =>
            part == written || (known is not null && IsPattern(part, known))));
    }

    /// <summary>True if a part of an ARN, with its wildcards and what is computed in it, can be a name, and is not any name.</summary>
    private static bool IsPattern(string part, string name)
    {
        var pattern = Computed().Replace(part, "*");
        return RoleNamePattern.HasWord(pattern) && RoleNamePattern.Meet(pattern, name, isLoose: false);
    }

    // With what is computed in it: "role/${var.stage}-shared".
    [GeneratedRegex(@"\brole/((?:\$\{[^}]*\}|[^\s""'\\,\]])+)")]
    private static partial Regex ArnOfRole();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex Computed();
}
