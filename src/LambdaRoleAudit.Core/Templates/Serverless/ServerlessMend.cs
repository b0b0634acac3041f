using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Plans the roles of the functions of one service, one after another.</summary>
internal sealed partial class ServerlessMend
{
    private readonly ServerlessService _service;
    private readonly DeclaredStack _stack;
    private readonly TemplateRepairOptions _options;
    private readonly ServerlessDeclaredRoles _declared;
    private readonly ServerlessGrants _grants;
    private readonly ServerlessPlaces _places;
    private readonly ServerlessResourcePlace _resources;
    private readonly ServerlessNewRole _newRole;
    private readonly Dictionary<string, string> _hashes;
    private readonly HashSet<string> _ids;
    private readonly Dictionary<string, ServerlessFunction> _byKey;
    private readonly ServerlessReferences _references;
    private readonly ServerlessPluginRole _plugin;
    private DeclaredRole? _shared;
    private ServerlessProof? _proof;
    private ServerlessGrantsLeft? _left;

    public ServerlessMend(ServerlessService service, DeclaredStack stack, TemplateRepairOptions options, IReadOnlySet<string> leaving)
    {
        (_service, _stack, _options) = (service, stack, options);
        var roles = new ServerlessRoles(service);
        _declared = new(service, roles);
        _grants = new(service, roles);
        _references = new(service, roles, _declared, leaving);
        _plugin = new(service, _grants, _declared);
        _places = new(service.Text, service.Root);
        _resources = new(service, _places);
        _newRole = new(service, _declared);
        var bytes = service.Text.Encode(service.Text.Text);
        _hashes = new(StringComparer.Ordinal) { [service.Text.Path] = Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant() };
        _byKey = service.Functions.ToDictionary(function => function.Key, StringComparer.Ordinal);
        _ids = new(service.Resources.Ids, StringComparer.Ordinal);
        foreach (var function in service.Functions) _ids.UnionWith([function.LogicalId, function.OwnRole]);
    }

    /// <summary>Returns the step for a function: with edits, or blocked with a snippet.</summary>
    public LambdaTemplateRepairStep Plan(DeclaredFunction declared, RoleUse use)
    {
        var step = new LambdaTemplateRepairStep
        {
            FunctionName = declared.FunctionName,
            Declaration = declared.Declaration,
            SourceRole = use.Key.Length > 0 ? use.Key : "(unknown)",
            Strategy = _options.Strategy,
            Proof = "Unknown",
            ProofReason = "The step has no edits.",
        };
        // A function of CloudFormation can have the key of another as its logical id; the place tells them apart.
        var function = _byKey.GetValueOrDefault(declared.Declaration.Address) is { } found
            && (found.KeyNode.Line, found.KeyNode.Column) == (declared.Declaration.Line, declared.Declaration.Column) ? found : null;
        try
        {
            if (_options.Strategy != RepairStrategy.Copy && _options.Narrow is null)
                throw new ServerlessBlocked(TemplateIssues.StrategyNotSupported(_options.Strategy));
            if (use.Tie == RoleTie.Unknown) throw new ServerlessBlocked(ServerlessIssues.Unknown(use.Reason));
            if (declared.Declaration.Path != _service.Text.Path)
                throw new ServerlessBlocked(ServerlessIssues.OtherFile(declared.Declaration.Path));
            if (function?.Node is not { } node) throw new ServerlessBlocked(ServerlessIssues.PlaceUnusual(declared.Declaration.Line));
            RequireOwn(function, node);
            if (use.RoleAddress is not { } address) throw new ServerlessBlocked(ServerlessIssues.Imported(use.Key));
            _references.Require(address);
            return address == ServerlessService.SharedRole ? OfShared(step, function, node, declared)
                : OfResource(step, function, node, address, declared);
        }
        catch (ServerlessBlocked e)
        {
            return step with
            {
                Blockers = [e.Issue],
                ProofReason = e.Issue.Message,
                Snippet = ServerlessSnippet.Of(_service, _newRole, _grants, function, declared.Declaration.Address, use),
            };
        }
    }

    /// <summary>The function's settings are its own: no anchor, and no variable that another place reads them with.</summary>
    private void RequireOwn(ServerlessFunction function, MappingNode node)
    {
        if (function.Written != node || _places.IsAliased(node) || _service.Functions.Count(other => other.Node == node) > 1
            || ReadElsewhere(function))
            throw new ServerlessBlocked(ServerlessIssues.ValueFromAlias(function.Key, function.KeyNode.Line));
        if (_service.Resources.ChangesTo(function.LogicalId).Any(properties => properties["Role"] is not null))
            throw new ServerlessBlocked(ServerlessIssues.Changed(function.Key));
    }

    /// <summary>True if a variable reads the function's settings, or all functions.</summary>
    private bool ReadElsewhere(ServerlessFunction function) => SelfFunctions().Matches(_service.Text.Text).Any(match =>
        (match.Groups[1].Length == 0 || match.Groups[1].Value == function.Key)
        && match.Groups[2].Value is "" or "role" or "iam" or "iamRoleStatements");

