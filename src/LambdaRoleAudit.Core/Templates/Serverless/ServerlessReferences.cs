using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>What else in a service names a shared role, so that a plan could lose it: policies by name, and references.</summary>
/// <param name="service">The service.</param>
/// <param name="roles">The roles of its functions.</param>
/// <param name="declared">The roles that it declares.</param>
/// <param name="leaving">The keys of the functions that the plan gives a role of their own.</param>
internal sealed class ServerlessReferences(
    ServerlessService service, ServerlessRoles roles, ServerlessDeclaredRoles declared, IReadOnlySet<string> leaving)
{
    private readonly Dictionary<string, int?> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerlessBlocked?> _blocked = new(StringComparer.Ordinal);

    /// <summary>Throws if a role has policies that cannot be carried over, or if the framework removes it and something names it.</summary>
    /// <exception cref="ServerlessBlocked">It has.</exception>
    public void Require(string role)
    {
        if (!_blocked.TryGetValue(role, out var blocked)) _blocked[role] = blocked = BlockedBy(role);
        if (blocked is not null) throw blocked;
    }

    /// <summary>The line of an output or a resource that names a role, other than a policy that is copied.</summary>
    public int? LineOf(string role)
    {
        if (!_named.TryGetValue(role, out var line)) _named[role] = line = FirstLineWith(role);
        return line;
    }

    private ServerlessBlocked? BlockedBy(string role)
    {
        foreach (var id in service.Resources.Ids)
        {
            if (IsUnclear(id, role)) return new(ServerlessIssues.AttachmentUnclear(id, service.Resources[id]!.Value.Key.Line, role));
        }

        if (role != ServerlessService.SharedRole) return null;
        if (service.Resources.Changes(role) is { } key) return new(ServerlessIssues.AttachmentUnclear(key.Value, key.Line, role));
        // A function with a role setting does not make the framework create the role, even if it names it.
        var stays = service.Functions.Any(function =>
            !leaving.Contains(function.Key) && roles.Of(function) is { RoleAddress: ServerlessService.SharedRole, Node: null });
        return !stays && Reference(role) is { } found
            ? new(ServerlessIssues.Needed(role, found.Line, service.Files.TextOf(found).Path))
            : null;
    }

    /// <summary>True if a resource attaches, or can attach, a policy to a role in a way that a copy cannot have.</summary>
    private bool IsUnclear(string id, string role)
    {
        var isRolePolicy = service.Resources.TypeOf(id) == "AWS::IAM::RolePolicy";
        if (!isRolePolicy && service.Resources.TypeOf(id) is not ("AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy")) return false;
        var node = service.Resources[id]!.Value.Node;
        var written = service.Json.Of(service.Setting(node, "Properties", isRolePolicy ? "RoleName" : "Roles"));
        // Properties that were not read can name a role.
        if (written is null) return service.Setting(node, "Properties") is not MappingNode;
        IEnumerable<JsonNode?> named = isRolePolicy ? [written] : written is JsonArray list ? list : [null];
        return named.Any(one => service.Texts.TextOf(one) is not { } text || Names(text, role, node));
    }

    private bool Names(string text, string role, MappingNode policy)
    {
        // A reference to the role itself is copied, unless the framework or a condition decides about it.
        if (text == Symbol.Fixed(role)) return role == ServerlessService.SharedRole || policy["Condition"] is not null;
        if (service.Resources.Ids.Any(id => service.Resources.TypeOf(id) == "AWS::IAM::Role" && text == Symbol.Fixed(id))
            || service.Functions.Any(function => text == Symbol.Fixed(function.OwnRole))
            || role != ServerlessService.SharedRole && text == Symbol.Fixed(ServerlessService.SharedRole)) return false;
        if (Symbol.IsIn(text) || text.Contains("${", StringComparison.Ordinal)) return true;
        return NameOf(role) is { } name
            ? Symbol.IsIn(name) || string.Equals(text, name, StringComparison.OrdinalIgnoreCase)
            : role == ServerlessService.SharedRole && text.EndsWith("lambdaRole", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The name of a role, as a text with symbols; null if the framework or CloudFormation makes one.</summary>
    private string? NameOf(string role)
    {
        var written = role == ServerlessService.SharedRole
            ? service.ProviderSetting("iam", "role", "name")
            : service.Setting(service.Resources[role]?.Node, "Properties", "RoleName");
        return written is null ? null : service.Texts.TextOf(service.Json.Of(written)) ?? Symbol.Anything("RoleName");
    }

    /// <summary>The first text of the files that names a role, other than the setting that a step replaces.</summary>
    private ScalarNode? Reference(string role)
    {
        var replaced = service.Functions.Where(function => leaving.Contains(function.Key) && function.Node?.IsOwn("role") is true)
            .SelectMany(function => ServerlessPlaces.All(function.Node!.EntryOf("role")!.Value)).ToHashSet();
        var word = Word(role);
        return service.Files.Roots.Prepend(service.Root).SelectMany(ServerlessPlaces.All).OfType<ScalarNode>()
            .Where(scalar => word.IsMatch(scalar.Value) && !replaced.Contains(scalar)).MinBy(scalar => scalar.Line);
    }

    /// <summary>The first line that names a role: by its logical id, or by its name in an ARN, as key policies and others do.</summary>
    private int? FirstLineWith(string role)
    {
        var copied = declared.Attached(role).Select(id => service.Resources[id]!.Value.Node.Span).ToList();
        var word = Word(role);
        var name = new ServerlessRoleName(service).PatternOf(role);
        return service.Root["resources"] is { } resources
            ? ServerlessPlaces.All(resources).OfType<ScalarNode>().Where(scalar =>
                (word.IsMatch(scalar.Value) || name?.IsMatch(service.Variables.TextOf(scalar.Value)) is true)
                && service.Resources[role]?.Key != scalar
                && !copied.Exists(span => span.Start <= scalar.Span.Start && scalar.Span.End <= span.End))
                .Select(scalar => (int?)scalar.Line).FirstOrDefault()
            : null;
    }

    private static Regex Word(string role) => new($@"(?<![A-Za-z0-9]){Regex.Escape(role)}(?![A-Za-z0-9])");
}
