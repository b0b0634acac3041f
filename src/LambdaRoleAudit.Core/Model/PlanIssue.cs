namespace LambdaRoleAudit.Model;

/// <summary>Something that stands against a repair step, or that should be known before it.</summary>
/// <param name="Id">A stable id.</param>
/// <param name="Message">What it is, and what to do about it.</param>
public sealed record PlanIssue(string Id, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => VisibleText.Of(Message);
}