    /// <summary>The role that the framework makes for all.</summary>
    private LambdaTemplateRepairStep OfShared(
        LambdaTemplateRepairStep step, ServerlessFunction function, MappingNode node, DeclaredFunction declared)
    {
        var grant = _grants.Own(function);
        var shared = _shared ??= _declared.Shared();
        // A new role would not be limited in the same way.
        if (OwnIdentity.PolicyWith(shared) is { } self) throw new ServerlessBlocked(TemplateIssues.OwnIdentity(self, shared.Address));
        // The role of each function that has logs disabled denies them; another role does not, and a managed policy can allow them.
        if (grant.ManagedPolicies.Count > 0 && _service.Functions.FirstOrDefault(_grants.IsWithoutLogs) is { } without)
            throw new ServerlessBlocked(ServerlessIssues.LogsDenied(without.Key));
        var own = _declared.OfGrant(grant, function.OwnRole, null, step.Declaration);
        List<PlanIssue> warnings = [];
        // The plugin and release 4 add the provider's statements to each role that they make. A narrowed role is written out.
        var settings = _options.Narrow is not null ? null
            : _service.Plugins.HasRolesPerFunction ? OfPlugin(function, node, grant)
            : _service.Release.HasOwnRoles ? OfRelease(function, node)
            : null;
        string target;
        TemplateEdit[] edits;
        if (settings is not null)
        {
            target = function.OwnRole;
            edits = [_places.Insert(node, settings)];
            if (_newRole.MayBeLong(function, OwnName(function)?.ToString(), _grants.Service))
                warnings.Add(ServerlessIssues.NameLength(function.Key));
        }
        else
        {
            if (grant.Unknown.Count > 0) throw new ServerlessBlocked(ServerlessIssues.NotDetermined(grant.Unknown));
            if (_plugin.LimitsRoles) throw new ServerlessBlocked(ServerlessIssues.BoundaryOfPlugin());
            var role = _newRole.OfGrant(grant);
            if (_options.Narrow?.Invoke(declared, own with { Address = ServerlessService.SharedRole }) is { } narrowed)
            {
                if (_declared.Attached(ServerlessService.SharedRole).Any())
                    throw new ServerlessBlocked(TemplateIssues.NarrowingOutside(ServerlessService.SharedRole));
                ServerlessNarrowing.Write(role, narrowed, ServerlessService.SharedRole, _service.Texts);
                warnings.AddRange(narrowed.Warnings);
            }

            target = NewId(function);
            edits = [SetRole(node, target), .. _resources.Add(target, role)];
        }

        var (outcome, reason) = (_proof ??= new(shared)).Of(own);
        if (_service.Plugins.CanAddPermissions)
        {
            if (_options.Narrow is not null) throw new ServerlessBlocked(ServerlessIssues.PluginsNotRun(function.Key));
            warnings.Add(ServerlessIssues.PluginsNotRun(function.Key));
            if (outcome == "Proven") (outcome, reason) = ("Unknown", "A plugin of the service can change permissions, and it was not run.");
        }

        if (settings is not null && _service.Plugins.HasRolesPerFunction && _plugin.BoundaryOf(function) is (true, var replaces))
        {
            warnings.Add(ServerlessIssues.BoundaryAdded(function.Key));
            if (replaces && outcome == "Proven") (outcome, reason) = ("Unknown", "The permissions boundaries differ.");
        }

        if (outcome == "Refuted") throw new ServerlessBlocked(ServerlessIssues.More(reason ?? ""));
        if (!_grants.IsWithoutLogs(function)) warnings.Add(ServerlessIssues.Narrower(function.Key));
        if ((_left ??= new(_grants.Shared())).Than(grant) is { Count: > 0 } left)
            warnings.Add(ServerlessIssues.GrantsLeft(function.Key, left));
        if (grant.ManagedPolicies.Exists(policy => policy.ToJsonString().Contains("VPCAccess", StringComparison.Ordinal)))
            warnings.Add(ServerlessIssues.Vpc(ServerlessService.SharedRole));
        return Done(step, target, edits, outcome, reason, warnings, ServerlessService.SharedRole);
    }

    /// <summary>A role among the resources is copied.</summary>
    private LambdaTemplateRepairStep OfResource(
        LambdaTemplateRepairStep step, ServerlessFunction function, MappingNode node, string id, DeclaredFunction declared)
    {
        var role = _newRole.CopyOf(id, function);
        var source = _stack.Roles.FirstOrDefault(one => one.Address == id);
        if (source is not null && OwnIdentity.PolicyWith(source) is { } self)
            throw new ServerlessBlocked(TemplateIssues.OwnIdentity(self, id));
        var narrowed = source is not null ? _options.Narrow?.Invoke(declared, source) : null;
        if (_options.Narrow is not null)
        {
            if (narrowed is null || _declared.Attached(id).Any()) throw new ServerlessBlocked(TemplateIssues.NarrowingOutside(id));
            ServerlessNarrowing.Write(role, narrowed, id, _service.Texts);
        }

        var target = NewId(function);
        TemplateEdit[] edits = [SetRole(node, target), .. _resources.Add(target, role)];
        var reason = source is null ? "The shared role was not read." : source.Unknown.Count > 0 ? string.Join(' ', source.Unknown) : null;
        return Done(step, target, edits, reason is null ? "Proven" : "Unknown", reason, [.. narrowed?.Warnings ?? []], id);
    }

