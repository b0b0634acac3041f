using System.Security.Cryptography;
using System.Text;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The name of a copy of a role. It is written only if the shared role's name is: a folder whose role has a computed name can be applied
/// more than once in an account, with other variables, and then a written name would be taken. Otherwise Terraform makes the name, from a
/// prefix.
/// </summary>
internal static class HclRoleNames
{
    /// <summary>The longest name of a role (IAM user guide, "IAM and AWS STS quotas").</summary>
    private const int LongestName = 64;

    /// <summary>The longest prefix: Terraform adds 26 characters (documentation of the AWS provider, "aws_iam_role").</summary>
    private const int LongestPrefix = 38;

    private const string Suffix = "-role";

    /// <summary>Returns the changes of the role's block that give the copy a name of its own.</summary>
    /// <param name="role">The shared role.</param>
    /// <param name="function">The function.</param>
    /// <param name="taken">True if a role has a name already; the name is taken after a call that returns false.</param>
    public static IEnumerable<(TextSpan Span, string Text)> Changes(HclRole role, HclFunction function, Func<string, bool> taken)
    {
        // Without a name, or with a prefix, Terraform makes a name that no other role has.
        if (role.Item.Block.Body["name"] is not { } name || name.Expression is HclLiteral { Text: "null" }) yield break;
        var own = Allowed((function.Item["function_name"]?.Expression as HclTemplate)?.Literal ?? "");
        if (name.Expression is HclTemplate { Literal: not null } && (own.Length > 0 || function.Item["function_name"] is null))
        {
            yield return (name.Expression.Span, $"\"{Unused(own.Length > 0 ? own : Allowed(function.Item.Name), taken)}\"");
            yield break;
        }

        var prefix = own.Length > 0 ? own : Allowed(function.Item.Name);
        prefix = $"\"{prefix[..Math.Min(prefix.Length, LongestPrefix - 1)]}-\"";
        if (role.Item["name_prefix"] is { } already)
        {
            // The one is null if the other is not.
            yield return (name.Expression.Span, "null");
            yield return (already.Expression.Span, prefix);
            yield break;
        }

        var head = role.Item.File.Written(new(name.Span.Start, name.Expression.Span.Start));
        var equals = head.IndexOf('=', StringComparison.Ordinal);
        yield return (new(name.Span.Start, name.Expression.Span.End), $"{"name_prefix ".PadRight(equals)}= {prefix}");
    }

    private static string Unused(string name, Func<string, bool> taken)
    {
        var proposal = Shortened(name, Suffix);
        for (var number = 0; taken(proposal); number++)
            proposal = Shortened(name, number == 0 ? "-own-role" : $"-{Hash(FormattableString.Invariant($"{name} {number}"))}{Suffix}");
        return proposal;
    }

    private static string Shortened(string name, string suffix)
    {
        if (name.Length + suffix.Length <= LongestName) return name + suffix;
        // Names that differ only at the end stay different.
        var hash = Hash(name);
        return $"{name[..(LongestName - suffix.Length - hash.Length - 1)]}-{hash}{suffix}";
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8].ToLowerInvariant();

    /// <summary>Leaves out what the name of a role cannot have.</summary>
    private static string Allowed(string text) =>
        string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-'));
}
