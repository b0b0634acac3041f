namespace LambdaRoleAudit.Templates;

/// <summary>What a template says about a parameter's value.</summary>
internal static class CfnParameter
{
    /// <summary>True if the value can have a wildcard: nothing lists the values that are allowed, or one of them has.</summary>
    public static bool IsFree(TemplateNode parameter) =>
        AllowedValues(parameter) is not { } values || values.Any(value => value.AsSpan().IndexOfAny('*', '?') >= 0);

    /// <summary>
    /// The value if the deployment sets none; null if there is none. For a type that looks up a parameter of Systems Manager, the default
    /// is the name there.
    /// </summary>
    public static string? DefaultOf(TemplateNode? parameter) => (parameter as MappingNode)?["Default"] is ScalarNode { IsNull: false } value
        ? ((MappingNode)parameter)["Type"] is ScalarNode { Value: var type }
            && type.StartsWith("AWS::SSM::Parameter::Value<", StringComparison.Ordinal) ? $"{{{{resolve:ssm:{value.Value}}}}}" : value.Value
        : null;

    /// <summary>The values that are allowed; null if any is.</summary>
    public static IReadOnlyList<string>? AllowedValues(TemplateNode? parameter) =>
        (parameter as MappingNode)?["AllowedValues"] is SequenceNode { Items.Count: > 0 } list
        && list.Items.All(item => item.Target is ScalarNode)
            ? [.. list.Items.Select(item => ((ScalarNode)item.Target).Value)]
            : null;
}
