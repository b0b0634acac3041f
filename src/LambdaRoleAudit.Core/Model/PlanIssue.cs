namespace LambdaRoleAudit.Model;

/// <summary>An issue that blocks a repair step, or that the user should know before the step is applied.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Message">What the issue is, and what to do about it.</param>
public sealed record PlanIssue(string Id, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => VisibleText.Of(Message);
}
