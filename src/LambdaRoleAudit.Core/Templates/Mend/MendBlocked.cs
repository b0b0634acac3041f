using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A function cannot get a role of its own by edits. The step is blocked, and has a snippet instead.</summary>
internal sealed class MendBlocked(PlanIssue issue) : Exception(issue.Message)
{
    /// <summary>The reason.</summary>
    public PlanIssue Issue { get; } = issue;
}
