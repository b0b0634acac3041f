namespace LambdaRoleAudit.Templates;

/// <summary>What a template says about a parameter's value.</summary>
internal static class CfnParameter
{
    /// <summary>True if the value can have a wildcard: nothing lists the values that are allowed, or one of them has.</summary>
    public static bool IsFree(TemplateNode parameter) =>
        AllowedValues(parameter) is not { } values || values.Any(value => value.AsSpan().IndexOfAny('*', '?') >= 0);

    /// <summary>The values that are allowed; null if any is.</summary>
    public static IReadOnlyList<string>? AllowedValues(TemplateNode? parameter) =>
        (parameter as MappingNode)?["AllowedValues"] is SequenceNode { Items.Count: > 0 } list
        && list.Items.All(item => item.Target is ScalarNode)
            ? [.. list.Items.Select(item => ((ScalarNode)item.Target).Value)]
            : null;
}
