using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What one function keeps of the policies of a shared role, in the words of the module that declares the role.</summary>
/// <param name="Policies">The inline policies.</param>
/// <param name="ManagedPolicyArns">The managed policies that stay attached.</param>
/// <param name="Sources">The resource that each inline policy comes from, by its name; null for the role itself.</param>
/// <param name="Warnings">What the user should know.</param>
internal sealed partial record HclNarrowing(
    IReadOnlyList<InlinePolicy> Policies, IReadOnlyList<string> ManagedPolicyArns, IReadOnlyDictionary<string, HclItem?> Sources,
    IReadOnlyList<PlanIssue> Warnings)
{
    /// <summary>The longest name; the narrowing adds endings. An inline policy's name has 128 characters at most.</summary>
    private const int LongestName = 100;

    /// <summary>
    /// Reads the roles of one module, as if nothing called it: its variables stay symbols, which can be written in the module again.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="runFolder">The folder that Terraform runs in, where the paths of files begin.</param>
    public static IReadOnlyDictionary<string, HclRole> Roles(HclModule module, string? runFolder) =>
        HclRoles.Read(new() { Module = module, RunFolder = runFolder, Effort = new() });

    /// <summary>Returns what a function keeps.</summary>
    /// <param name="function">The function.</param>
    /// <param name="role">The role, from <see cref="Roles"/>.</param>
    /// <param name="narrow">Narrows a role.</param>
    /// <exception cref="MendBlocked">The role cannot be narrowed, or the result cannot be written.</exception>
    public static HclNarrowing Of(
        DeclaredFunction function, HclRole role, Func<DeclaredFunction, DeclaredRole, TemplateNarrowing> narrow)
    {
        if (role.Conditional.Count > 0) throw new MendBlocked(TemplateNarrowingIssues.NotDetermined(role.Conditional[0]));
        var sources = new Dictionary<string, HclItem?>(StringComparer.OrdinalIgnoreCase);
        var policies = role.Inline.Concat(role.Declared).DistinctBy(policy => (policy.PolicyName, policy.Document)).Select(policy =>
        {
            var name = NameOf(policy, sources);
            sources[name] = role.Sources.GetValueOrDefault(policy);
            return policy with { PolicyName = name };
        }).ToList();
        var narrowed = narrow(function, HclRoles.Declare(role) with
        {
            InlinePolicies = policies,
            DeclaredPolicies = [],
            ManagedPolicyArns = [.. role.Managed.Distinct(StringComparer.Ordinal)],
        });
        if (narrowed.Blockers.Count > 0) throw new MendBlocked(narrowed.Blockers[0]);
        var unwritable = narrowed.Policies.FirstOrDefault(policy => !HclPolicyText.CanWriteDocument(policy.Document))?.PolicyName
            ?? narrowed.ManagedPolicyArns.FirstOrDefault(arn => !HclPolicyText.CanWrite(arn));
        if (unwritable is not null) throw new MendBlocked(TemplateNarrowingIssues.NotWritable(Symbol.Shown(unwritable)));
        return new(narrowed.Policies, narrowed.ManagedPolicyArns, sources, narrowed.Warnings);
    }

    /// <summary>
    /// True if a text that declares a role says what was proven: read again, it has the same documents and managed policies, symbols
    /// included.
    /// </summary>
    /// <param name="module">The module that the text is to be a part of.</param>
    /// <param name="path">The file for the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="label">The role's label.</param>
    /// <param name="elsewhere">The managed policies that another text attaches.</param>
    public bool IsIn(HclModule module, string path, string text, string label, IReadOnlyCollection<string> elsewhere)
    {
        var file = TemplateText.Of(path, System.Text.Encoding.UTF8.GetBytes(text));
        HclBody body;
        try
        {
            body = HclReader.Read(file);
        }
        catch (ProblemException)
        {
            return false;
        }

        var role = Roles(new(module.Folder, [new(file, body)]), runFolder: null).GetValueOrDefault($"aws_iam_role.{label}");
        return role is { Declared.Count: 0 } && role.Inline.Count == Policies.Count
            && role.Inline.All(one => Policies.Any(policy => policy.PolicyName == one.PolicyName && IsSame(policy.Document, one.Document)))
            && role.Managed.Concat(elsewhere).ToHashSet(StringComparer.Ordinal).SetEquals(ManagedPolicyArns);
    }

    /// <summary>True if an inline policy comes from a source that meets a condition.</summary>
    public bool IsOf(InlinePolicy policy, Func<HclItem?, bool> source) =>
        Sources.Any(one => (policy.PolicyName.Equals(one.Key, StringComparison.OrdinalIgnoreCase)
            || policy.PolicyName.StartsWith($"{one.Key}-deny", StringComparison.OrdinalIgnoreCase)) && source(one.Value));

    private static bool IsSame(string one, string other) => JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other));

    /// <summary>A name that is known, and that no other policy has. The real one can be made of values of the deployment.</summary>
    private static string NameOf(InlinePolicy policy, Dictionary<string, HclItem?> taken)
    {
        var name = NotAllowed().Replace(Symbol.Replace(policy.PolicyName, (_, _) => ""), "-").Trim('-');
        if (name.Length == 0) name = "policy";
        name = name[..Math.Min(name.Length, LongestName)];
        var unused = name;
        for (var number = 2; taken.ContainsKey(unused); number++) unused = FormattableString.Invariant($"{name}-{number}");
        return unused;
    }

    [GeneratedRegex("[^A-Za-z0-9_+=,.@-]+")]
    private static partial Regex NotAllowed();
}
