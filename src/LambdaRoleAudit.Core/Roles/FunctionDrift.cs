using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Finds what others changed in a function between two reads. A new revision id alone is not enough, because Lambda also changes it for
/// each change of state.
/// </summary>
internal static class FunctionDrift
{
    private static readonly string[] States = [
        "Pending", "Active", "Inactive", "Failed", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting"];
    private static readonly string[] UpdateStates = ["Successful", "Failed", "InProgress"];

    /// <summary>Returns the differences, except revision id and state; empty if there are none.</summary>
    public static IEnumerable<string> Between(FunctionDetail before, FunctionDetail now)
    {
        if (!before.Function.Role.Equals(now.Function.Role, StringComparison.OrdinalIgnoreCase)) yield return $"role ({now.Function.Role})";
        if (before.Function.FunctionArn != now.Function.FunctionArn) yield return "function ARN";
        if (before.CodeSha256 != now.CodeSha256) yield return "code";
        if (before.IsInVpc != now.IsInVpc) yield return "VPC";
        if (before.TracingMode != now.TracingMode) yield return "tracing";
        if (before.DeadLetterTargetArn != now.DeadLetterTargetArn) yield return "dead-letter queue";
        if (!before.FileSystemArns.SequenceEqual(now.FileSystemArns)) yield return "file systems";
        if (before.KmsKeyArn != now.KmsKeyArn) yield return "KMS key";
        if (before.LogGroup != now.LogGroup) yield return "log group";
        if (before.PackageType != now.PackageType) yield return "package type";
        if (!before.LayerArns.SequenceEqual(now.LayerArns)) yield return "layers";
        if (before.IsDurable != now.IsDurable) yield return "durable configuration";
        if (!before.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .SequenceEqual(now.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))) yield return "tags";
        var (was, isNow) = (Plain(before), Plain(now));
        if (was with { LastModified = null } != isNow with { LastModified = null }) yield return "runtime, handler, memory or time-out";
        // Any other change, for example to environment variables, which are never read.
        else if (was.LastModified != isNow.LastModified)
            yield return FormattableString.Invariant($"configuration (last modified {isNow.LastModified:u})");
    }

    /// <summary>
    /// Returns a state that this version does not know, in words; null if all states are known. A function with an unknown state is not
    /// changed.
    /// </summary>
    public static string? UnknownState(FunctionDetail detail) =>
        detail.State is { } state && !States.Contains(state) ? $"its state is '{state}', which this version does not recognize"
        : detail.LastUpdateStatus is { } update && !UpdateStates.Contains(update)
            ? $"its update status is '{update}', which this version does not recognize"
            : null;

    private static FunctionConfiguration Plain(FunctionDetail detail) =>
        (detail.Function.Configuration ?? new FunctionConfiguration(null, null, null, null, 0, 0, null, null)) with { RevisionId = null };
}
