namespace LambdaRoleAudit.Templates;

/// <summary>
/// Counts nodes as if YAML aliases were written out. A few lines of aliases of aliases ("billion laughs") can stand for more nodes than
/// there is memory, so a template over the limit is not read.
/// </summary>
internal static class NodeWeight
{
    /// <summary>The most nodes of a template. One of CloudFormation's maximum size, 1 MB, has at most half of it.</summary>
    public const long Most = 1_000_000;

    /// <summary>The most levels. CloudFormation's and Terraform's own formats need a few dozen.</summary>
    public const int MostLevels = 200;

    /// <summary>Adds without overflow.</summary>
    public static long Sum(long one, long other) => Math.Min(one + other, Most * 2);
}
