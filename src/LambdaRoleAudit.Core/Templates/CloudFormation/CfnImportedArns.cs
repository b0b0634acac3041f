using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Gives one key to ARNs that name one role and are written in several ways: with <c>${AWS::AccountId}</c> and with the account's id, or
/// with
/// <c>${AWS::Partition}</c> and with <c>aws</c>. A function's role is always in the function's own account, so they differ only if two
/// accounts or two partitions are written out.
/// </summary>
internal static partial class CfnImportedArns
{
    /// <summary>Returns the functions with the keys that the first of each such ARNs has.</summary>
    public static IReadOnlyList<DeclaredFunction> Unify(IReadOnlyList<DeclaredFunction> functions)
    {
        var arns = functions.SelectMany(function => function.Roles).Where(use => use.Tie == RoleTie.Imported)
            .Select(use => Role().Match(use.Key)).Where(match => match.Success).DistinctBy(match => match.Value)
            .GroupBy(match => match.Groups[3].Value, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Skip(1).Any() && IsOne(group, 1) && IsOne(group, 2))
            .SelectMany(group => group.Select(match => (match.Value, group.First().Value)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
        if (arns.Count == 0) return functions;
        return [.. functions.Select(function => function with
        {
            Roles = [.. function.Roles.Select(use =>
                use.Tie == RoleTie.Imported && arns.TryGetValue(use.Key, out var key) ? use with { Key = key } : use)],
        })];
    }

    private static bool IsOne(IEnumerable<Match> arns, int part) => arns.Select(match => match.Groups[part].Value)
        .Where(value => !value.StartsWith('$')).Distinct(StringComparer.Ordinal).Count() <= 1;

    [GeneratedRegex(@"^arn:(aws[a-z-]*|\$\{AWS::Partition\}):iam::([0-9]{12}|\$\{AWS::AccountId\}):role/(.+)$")]
    private static partial Regex Role();
}
