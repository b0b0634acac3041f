namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds out if a role that a function names in another way than by its resource is one that the folder declares: by a data source, by an
/// ARN that contains the name, or by a local value that is computed. Two names of one role must not look like two roles.
/// </summary>
/// <param name="roles">The declared roles, by address.</param>
internal sealed class HclImportedRoles(IReadOnlyDictionary<string, HclRole> roles)
{
    private readonly List<(HclRole Role, string Name, string Path)> _names = roles.Values
        .Select(role => (role, Text(role, "name"), role.Item["path"] is null ? "/" : Text(role, "path")))
        .Where(one => one.Item2 is not null).Select(one => (one.role, one.Item2!, one.Item3 ?? "/")).ToList();

    /// <summary>Returns the declared role, the target as it is if no declared role can be it, or a reason.</summary>
    public HclRoleTarget Resolve(HclRoleTarget target)
    {
        if (target.Source is not { } source || roles.Count == 0) return target;
        var (value, scope) = source;
        return value.Expression switch
        {
            HclTemplate => OfArn(target, value, scope),
            HclReference { Steps: ["data", "aws_iam_role", var name, ..] } => OfData(target, name, scope),
            HclReference { Steps: ["local", var name, ..] } when scope.Module?.Local(name) is { } local => IsGiven(local, scope)
                ? target : Doubt(target, "is a local value that is computed"),
            HclReference { Steps: ["var", var name, ..] } when scope.Parent is { } parent && scope.Call![name] is { } argument =>
                IsGiven(argument, parent) ? target : Doubt(target, "is an argument that is computed"),
            HclReference { Steps: ["aws_lambda_function", ..] } => Doubt(target, "is the role of another function"),
            HclReference { Steps: [var type, ..] } when type.StartsWith("aws_iam_", StringComparison.Ordinal) =>
                Doubt(target, "is an attribute of another resource"),
            _ => target,
        };
    }

    /// <summary>True for what is given to the folder's own module: it cannot name what the folder declares.</summary>
    private static bool IsGiven(HclPlaced value, HclScope scope) =>
        scope.Follow(value, null) is { Value.Expression: HclReference { Steps: ["var", ..] }, Scope.Parent: null };

    private HclRoleTarget OfArn(HclRoleTarget target, HclPlaced value, HclScope scope)
    {
        const string Before = ":role/";
        if (HclDocuments.Text(value, scope, null) is not { } arn) return target;
        var at = arn.IndexOf(Before, StringComparison.Ordinal);
        if (at < 0) return target;
        var name = arn[(at + Before.Length)..];
        var found = _names.Where(one => IsName(name[(name.LastIndexOf('/') + 1)..], one.Name) || IsName(name, one.Name)).ToList();
        if (found.Count == 0) return target;
        // The account of the caller is that of the role, unless they have different providers.
        var isOwn = Symbol.Shown(arn[..at]).Contains("data.aws_caller_identity.", StringComparison.Ordinal);
        return isOwn && found is [var only] && "/" + name == only.Path + only.Name && only.Role.Item["provider"] is null
            ? Declared(target, only.Role)
            : Doubt(target, $"has the name of {found[0].Role.Address}");
    }

    private HclRoleTarget OfData(HclRoleTarget target, string data, HclScope scope)
    {
        if (scope.Module?.Resource($"data.aws_iam_role.{data}")?["name"] is not { } name) return target;
        if (HclRoleFinder.Find("aws_iam_role", name, scope, null) is [{ Address: { } address }] && roles.TryGetValue(address, out var role))
            return Declared(target, role);
        if (HclDocuments.Text(name, scope, null) is not { } text) return Doubt(target, "reads a role whose name is computed");
        var found = _names.Where(one => IsName(text, one.Name)).ToList();
        if (found is [var only] && only.Name == text) return Declared(target, only.Role);
        return found.Count == 0 && !Symbol.IsIn(text) ? target : Doubt(target, "can be a role that the folder declares");
    }

    private static bool IsName(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static HclRoleTarget Declared(HclRoleTarget target, HclRole role) =>
        new() { Role = role.Item, Scope = role.Scope, Index = role.Instance.Index, Conditions = target.Conditions };

    private static HclRoleTarget Doubt(HclRoleTarget target, string why) =>
        HclRoleTarget.Unknown($"'{target.Imported}' {why}, so it can be a role of the folder") with { Conditions = target.Conditions };

    private static string? Text(HclRole role, string attribute) =>
        role.Item[attribute] is { } value ? HclDocuments.Text(value, role.Scope, role.Instance) : null;
}
