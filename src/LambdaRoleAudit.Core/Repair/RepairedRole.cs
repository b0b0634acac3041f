using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// A role whose tags claim that a repair created it. Anybody with <c>iam:TagRole</c> can write tags, so a claim is trusted only if the
/// role's name was derived from it, because a role cannot be renamed.
/// </summary>
/// <param name="Role">The role.</param>
/// <param name="RepairId">The repair that its tags claim.</param>
/// <param name="FunctionArn">The function that the role was created for, as its tags claim.</param>
/// <param name="SourceRoleArn">The role that it was created from, as its tags claim.</param>
/// <param name="ContentHash">The hash of the content that it was created with, as its tags claim.</param>
public sealed record RepairedRole(ExecutionRole Role, string RepairId, string FunctionArn, string SourceRoleArn, string ContentHash)
{
    /// <summary>Returns the role with the claims in its tags; null if they do not claim that a repair created it.</summary>
    public static RepairedRole? Of(ExecutionRole role) => role.Tags.TryGetValue(RoleTags.Repair, out var repair)
        ? new RepairedRole(
            role, repair, role.Tags.GetValueOrDefault(RoleTags.Function, ""), role.Tags.GetValueOrDefault(RoleTags.Source, ""),
            role.Tags.GetValueOrDefault(RoleTags.Content, ""))
        : null;

    /// <summary>Returns the role as one that any repair created for a function; null if its name does not confirm that.</summary>
    public static RepairedRole? OwnOf(ExecutionRole role, string functionArn) =>
        Of(role) is { Mismatches.Count: 0 } repaired && repaired.FunctionArn == functionArn ? repaired : null;

    /// <summary>The function that the tags name; null if they name none.</summary>
    public FunctionReference? Function =>
        Arn.TryParse(FunctionArn, out var arn) && arn.Service == "lambda" && FunctionReference.TryParse(FunctionArn, out var function)
            && function is { Region: not null, Qualifier: null } ? function : null;

    /// <summary>The role that the tags name as source; null if they name none.</summary>
    public RoleReference? Source => Arn.TryParseRole(SourceRoleArn, out var arn) ? new RoleReference(arn.RoleName, arn) : null;

    /// <summary>
    /// The claims that are not true, in words; empty if the role's name, account and trust policy confirm them. Nothing is changed or
    /// deleted based on a claim that is not confirmed.
    /// </summary>
    public IReadOnlyList<string> Mismatches
    {
        get
        {
            var wrong = new List<string>();
            Arn.TryParse(Role.RoleArn, out var own);
            Arn.TryParse(FunctionArn, out var functionArn);
            if (Function is not { } function) wrong.Add($"its tag {RoleTags.Function} is '{FunctionArn}', which is not a function ARN");
            else if (function.AccountId != own?.AccountId || functionArn!.Partition != own?.Partition)
                wrong.Add($"its tags name function {FunctionArn}, which is not in the role's account {own?.AccountId}");
            if (Source is not { Arn: { } source }) wrong.Add($"its tag {RoleTags.Source} is '{SourceRoleArn}', which is not a role ARN");
            else if (source.AccountId != own?.AccountId || source.Partition != own?.Partition)
                wrong.Add($"its tags name source role {SourceRoleArn}, which is not in the role's account {own?.AccountId}");
            else if (source.RoleName.Equals(Role.RoleName, StringComparison.OrdinalIgnoreCase))
                wrong.Add("its tags name the role itself as its source role");
            if (ContentHash.Length == 0) wrong.Add($"it does not have the tag {RoleTags.Content}");
            if (wrong.Count == 0 && !RoleNaming.IsBound(Role.RoleName, Function!.Region!, FunctionArn, SourceRoleArn, ContentHash))
                wrong.Add(
                    $"its tags name function {FunctionArn}, source role {SourceRoleArn} and content {ContentHash}, but its name "
                    + $"'{Role.RoleName}' was not derived from them");
            if (TrustedOthers(Role.TrustPolicy ?? "") is { } others) wrong.Add(others);
            return wrong;
        }
    }

    /// <summary>True if the content is still the content that the role was created with.</summary>
    public bool IsAsMade => Role.InlinePolicies.All(policy => policy.Document is not null) && RoleContent.Of(Role).Hash == ContentHash;

    /// <summary>
    /// Returns true if the content has nothing that the source role does not have: a repair that was interrupted before the role was
    /// complete, or an undo that was interrupted before the role was deleted, leaves such a role.
    /// </summary>
    public static bool IsPart(RoleContent content, ExecutionRole source) =>
        source.Exists && source.TrustPolicy is { } trust && Part(content, source, trust);

    private static bool Part(RoleContent content, ExecutionRole source, string trust)
    {
        try
        {
            return !content.Beyond(RoleContent.Of(source) with { TrustPolicy = RepairTrust.Of(PolicyDocument.Parse(trust), out _) }).Any();
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the principals other than Lambda that a trust policy names, in words; null if it trusts only Lambda, as a repair's role
    /// does.
    /// </summary>
    internal static string? TrustedOthers(string trustPolicy)
    {
        try
        {
            var allows = PolicyDocument.Parse(trustPolicy).Statements.Where(statement => statement.Effect == PolicyEffect.Allow)
                .ToList();
            var others = allows.Where(statement => statement.Principals is null or { IsNot: true })
                .Select(_ => "every principal except those that it names")
                .Concat(
                    allows.SelectMany(statement => statement.Principals is { IsNot: false } principals ? principals.Values : [])
                        .Where(value => value != RepairTrust.LambdaText))
                .Distinct(StringComparer.Ordinal).ToList();
            return others.Count > 0
                ? $"its trust policy names principals other than Lambda: {string.Join(", ", others)}"
                : allows.Count == 0 ? "its trust policy does not allow Lambda" : null;
        }
        catch (PolicyFormatException e)
        {
            return $"its trust policy cannot be read: {e.Message}";
        }
    }
}
