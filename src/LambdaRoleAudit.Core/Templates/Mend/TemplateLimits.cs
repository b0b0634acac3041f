using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// CloudFormation's quotas for a template
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
/// </summary>
internal static class TemplateLimits
{
    /// <summary>Resources in a template.</summary>
    public const int Resources = 500;

    /// <summary>Bytes of a template in Amazon S3: 1 MB.</summary>
    public const int Bytes = 1_000_000;

    /// <summary>Bytes of a template in a request.</summary>
    public const int BytesInRequest = 51_200;

    /// <summary>Returns the steps, blocked if the template would be too large with all of them that can be applied.</summary>
    public static IReadOnlyList<LambdaTemplateRepairStep> Check(
        MendContext context, IReadOnlyList<LambdaTemplateRepairStep> steps, int newResources)
    {
        var edits = steps.Where(step => step.CanApply).SelectMany(step => step.Edits).ToList();
        if (edits.Count == 0) return steps;
        var resources = context.Resources.Entries.Count + newResources;
        var before = context.Layout.Source.Encode(context.Layout.Text).Length;
        var bytes = before + edits.Sum(edit => Encoding.UTF8.GetByteCount(edit.NewText) - Encoding.UTF8.GetByteCount(edit.OldText));
        if (resources > Resources) return Blocked(steps, TemplateIssues.TooManyResources(resources, Resources));
        if (bytes > Bytes) return Blocked(steps, TemplateIssues.TemplateTooLarge(bytes, Bytes));
        if (before > BytesInRequest || bytes <= BytesInRequest) return steps;
        var warning = TemplateIssues.NeedsBucket(bytes, BytesInRequest);
        return [.. steps.Select(step => step.CanApply ? step with { Warnings = [.. step.Warnings, warning] } : step)];
    }

    /// <summary>Returns the steps; those that can be applied are blocked.</summary>
    public static IReadOnlyList<LambdaTemplateRepairStep> Blocked(IReadOnlyList<LambdaTemplateRepairStep> steps, PlanIssue issue) =>
        [.. steps.Select(step => step.CanApply
            ? step with { Blockers = [issue], Edits = [], TargetRole = null, Proof = "Unknown", ProofReason = issue.Message }
            : step)];
}
