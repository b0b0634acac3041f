using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The roles of a CDK app that the functions of one stack have: its own, and those of other stacks.</summary>
internal sealed class CdkRoles(CdkStack stack)
{
    /// <summary>Values that are equal in all stacks of one environment.</summary>
    private static readonly string[] OfEnvironment = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"];

    private readonly Dictionary<string, (string Key, string Address)> _byApp = new(StringComparer.Ordinal);
    private readonly List<DeclaredRole> _added = [];

    /// <summary>The roles of other stacks, with addresses that begin with the stack.</summary>
    public IReadOnlyList<DeclaredRole> Added => _added;

    /// <summary>Returns a use of a role of the app. Uses of one role have one key, however they name it.</summary>
    public RoleUse Use(RoleUse use, CdkStack owner, string address, string appKey)
    {
        if (!_byApp.TryGetValue(appKey, out var known))
            _byApp[appKey] = known = owner == stack ? ($"${{{address}.Arn}}", address) : (use.Key, Add(owner, address));
        return use with
        {
            Tie = owner == stack && use.Tie == RoleTie.Imported ? RoleTie.Declared : use.Tie,
            AppKey = appKey,
            Key = known.Key,
            RoleAddress = known.Address,
        };
    }

    private string Add(CdkStack owner, string address)
    {
        var name = $"{owner.Name}/{address}";
        // Stages can have stacks of one name.
        if (_added.Exists(role => role.Address == name)) name = $"{owner.Stack.Path}/{address}";
        if (owner.Stack.Roles.FirstOrDefault(role => role.Address == address) is { } role) _added.Add(Moved(role, name, owner));
        return name;
    }

    /// <summary>A value of the other stack is not the value of the same name here.</summary>
    private DeclaredRole Moved(DeclaredRole role, string address, CdkStack owner)
    {
        var known = owner.Environment == stack.Environment ? OfEnvironment : [.. OfEnvironment.Where(symbol => symbol != "AWS::Region")];
        return role with
        {
            Address = address,
            OtherStack = owner.Name,
            TrustPolicy = role.TrustPolicy is { } trust ? Text(trust) : null,
            InlinePolicies = [.. role.InlinePolicies.Select(Policy)],
            DeclaredPolicies = [.. role.DeclaredPolicies.Select(Policy)],
            ManagedPolicyArns = [.. role.ManagedPolicyArns.Select(Text)],
            PermissionsBoundaryArn = role.PermissionsBoundaryArn is { } boundary ? Text(boundary) : null,
            PermissionsBoundaryDocument = role.PermissionsBoundaryDocument is { } limit ? Text(limit) : null,
            Path = Text(role.Path),
        };

        InlinePolicy Policy(InlinePolicy policy) => new(Text(policy.PolicyName), Text(policy.Document));

        string Text(string text) => Symbol.Replace(text, (shown, isFree) =>
        {
            var moved = known.Contains(shown, StringComparer.Ordinal) ? shown : $"{owner.Name}/{shown}";
            return isFree ? Symbol.Anything(moved) : Symbol.Fixed(moved);
        });
    }
}
