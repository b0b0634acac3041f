namespace LambdaRoleAudit.Templates;

/// <summary>A function of a service file.</summary>
internal sealed record ServerlessFunction
{
    /// <summary>The key under <c>functions</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The key's place.</summary>
    public required ScalarNode KeyNode { get; init; }

    /// <summary>The value as it is written: a mapping, an alias or a variable.</summary>
    public required TemplateNode Written { get; init; }

    /// <summary>The settings; null if they cannot be read.</summary>
    public required MappingNode? Node { get; init; }

    /// <summary>The text that the function stands in.</summary>
    public required TemplateText Text { get; init; }

    /// <summary>True if the key appears twice in a list of functions, so that the settings are merged.</summary>
    public bool IsMerged { get; init; }

    /// <summary>
    /// The key as the framework uses it in logical ids: <c>hello-world_1</c> is <c>HelloDashworldUnderscore1</c>.
    /// </summary>
    public string LogicalName => Normalized(Key);

    /// <summary>The logical id of the role that the framework (release 4) or the plugin makes for the function alone.</summary>
    public string OwnRole => $"{LogicalName}{ServerlessService.SharedRole}";

    /// <summary>The logical id of the function in the stack.</summary>
    public string LogicalId => $"{LogicalName}LambdaFunction";

    private static string Normalized(string key)
    {
        var text = key.Replace("-", "Dash", StringComparison.Ordinal).Replace("_", "Underscore", StringComparison.Ordinal);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
