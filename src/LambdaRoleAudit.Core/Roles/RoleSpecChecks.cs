using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// Finds what IAM would reject about a role, before any call (IAM user guide, "IAM and AWS STS quotas"; IAM API reference, CreateRole).
/// </summary>
public static class RoleSpecChecks
{
    /// <summary>The number of managed policies that a role can have by default.</summary>
    public const int DefaultAttachedPolicies = 10;

    /// <summary>The maximum number of managed policies that a role can have, with the highest quota.</summary>
    public const int MostAttachedPolicies = 25;

    private const int MostTags = 50;
    private const int InlinePolicySize = 10_240;
    private const int ManagedPolicySize = 6_144;
    private const int LongestDescription = 1_000;

    /// <summary>Returns the problems; empty if the role can be created.</summary>
    /// <param name="spec">The role.</param>
    /// <param name="partition">The partition of the role.</param>
    public static IEnumerable<Problem> Find(RoleSpec spec, string partition)
    {
        if (!RoleNames.IsValid(spec.RoleName)) yield return RoleErrors.InvalidRoleName.About(spec.RoleName, ("role", spec.RoleName));
        if (!RoleNames.IsValidPath(spec.Path))
            yield return RoleErrors.InvalidPath.About(spec.Path, ("path", spec.Path));
        if (spec.Description is { } description && (description.Length > LongestDescription || !HasPolicyCharacters(description)))
            yield return RoleErrors.InvalidDescription.About(null);
        if (spec.MaxSessionDuration is < 3600 or > 43200)
            yield return RoleErrors.InvalidMaxSessionDuration.About(spec.MaxSessionDuration, ("seconds", spec.MaxSessionDuration));
        foreach (var problem in Tags(spec)) yield return problem;
        var managed = spec.AttachedPolicyArns.Count + spec.CreatedPolicies.Count;
        if (managed > MostAttachedPolicies)
            yield return RoleErrors.TooManyPolicies.About(
                spec.RoleName, ("role", spec.RoleName), ("count", managed), ("quota", MostAttachedPolicies));
        foreach (var arn in spec.PermissionsBoundaryArn is { } boundary
            ? spec.AttachedPolicyArns.Append(boundary)
            : spec.AttachedPolicyArns)
            if (PolicyArn(arn, partition) is { } problem) yield return problem;
        foreach (var problem in Documents(spec)) yield return problem;
    }

    private static IEnumerable<Problem> Tags(RoleSpec spec)
    {
        var tags = spec.AllTags;
        if (tags.Count > MostTags)
            yield return RoleErrors.TooManyTags.About(spec.RoleName, ("count", tags.Count));
        foreach (var (key, value) in spec.Tags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                yield return RoleErrors.InvalidTag.About(key, ("key", key));
        }
    }

    private static Problem? PolicyArn(string text, string partition)
    {
        if (!Arn.TryParse(text, out var arn) || arn.Service != "iam" || !arn.Resource.StartsWith("policy/", StringComparison.Ordinal))
            return PolicyErrors.InvalidPolicyArn.About(text, ("arn", text));
        return arn.Partition == partition ? null
            : PolicyErrors.PolicyOfAnotherPartition.About(
                text, ("arn", text), ("policyPartition", arn.Partition), ("rolePartition", partition));
    }

    private static IEnumerable<Problem> Documents(RoleSpec spec)
    {
        var policies = spec.InlinePolicies.Concat(spec.CreatedPolicies);
        foreach (var (name, text) in policies.Append(new InlinePolicy("The trust policy", spec.TrustPolicy)))
        {
            var isTrust = ReferenceEquals(text, spec.TrustPolicy);
            if (!isTrust && !RoleNames.IsValidPolicyName(name))
                yield return PolicyErrors.InvalidPolicyName.About(name, ("name", name));
            PolicyDocument? document = null;
            Problem? problem = null;
            try
            {
                document = PolicyDocument.Parse(text);
            }
            catch (PolicyFormatException e)
            {
                problem = PolicyErrors.InvalidDocument.About(name, ("document", name), ("reason", e.Message));
            }

            if (problem is not null) yield return problem;
            if (document is not null)
                foreach (var fault in Faults(name, document, isTrust)) yield return fault;
        }

        var size = spec.InlinePolicies.Sum(policy => SizeOf(policy.Document));
        if (size > InlinePolicySize)
            yield return PolicyErrors.PoliciesTooLarge.About(spec.RoleName, ("size", size), ("quota", InlinePolicySize));
        foreach (var (name, document) in spec.CreatedPolicies.Where(policy => SizeOf(policy.Document) > ManagedPolicySize))
            yield return PolicyErrors.PolicyTooLarge.About(
                name, ("policy", name), ("size", SizeOf(document)), ("quota", ManagedPolicySize));
    }

    private static IEnumerable<Problem> Faults(string name, PolicyDocument document, bool isTrust)
    {
        if (!HasPolicyCharacters(document.Text))
            yield return PolicyErrors.DocumentCharacters.About(name, ("document", name));
        if (document.Statements.Count == 0) yield return PolicyErrors.DocumentWithoutStatement.About(name, ("document", name));
        var sids = document.Statements.Select(statement => statement.Sid).Where(sid => !string.IsNullOrEmpty(sid)).ToList();
        if (sids.Distinct(StringComparer.Ordinal).Count() < sids.Count)
            yield return PolicyErrors.SidTwice.About(name, ("document", name));
        foreach (var statement in document.Statements)
        {
            if (statement.UnknownElements.Count > 0)
                yield return PolicyErrors.StatementElements.About(
                    name, ("document", name), ("elements", string.Join(", ", statement.UnknownElements)));
            if (statement.Sid is { } sid && !isTrust && !sid.All(char.IsAsciiLetterOrDigit))
                yield return PolicyErrors.SidCharacters.About(name, ("document", name), ("sid", sid));
            if (isTrust == (statement.Principals is null))
                yield return isTrust
                    ? PolicyErrors.StatementWithoutPrincipal.About(name, ("document", name))
                    : PolicyErrors.StatementWithPrincipal.About(name, ("document", name));
            if (!isTrust && statement.Resources is null)
                yield return PolicyErrors.StatementWithoutResource.About(name, ("document", name));
            foreach (var actionName in statement.Actions.Values.Where(value =>
                value != "*" && !value.Contains(':', StringComparison.Ordinal)))
                yield return PolicyErrors.ActionWithoutService.About(name, ("document", name), ("action", actionName));
        }

        foreach (var unknown in document.UnknownElements)
            yield return PolicyErrors.DocumentElement.About(name, ("document", name), ("element", unknown));
    }

    /// <summary>"IAM doesn't count white space when calculating the size of a policy".</summary>
    private static int SizeOf(string document) => document.Count(c => !char.IsWhiteSpace(c));

    private static bool HasPolicyCharacters(string text) => text.All(c => c is '\t' or '\n' or '\r' or (>= ' ' and <= '\u00FF'));
}