    private LambdaTemplateRepairStep Done(
        LambdaTemplateRepairStep step, string target, TemplateEdit[] edits, string proof, string? reason, List<PlanIssue> warnings,
        string source)
    {
        if (_references.LineOf(source) is { } line) warnings.Add(ServerlessIssues.NamedElsewhere(source, line, target));
        return step with
        {
            TargetRole = target,
            Edits = edits,
            FileHashes = _hashes,
            Proof = proof,
            ProofReason = reason,
            Warnings = warnings,
        };
    }

    /// <summary>
    /// The settings that make the plugin give the function a role; null if it cannot: it drops the provider's managed policies, fails on a
    /// function without logs, and can add permissions of its own.
    /// </summary>
    private (string, JsonNode?)[]? OfPlugin(ServerlessFunction function, MappingNode node, ServerlessGrant grant)
    {
        if (_grants.OfProvider().ManagedPolicies.Count > 0 || grant.Unknown.Count > 0 || _grants.IsWithoutLogs(function)
            || !_plugin.GrantsTheSame(function)) return null;
        var statements = new JsonArray([.. _grants.Settings(function).Statements.Where(one => !ServerlessPluginRole.Adds(one))
            .Concat(NotInherited())
            .Select(one => one.DeepClone())]);
        List<(string, JsonNode?)> settings = [("iamRoleStatements", statements)];
        if (!IsSet(function, node, "iamRoleStatementsInherit", true))
            settings.Insert(0, ("iamRoleStatementsInherit", JsonValue.Create(true)));
        if (OwnName(function) is { } name && node.EntryOf("iamRoleStatementsName") is null)
            settings.Insert(0, ("iamRoleStatementsName", name));
        return [.. settings];
    }

    /// <summary>The settings that make release 4 give the function a role.</summary>
    private (string, JsonNode?)[] OfRelease(ServerlessFunction function, MappingNode node)
    {
        if (node.EntryOf("iam") is { } there)
            throw new ServerlessBlocked(node.IsOwn("iam")
                ? ServerlessIssues.PlaceUnusual(there.Key.Line)
                : ServerlessIssues.ValueFromAlias(function.Key, there.Key.Line));
        var role = new JsonObject();
        if (OwnName(function) is { } name) role["name"] = name;
        role["statements"] = new JsonArray([.. NotInherited().Select(one => one.DeepClone())]);
        var managed = _grants.OfProvider().ManagedPolicies;
        if (managed.Count > 0) role["managedPolicies"] = new JsonArray([.. managed.Select(one => one.DeepClone())]);
        return [("iam", new JsonObject { ["inheritStatements"] = true, ["role"] = role })];
    }

    /// <summary>Statements under the old name are not inherited if <c>provider.iam</c> is there too.</summary>
    private IEnumerable<JsonNode> NotInherited() =>
        _service.ProviderSetting("iam") is not null && _service.ProviderSetting("iam", "role", "statements") is null
            ? _grants.OfProvider().Statements
            : [];

    private static bool IsSet(ServerlessFunction function, MappingNode node, string key, bool value) => node.EntryOf(key) switch
    {
        null => false,
        { Value.Target: ScalarNode { Truth: var truth } } when truth == value => true,
        { Key.Line: var line } => throw new ServerlessBlocked(
            node.IsOwn(key) ? ServerlessIssues.PlaceUnusual(line) : ServerlessIssues.ValueFromAlias(function.Key, line)),
    };

    /// <summary>A name for the function's role if the provider gives the shared one a name, from which none could be made.</summary>
    private JsonValue? OwnName(ServerlessFunction function) => _service.ProviderSetting("iam", "role", "name") is ScalarNode name
        ? ServerlessNewRole.Ended(name.Value, function)
        : null;

    private TemplateEdit SetRole(MappingNode node, string id) => node.IsOwn("role")
        ? _places.Replace(node.EntryOf("role")!, id)
        : _places.Insert(node, ("role", JsonValue.Create(id)));

    private string NewId(ServerlessFunction function)
    {
        var name = string.Concat(function.LogicalName.Where(char.IsAsciiLetterOrDigit));
        for (var number = 1; ; number++)
        {
            var id = $"{name}ExecutionRole{(number == 1 ? "" : number.ToString(System.Globalization.CultureInfo.InvariantCulture))}";
            if (_ids.Add(id)) return id;
        }
    }

    [GeneratedRegex(@"\bself:(?:functions(?:\.([^.,}\s]+))?(?:\.([^.,}\s]+))?)?(?=\s*[.,}])")]
    private static partial Regex SelfFunctions();
}
