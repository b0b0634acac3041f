namespace LambdaRoleAudit.Templates;

/// <summary>What a CDK manifest names.</summary>
internal enum CdkFileKind
{
    /// <summary>A template.</summary>
    Template,

    /// <summary>A list of files that are published before the deployment. A nested stack's template is one of them.</summary>
    Assets,

    /// <summary>A folder with a manifest of its own.</summary>
    Assembly,
}
