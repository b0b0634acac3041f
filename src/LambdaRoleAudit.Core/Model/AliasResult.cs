namespace LambdaRoleAudit.Model;

/// <summary>The result of moving an alias, or of undoing that.</summary>
/// <param name="Name">The alias's name; <c>*</c> if the aliases could not be listed.</param>
/// <param name="AliasArn">The alias's ARN.</param>
/// <param name="FromVersion">The version that the alias pointed to.</param>
/// <param name="ToVersion">The version that the alias points to now; null if that is not known.</param>
/// <param name="Status">The result.</param>
/// <param name="Reason">The reason, if there is something to explain.</param>
public sealed record AliasResult(
    string Name, string AliasArn, string FromVersion, string? ToVersion, AliasStatus Status, string? Reason = null)
{
    /// <summary>Returns the result on one line.</summary>
    public override string ToString() => VisibleText.Of(
        Status is AliasStatus.Moved or AliasStatus.Restored ? $"{Name}: {Status} from version {FromVersion} to {ToVersion}"
        : $"{Name}: {Status}{(Reason is null ? "" : $": {Reason}")}");
}
