namespace LambdaRoleAudit.Model;

/// <summary>
/// The template of IAM role manager that a role was created from (IAM API reference, SourceRoleTemplate). IAM leaves it out for
/// all other roles.
/// </summary>
/// <param name="TemplateArn">Its ARN: <c>arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1</c>.</param>
/// <param name="TemplateMinorVersion">Its minor version; null where it was not given.</param>
public sealed record SourceRoleTemplate(string TemplateArn, int? TemplateMinorVersion)
{
    private const string PowerUserName = "PowerUserRoleTemplate";

    /// <summary>Its name: what stands behind the last slash of its ARN, less the version.</summary>
    public string Name => Arn.NameIn(TemplateArn).Split(':')[0];

    /// <summary>
    /// It is the template for any service and task, which Lambda's console uses (IAM user guide, "Overview of role templates").
    /// </summary>
    internal bool IsPowerUser => Name == PowerUserName;

    /// <summary>Its ARN.</summary>
    public override string ToString() => TemplateArn;
}
