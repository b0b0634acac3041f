using System.Text.RegularExpressions;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.ResourcePolicies;

/// <summary>The patch of a resource's policy, with the commands that put it there and take it away.</summary>
/// <param name="Document">The patched policy.</param>
/// <param name="Statements">The statements that are new or changed.</param>
/// <param name="Commands">The commands that put the patch there.</param>
/// <param name="Removal">The commands that take it away.</param>
internal sealed partial record ResourcePatch(
    string Document, IReadOnlyList<string> Statements, IReadOnlyList<string> Commands, IReadOnlyList<string> Removal)
{
    /// <summary>Returns the patch that makes a policy treat functions as before their moves; null if there is none.</summary>
    public static ResourcePatch? Of(ResourcePolicyRecord policy, PolicyDocument document, IReadOnlyList<MovingFunction> functions)
    {
        var callers = functions.Select(function => (function.Source, function.Target)).ToList();
        if (policy.Kind == PolicyResourceKind.LambdaFunction)
        {
            // Lambda's operations add and remove single statements.
            if (StatementCopies.Of(document, callers) is not { } copies) return null;
            return new ResourcePatch(
                copies.Document, [.. copies.Added.Select(added => added.Statement)],
                [.. copies.Added.SelectMany(added => PolicyCommands.ToAdd(policy, added.Statement, added.Sid))],
                [.. copies.Added.SelectMany(added => PolicyCommands.ToRemove(policy, added.Sid))]);
        }

        return PolicyPatch.Add(document, callers, MustDelegate(policy.Kind)) is { } patch
            ? new ResourcePatch(
                patch.Document, [.. patch.Statements.Values], [.. PolicyCommands.ToPut(policy, patch.Document)],
                [.. PolicyCommands.ToRestore(policy, patch.Document)])
            : null;
    }

    /// <summary>Returns true if a policy of the kind must allow the account before the account's own policies count.</summary>
    public static bool MustDelegate(PolicyResourceKind kind) => kind is PolicyResourceKind.KmsKey or PolicyResourceKind.Role;

    /// <summary>Returns the name of a new role's grant. A grant's name has letters, digits, and <c>:/_-</c> (KMS API reference).</summary>
    public static string GrantName(PolicyCaller target, KeyGrant grant) =>
        $"{Others().Replace(Arn.NameIn(target.RoleArn), "-")}/{grant.GrantId[..Math.Min(16, grant.GrantId.Length)]}";

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex Others();
}
