using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Repair;

/// <summary>Decides whether an alias can be moved. Pure: the plan and the change decide alike.</summary>
internal static class AliasDecision
{
    /// <summary>Returns what blocks the move; empty if nothing does.</summary>
    /// <param name="latest">The function itself.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version that the alias points to; null if it could not be read.</param>
    /// <param name="provisioned">The provisioned concurrency of the alias and of its version; null if there is none.</param>
    /// <param name="sourceRoleArn">The source role, from which the alias is moved.</param>
    /// <param name="allowProvisioned">True if provisioned concurrency is allowed.</param>
    public static IEnumerable<PlanIssue> Blockers(
        FunctionVersion latest, FunctionAlias alias, FunctionVersion? version,
        (ProvisionedConcurrency? OfAlias, ProvisionedConcurrency? OfVersion) provisioned, string sourceRoleArn, bool allowProvisioned)
    {
        if (alias.AdditionalVersions.Count > 0)
        {
            yield return new PlanIssue(
                "AliasWeighted",
                $"Alias {alias.Name} sends calls to several versions ({alias.FunctionVersion}, "
                + $"{string.Join(", ", alias.AdditionalVersions)}), and Lambda requires the same role in both. Finish the deployment, and "
                + "run the command again.");
            yield break;
        }

        if (version is null) yield break;
        if (!version.Role.Equals(sourceRoleArn, StringComparison.OrdinalIgnoreCase))
        {
            yield return new PlanIssue(
                "AliasOnOtherRole",
                $"Alias {alias.Name} points to version {version.Version}, which runs under {version.Role}, not under the source role "
                + $"{sourceRoleArn}.");
            yield break;
        }

        if (alias.RevisionId is null)
            yield return new PlanIssue(
                "AliasRevisionUnknown", $"Lambda returned no RevisionId of alias {alias.Name}, so a later change could not be detected.");
        if (Difference(latest, version) is { } difference)
            yield return new PlanIssue("AliasDiffers", $"Alias {alias.Name} points to version {version.Version}. {difference}");
        if (provisioned.OfVersion is { } kept)
            yield return new PlanIssue(
                "AliasVersionHasProvisionedConcurrency",
                FormattableString.Invariant($"Version {version.Version} has provisioned concurrency ({kept.Requested} execution ")
                + $"environments), which stays with the version: calls of alias {alias.Name} would start on demand. Configure it for the "
                + "alias instead.");
        if (provisioned.OfAlias is not null && !allowProvisioned)
            yield return new PlanIssue(
                "AliasHasProvisionedConcurrency",
                FormattableString.Invariant(
                    $"Alias {alias.Name} has provisioned concurrency ({provisioned.OfAlias.Requested} execution environments), which ")
                + "Lambda allocates again for the new version. To move the alias anyway, use -AllowProvisionedConcurrency.");
    }

    /// <summary>Returns why a version must not be published for callers of another, in words; null if both are equal.</summary>
    /// <param name="latest">The function itself, which would be published.</param>
    /// <param name="version">The version that callers use.</param>
    public static string? Difference(FunctionVersion latest, FunctionVersion version)
    {
        var compared = AliasComparison.Of(latest, version);
        if (compared.Differences.Count > 0)
            return $"$LATEST differs from it in: {NameList.Few(compared.Differences)}. To publish $LATEST would ship what was not "
                + "released. Release a version of $LATEST with your deployment tool, or deploy the code of the version to $LATEST, and run "
                + "the command again.";
        return compared.Unknown.Count > 0
            ? $"It is unknown whether $LATEST differs from it: Lambda did not return {string.Join(", ", compared.Unknown)}. For "
                + "environment variables, allow kms:Decrypt with the function's key."
            : null;
    }
}
