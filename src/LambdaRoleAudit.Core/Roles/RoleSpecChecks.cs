using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// What IAM would refuse of a role, found before any call (IAM user guide, "IAM and AWS STS quotas"; IAM API reference,
/// CreateRole).
/// </summary>
public static class RoleSpecChecks
{
    /// <summary>The managed policies that a role can have unless the account's quota is raised.</summary>
    public const int DefaultAttachedPolicies = 10;

    /// <summary>The most managed policies that a role can have, with the quota raised as far as it goes.</summary>
    public const int MostAttachedPolicies = 25;

    private const int MostTags = 50;
    private const int InlinePolicySize = 10_240;
    private const int LongestDescription = 1_000;

    /// <summary>The problems; none where the role can be made.</summary>
    /// <param name="spec">The role.</param>
    /// <param name="partition">The partition that it will be in.</param>
    public static IEnumerable<Problem> Find(RoleSpec spec, string partition)
    {
        if (!RoleNames.IsValid(spec.RoleName)) yield return RoleProblems.InvalidRole(spec.RoleName) with { ErrorId = "InvalidRoleName" };
        if (!RoleNames.IsValidPath(spec.Path))
            yield return Invalid(
                "InvalidPath", $"'{spec.Path}' is no path.",
                "A path begins and ends with a slash and has at most 512 printable characters: /service-role/, for one.", spec.Path);
        if (spec.Description is { } description && (description.Length > LongestDescription || !HasPolicyCharacters(description)))
            yield return Invalid(
                "InvalidDescription", "The description is longer than 1,000 characters, or has characters that IAM does not take.",
                "Shorten it; use characters of Latin-1.", null);
        if (spec.MaxSessionDuration is < 3600 or > 43200)
            yield return Invalid(
                "InvalidMaxSessionDuration",
                FormattableString.Invariant($"A session of {spec.MaxSessionDuration} seconds is not possible."),
                "Give 3600 to 43200 seconds.", spec.MaxSessionDuration);
        foreach (var problem in Tags(spec)) yield return problem;
        if (spec.AttachedPolicyArns.Count > MostAttachedPolicies)
            yield return RoleProblems.TooManyPolicies(spec.RoleName, spec.AttachedPolicyArns.Count, MostAttachedPolicies);
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
            yield return Invalid(
                "TooManyTags", FormattableString.Invariant($"{tags.Count} tags, ours included, are more than the 50 that a role can have."),
                "Leave some out.", spec.RoleName);
        foreach (var (key, value) in spec.Tags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                yield return Invalid(
                    "InvalidTag", $"'{key}' is no tag that a role can have.",
                    "A key has 1 to 128 characters and does not begin with aws:, a value has at most 256.", key);
        }
    }

    private static Problem? PolicyArn(string text, string partition)
    {
        if (!Arn.TryParse(text, out var arn) || arn.Service != "iam" || !arn.Resource.StartsWith("policy/", StringComparison.Ordinal))
            return Invalid(
                "InvalidPolicyArn", $"'{text}' is no ARN of a managed policy.",
                "Write it whole: arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole, for one.", text);
        return arn.Partition == partition ? null
            : Invalid(
                "PolicyOfAnotherPartition", $"Policy '{text}' is of partition {arn.Partition}, the role of {partition}.",
                $"Use the policy of partition {partition}.", text);
    }

    private static IEnumerable<Problem> Documents(RoleSpec spec)
    {
        foreach (var (name, text) in spec.InlinePolicies.Append(new InlinePolicy("the trust policy", spec.TrustPolicy)))
        {
            var isTrust = ReferenceEquals(text, spec.TrustPolicy);
            if (!isTrust && !RoleNames.IsValidPolicyName(name))
                yield return Invalid(
                    "InvalidPolicyName", $"'{name}' is no name of an inline policy.",
                    "A name has 1 to 128 characters of A-Z, a-z, 0-9 and _+=,.@-.", name);
            PolicyDocument? document = null;
            Problem? problem = null;
            try
            {
                document = PolicyDocument.Parse(text);
            }
            catch (PolicyFormatException e)
            {
                problem = Invalid(
                    "InvalidPolicyDocument", $"{name} is no IAM policy document: {e.Message}", "Correct the document at that place.", name);
            }

            if (problem is not null) yield return problem;
            if (document is not null)
                foreach (var fault in Faults(name, document, isTrust)) yield return fault;
        }

        var size = spec.InlinePolicies.Sum(policy => SizeOf(policy.Document));
        if (size > InlinePolicySize)
            yield return Invalid(
                "PoliciesTooLarge",
                FormattableString.Invariant(
                    $"The inline policies have {size} characters in all, white space not counted; IAM takes {InlinePolicySize}."),
                "Move permissions to managed policies, or shorten lists with wildcards.", spec.RoleName);
    }

    private static IEnumerable<Problem> Faults(string name, PolicyDocument document, bool isTrust)
    {
        const string action = "Correct the document.";
        if (!HasPolicyCharacters(document.Text))
            yield return Invalid(
                "InvalidPolicyDocument", $"{name} has characters that IAM does not take.",
                "Policy documents hold tab, line breaks and U+0020 to U+00FF only.", name);
        if (document.Statements.Count == 0) yield return Invalid("InvalidPolicyDocument", $"{name} has no statement.", action, name);
        var sids = document.Statements.Select(statement => statement.Sid).Where(sid => !string.IsNullOrEmpty(sid)).ToList();
        if (sids.Distinct(StringComparer.Ordinal).Count() < sids.Count)
            yield return Invalid("InvalidPolicyDocument", $"{name} has a Sid twice.", "Each Sid may stand once in a document.", name);
        foreach (var statement in document.Statements)
        {
            if (statement.UnknownElements.Count > 0)
                yield return Invalid(
                    "InvalidPolicyDocument", $"{name} has elements that IAM does not know: {string.Join(", ", statement.UnknownElements)}.",
                    action, name);
            if (statement.Sid is { } sid && !isTrust && !sid.All(char.IsAsciiLetterOrDigit))
                yield return Invalid(
                    "InvalidPolicyDocument", $"{name} has a Sid with other characters than letters and digits: '{sid}'.", action, name);
            if (isTrust == (statement.Principals is null))
                yield return Invalid(
                    "InvalidPolicyDocument",
                    isTrust
                        ? $"{name} has a statement without Principal."
                        : $"{name} has a statement with Principal: an identity policy has none.", action, name);
            if (!isTrust && statement.Resources is null)
                yield return Invalid("InvalidPolicyDocument", $"{name} has a statement without Resource.", action, name);
            foreach (var actionName in statement.Actions.Values.Where(value =>
                value != "*" && !value.Contains(':', StringComparison.Ordinal)))
                yield return Invalid(
                    "InvalidPolicyDocument", $"{name} names an action without a service: '{actionName}'.",
                    "Write service:Action, s3:GetObject for one.", name);
        }

        foreach (var unknown in document.UnknownElements)
            yield return Invalid("InvalidPolicyDocument", $"{name} has an element that IAM does not know: {unknown}.", action, name);
    }

    /// <summary>"IAM doesn't count white space when calculating the size of a policy".</summary>
    private static int SizeOf(string document) => document.Count(c => !char.IsWhiteSpace(c));

    private static bool HasPolicyCharacters(string text) => text.All(c => c is '\t' or '\n' or '\r' or (>= ' ' and <= '\u00FF'));

    private static Problem Invalid(string id, string message, string action, object? target) =>
        new(id, ProblemKind.InvalidInput, message, action, target);
}
