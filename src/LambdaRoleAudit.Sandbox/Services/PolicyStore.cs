using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Wire;

namespace LambdaRoleAudit.Sandbox.Services;

/// <summary>What the services have in common that keep policies of resources.</summary>
/// <param name="state">The state.</param>
internal sealed class PolicyStore(SandboxState state)
{
    /// <summary>Returns the resources of a kind in the order of lists.</summary>
    public static IEnumerable<ResourceState> All(SandboxRequest request, ResourceKind kind) =>
        request.Account.Region(request.Region).Resources.Values.Where(resource => resource.Kind == kind);

    /// <summary>Returns the resource with an ARN or name.</summary>
    /// <exception cref="AwsError">The resource does not exist.</exception>
    public static ResourceState Find(SandboxRequest request, ResourceKind kind, string? arnOrName, AwsError missing) =>
        All(request, kind).FirstOrDefault(resource => resource.Arn == arnOrName || resource.Name == arnOrName)
            ?? throw missing;

    /// <summary>Returns a page of a list, and the key of its last item if there are more.</summary>
    /// <param name="items">The items of all pages.</param>
    /// <param name="key">The key of an item.</param>
    /// <param name="after">The key of the last item of the page before; null for the first page.</param>
    /// <param name="size">The size of a page.</param>
    public static (List<ResourceState> Items, string? Last) Page(
        IEnumerable<ResourceState> items, Func<ResourceState, string> key, string? after, int size)
    {
        var rest = items.Where(item => after is null || string.CompareOrdinal(key(item), after) > 0)
            .OrderBy(key, StringComparer.Ordinal).Take(size + 1).ToList();
        return rest.Count > size ? (rest[..size], key(rest[size - 1])) : (rest, null);
    }

    /// <summary>Returns the size of a page that a request asks for.</summary>
    public static int Size(object? asked, int most) =>
        asked is null ? most : Math.Clamp(int.Parse($"{asked}", NumberStyles.Integer, CultureInfo.InvariantCulture), 1, most);

    /// <summary>Checks that a policy is a policy, and that its principals exist.</summary>
    /// <exception cref="AwsError">The policy is not valid.</exception>
    public string Verify(string? document, AwsError malformed, AwsError principal)
    {
        try
        {
            return Principals.FindMissing(state, document ?? throw malformed) is null ? document : throw principal;
        }
        catch (JsonException)
        {
            throw malformed;
        }
    }

    /// <summary>Checks a policy whose service has one error for both.</summary>
    public string Verify(string? document, int status, string code, string message) =>
        Verify(document, new AwsError(status, code, message), new AwsError(status, code, $"{message} Invalid principal in policy."));

    /// <summary>Returns true if a principal exists.</summary>
    public bool Exists(string principal) => Principals.Exists(state, principal);
}
