namespace LambdaRoleAudit.Templates;

/// <summary>What a CDK manifest names.</summary>
internal enum CdkFileKind
{
    /// <summary>A template.</summary>
    Template,

    /// <summary>A folder with a manifest of its own.</summary>
    Assembly,
}
