using LambdaRoleAudit.Inventory;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Roles;

/// <summary>Which functions run under which role.</summary>
public sealed class RoleUse
{
    private readonly Dictionary<string, LambdaFunction[]> _byRole = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isComplete;

    /// <param name="inventory">The functions, published versions included.</param>
    /// <param name="isWholeAccount">All regions of the account were asked for.</param>
    public RoleUse(FunctionInventory inventory, bool isWholeAccount)
    {
        foreach (var group in inventory.ByRole(1))
            _byRole[group[0].Role] = [.. group.OrderBy(function => function.Region, StringComparer.Ordinal).ThenBy(function => function.FunctionName, StringComparer.Ordinal).ThenBy(function => function.FunctionArn, StringComparer.Ordinal)];
        _isComplete = inventory.IsComplete && isWholeAccount;
        UnreadRegions = inventory.UnreadRegions;
        IsRead = inventory.IsComplete;
    }

    /// <summary>The roles that functions name.</summary>
    public IEnumerable<RoleReference> Roles => _byRole.Keys.Select(arn => RoleReference.TryParse(arn, out var reference) ? reference : throw new InvalidOperationException($"'{arn}' is no role's ARN."));

    /// <summary>The roles that two or more functions use.</summary>
    public IEnumerable<string> SharedRoles => _byRole.Where(role => CountFunctions(role.Value) > 1).Select(role => role.Key);

    /// <summary>Every function and version.</summary>
    public IEnumerable<LambdaFunction> Functions => _byRole.Values.SelectMany(functions => functions);

    /// <summary>The regions that could not be read.</summary>
    public IReadOnlyList<string> UnreadRegions { get; }

    /// <summary>False where something could not be read.</summary>
    public bool IsRead { get; }

    /// <summary>True where a function or version runs under the role.</summary>
    public bool IsUsed(string roleArn) => _byRole.ContainsKey(roleArn);

    /// <summary>The functions and versions that run under the role.</summary>
    public IReadOnlyList<LambdaFunction> FunctionsOf(string roleArn) => _byRole.GetValueOrDefault(roleArn) ?? [];

    /// <summary>The role, with the functions that use it.</summary>
    public ExecutionRole Of(ExecutionRole role)
    {
        var functions = FunctionsOf(role.RoleArn).ToArray();
        var count = CountFunctions(functions);
        return role with
        {
            Functions = functions,
            IsShared = count > 1 ? true : _isComplete ? false : null,
            IsComplete = role.IsComplete && IsRead,
            UnreadRegions = [.. UnreadRegions],
        };
    }

    /// <summary>The roles of functions by name; a name that nothing matches is reported.</summary>
    public IReadOnlyList<RoleReference> RolesOf(IReadOnlyList<(string Text, Predicate<string> Matches, bool MustExist)> names, Action<Problem> onProblem)
    {
        var found = new List<RoleReference>();
        foreach (var (text, matches, mustExist) in names)
        {
            var before = found.Count;
            foreach (var (arn, functions) in _byRole)
                if (functions.Any(function => matches(function.FunctionName) || matches(function.FunctionArn)) && RoleReference.TryParse(arn, out var reference)) found.Add(reference);
            if (found.Count == before && mustExist) onProblem(InventoryProblems.FunctionNotFound(text, UnreadRegions));
        }

        return found;
    }

    /// <summary>Versions of one function on one role do not share it.</summary>
    private static int CountFunctions(LambdaFunction[] functions) =>
        functions.DistinctBy(function => (function.AccountId, function.Region, function.FunctionName)).Count();
}
