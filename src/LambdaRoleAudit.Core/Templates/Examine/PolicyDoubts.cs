using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Policies of resources, in any of the templates that are read together, that can allow a role what its own policies do not. Whether one
/// does is not decided here: a permission that seems to be missing is then not known to be.
/// </summary>
/// <param name="stacks">The templates.</param>
/// <param name="stack">The one of the functions.</param>
internal sealed class PolicyDoubts(IReadOnlyList<DeclaredStack> stacks, DeclaredStack stack)
{
    private const string Pseudo = "${AWS::";

    private readonly Dictionary<(string, string), string?> _known = [];

    /// <summary>Returns why a role can have a permission, as a whole sentence; null if no policy of a resource was read that can.</summary>
    public string? Of(DeclaredRole role, string action)
    {
        var service = action[..Math.Max(0, action.IndexOf(':', StringComparison.Ordinal))];
        if (!_known.TryGetValue((role.Address, service), out var known)) _known[(role.Address, service)] = known = Find(role, service);
        return known;
    }

    private string? Find(DeclaredRole role, string service)
    {
        foreach (var other in stacks.OrderBy(one => one != stack))
        {
            foreach (var policy in other.ResourcePolicies.Value.Where(one => one.Service == service))
            {
                if (policy.Principals.FirstOrDefault(one => CanBe(role, one, other)) is not { } principal) continue;
                var name = other == stack ? policy.Name : $"{policy.Name} of {Path.GetFileName(other.Path)}";
                return principal switch
                {
                    ResourcePolicy.Anybody =>
                        $"The policy of resource {name} allows any principal, perhaps on a condition, and can allow this.",
                    ResourcePolicy.NotKnown => $"The policy of resource {name} cannot be determined, and can allow this.",
                    _ => $"The policy of resource {name} names a role ({principal}), and can allow this.",
                };
            }
        }

        return null;
    }

    /// <summary>Within a template, no role is excluded: one can be named in many ways.</summary>
    private bool CanBe(DeclaredRole role, string principal, DeclaredStack where)
    {
        if (where == stack || principal is ResourcePolicy.Anybody or ResourcePolicy.NotKnown) return true;
        // A role that the other template declares is another one, unless the functions have it from there.
        if (where.Roles.Any(one => principal == $"${{{one.Address}.Arn}}")) return role.OtherStack is not null;
        if (RoleMentions.IsNamed(role, principal)) return true;
        var isOpen = principal.Replace(Pseudo, "", StringComparison.Ordinal).Contains("${", StringComparison.Ordinal);
        return isOpen && !stacks.SelectMany(one => one.Roles).Any(one => RoleMentions.IsNamed(one, principal));
    }
}
