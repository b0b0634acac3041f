using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A function cannot get a role of its own by edits of the service file.</summary>
internal sealed class ServerlessBlocked(PlanIssue issue) : Exception(issue.Message)
{
    /// <summary>The reason.</summary>
    public PlanIssue Issue { get; } = issue;
}
