namespace LambdaRoleAudit.Templates;

/// <summary>A file that a CDK manifest names.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The path: as it is written, or in full once it is resolved.</param>
internal sealed record CdkFile(CdkFileKind Kind, string Path)
{
    /// <summary>The name of the stack in CloudFormation; null for a nested stack, whose name CloudFormation makes up.</summary>
    public string? StackName { get; init; }

    /// <summary>
    /// The environment: <c>aws://account/region</c>, with <c>unknown-account</c> and <c>unknown-region</c> for what the app does not say.
    /// Null if the manifest has none, and for a nested stack, which has the environment of its parent.
    /// </summary>
    public string? Environment { get; init; }

    /// <summary>The names under which a nested stack's template is published, without the bucket.</summary>
    public IReadOnlyList<string> ObjectKeys { get; init; } = [];
}
