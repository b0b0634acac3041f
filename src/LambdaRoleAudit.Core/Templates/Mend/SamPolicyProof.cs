using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Proves that the roles that SAM generates from patched functions equal the shared ones: the patched template is read, and the roles are
/// compared part by part.
/// </summary>
internal static class SamPolicyProof
{
    private const string AwsManaged = "arn:aws:iam::aws:policy/";

    /// <summary>Returns the edits of the functions whose generated role is proven equal to the shared one, by address.</summary>
    public static IReadOnlyDictionary<string, TemplateEdit> Find(
        MendContext context, IEnumerable<(DeclaredFunction Function, RoleUse Role)> selected, NodeReader? reader)
    {
        var none = new Dictionary<string, TemplateEdit>();
        if (reader is null || context.Stack.Format != TemplateFormat.Sam) return none;
        var candidates = new List<(string Address, string? RoleAddress, TemplateEdit Edit)>();
        var size = context.Size;
        foreach (var (function, role) in selected)
        {
            // A template that is too large is not proven. Its steps are blocked anyway.
            if (size > TemplateLimits.Bytes) return none;
            if (SamPolicyEdit.Of(context, function, role) is not { } edit) continue;
            candidates.Add((function.Declaration.Address, role.RoleAddress, edit));
            size += edit.NewText.Length;
        }

        if (candidates.Count == 0) return none;
        try
        {
            var source = context.Layout.Source;
            var text = TemplateText.Of(
                source.Path, source.Encode(TextEdits.Apply(source.Path, source.Text, candidates.Select(one => one.Edit))));
            if (reader.Read(text) is not MappingNode root) return none;
            var generated = CloudFormationReader.Read(text, root).Roles.ToLookup(role => role.Address, StringComparer.Ordinal);
            var shared = context.Stack.Roles.ToLookup(role => role.Address, StringComparer.Ordinal);
            return candidates.Where(one =>
                    generated[SamPolicyEdit.RoleOf(one.Address)].FirstOrDefault() is { } own
                    && shared[one.RoleAddress!].FirstOrDefault() is { } old && AreEqual(own, old))
                .ToDictionary(one => one.Address, one => one.Edit, StringComparer.Ordinal);
        }
        catch (ProblemException)
        {
            // A text that moved is not valid at its new place. The functions get copied roles.
            return none;
        }
    }

    private static bool AreEqual(DeclaredRole own, DeclaredRole shared)
    {
        if (own.Unknown.Count > 0 || shared.Unknown.Count > 0 || shared.DeclaredPolicies.Count > 0 || own.DeclaredPolicies.Count > 0)
            return false;
        if (own.TrustPolicy is not { } trust || shared.TrustPolicy is not { } sharedTrust) return false;
        try
        {
            return own.Path == shared.Path && own.PermissionsBoundaryArn == shared.PermissionsBoundaryArn
                && Canonical(trust) == Canonical(sharedTrust)
                && Arns(own).SetEquals(Arns(shared)) && Documents(own).SequenceEqual(Documents(shared), StringComparer.Ordinal);
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }

    /// <summary>A stack is in one partition, so an AWS managed policy is the same whichever way the partition is written.</summary>
    private static HashSet<string> Arns(DeclaredRole role) => role.ManagedPolicyArns
        .Select(arn => arn.StartsWith(AwsManaged, StringComparison.Ordinal) ? AwsManagedPolicies.Arn(arn[AwsManaged.Length..]) : arn)
        .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Documents(DeclaredRole role) =>
        role.InlinePolicies.Select(policy => Canonical(policy.Document)).Order(StringComparer.Ordinal);

    private static string Canonical(string document) => PolicyDocument.Parse(document).Canonical;
}
