namespace LambdaRoleAudit.Model;

/// <summary>
/// The IAM role manager template that a role was created from (IAM API reference, SourceRoleTemplate). IAM omits it for all other roles.
/// </summary>
/// <param name="TemplateArn">The template's ARN: <c>arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1</c>.</param>
/// <param name="TemplateMinorVersion">The template's minor version; null if it was not given.</param>
public sealed record SourceRoleTemplate(string TemplateArn, int? TemplateMinorVersion)
{
    private const string PowerUserName = "PowerUserRoleTemplate";

    /// <summary>The template's name: the text after the last slash of its ARN, without the version.</summary>
    public string Name => Arn.NameIn(TemplateArn).Split(':')[0];

    /// <summary>
    /// True if this is the template for any service and task, which Lambda's console uses (IAM user guide, "Overview of role templates").
    /// </summary>
    internal bool IsPowerUser => Name == PowerUserName;

    /// <summary>Returns the template's ARN.</summary>
    public override string ToString() => TemplateArn;
}
