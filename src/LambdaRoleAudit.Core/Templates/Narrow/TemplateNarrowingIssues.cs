using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What prevents that a declared role is narrowed. The ids are stable.</summary>
internal static class TemplateNarrowingIssues
{
    public static PlanIssue UsageMissing(string function) => new(
        "UsageMissing",
        $"-Usage does not contain a deployed function of {function}, so it is not known what the function used. Read it with "
        + "Get-LambdaRoleUsage -FunctionName and the deployed function's name.");

    public static PlanIssue SeveralDeployments(IEnumerable<string> functions) => new(
        "UsageAmbiguous",
        $"-Usage contains several deployed functions of this declaration: {NameList.Few(functions)}. Specify the usage of one of them.");

    public static PlanIssue NotDetermined(string reason) => new(
        "PolicyUnread", $"The role's policies depend on values that the template does not decide: {reason}");

    public static PlanIssue DocumentUnknown(string arn) => new(
        "PolicyUnread", $"The document of managed policy {arn} is not in the template, so that it cannot be narrowed. Use -Strategy Copy.");

    public static PlanIssue SymbolIn(string element, string policy) => new(
        "PolicyUnread",
        $"{element} in policy {policy} has a value that is known at deployment only, so that it cannot be narrowed. Use -Strategy Copy.");

    public static PlanIssue NotValid(string policy, string fault) => new(
        "PolicyUnread", $"Policy {policy} is not a valid IAM policy, so that it cannot be narrowed. {fault} Correct it first.");

    public static PlanIssue NotWritable(string policy) => new(
        "NarrowedNotWritable",
        $"The narrowed policy {policy} cannot be written with the template's own values. Use -Strategy Copy.");

    public static PlanIssue TooLarge() => new(
        "PoliciesTooLarge",
        "The narrowed policies are larger than the inline policies of a role can be (10,240 characters). Use -Strategy Copy.");

    public static PlanIssue NotProven(string role) => new(
        "NarrowedNotProven", $"It is not proven that the narrowed policies grant no more than role {role}. Use -Strategy Copy.");
}
