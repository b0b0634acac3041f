using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the roles of a folder of .tf files with their policies, from whichever resource attaches them.</summary>
internal sealed class HclRoles
{
    /// <summary>The resources that attach policies to roles, with the attribute that names the role.</summary>
    private static readonly Dictionary<string, string> Attaching = new(StringComparer.Ordinal)
    {
        ["aws_iam_role_policy"] = "role",
        ["aws_iam_role_policy_attachment"] = "role",
        ["aws_iam_policy_attachment"] = "roles",
        ["aws_iam_role_policies_exclusive"] = "role_name",
        ["aws_iam_role_policy_attachments_exclusive"] = "role_name",
    };

    private static readonly string[] RoleAttributes = ["role_name", "role", "roles"];

    /// <summary>The most attachments to an unknown role that each role lists.</summary>
    private const int MostDoubts = 20;

    private readonly Dictionary<string, HclRole> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);

    private HclRoles()
    {
    }

    /// <summary>Reads the roles, in the order of the files.</summary>
    public static IReadOnlyDictionary<string, HclRole> Read(HclScope root)
    {
        var roles = new HclRoles();
        foreach (var scope in root.All)
            foreach (var item in scope.Module?.OfType("aws_iam_role") ?? [])
                foreach (var instance in HclInstances.Of(item, scope)) roles.Add(new(item, scope, instance));
        foreach (var scope in root.All)
            foreach (var item in scope.Module?.Resources ?? [])
                if (AttributeOf(item) is { } attribute) roles.Attach(new(item, scope, attribute));
        return roles._roles;
    }

    /// <summary>Returns the attribute by which a resource names the roles that it gives a policy to; null if it gives none.</summary>
    private static string? AttributeOf(HclItem item)
    {
        var type = item.Block.Label(0);
        if (Attaching.TryGetValue(type, out var attribute)) return attribute;
        return IsOfOtherProvider(type) ? RoleAttributes.FirstOrDefault(name => item[name] is not null) : null;
    }

    /// <summary>The policies of the provider awscc (AWS Cloud Control API) are not read.</summary>
    private static bool IsOfOtherProvider(string type) =>
        type.StartsWith("awscc_iam_", StringComparison.Ordinal) && type.Contains("policy", StringComparison.Ordinal);

    /// <summary>Returns a role as data.</summary>
    public static DeclaredRole Declare(HclRole role)
    {
        var text = (string attribute) => role.Item[attribute] is { } value ? HclDocuments.Text(value, role.Scope, role.Instance) : null;
        var place = role.Item.File.Text.PlaceOf(role.Item.Block.Span.Start);
        return new()
        {
            Address = role.Address,
            RoleName = text("name") is { } name && !Symbol.IsIn(name) ? name : null,
            Declaration = new()
            {
                Format = TemplateFormat.Terraform, Path = role.Item.File.Text.Path, Line = place.Line, Column = place.Column,
                Address = role.Address,
            },
            Path = text("path") ?? "/",
            TrustPolicy = HclDocuments.Of(role.Item["assume_role_policy"], role.Scope, role.Instance),
            InlinePolicies = role.Inline,
            ManagedPolicyArns = role.Managed,
            DeclaredPolicies = role.Declared,
            PermissionsBoundaryArn = text("permissions_boundary")
                ?? (role.Item["permissions_boundary"] is { Expression: not HclLiteral { Text: "null" } } computed
                    ? Symbol.Fixed(role.Scope.Prefix + computed.Written) : null),
            Unknown = role.Unknown.Concat(role.Conditional).Distinct(StringComparer.Ordinal).ToList(),
        };
    }

    /// <summary>The document of a permissions boundary that the module declares; null if there is none, or it is computed.</summary>
    public static string? BoundaryOf(HclRole role) => role.Item["permissions_boundary"] is not { } value ? null
        : HclRoleFinder.Find("aws_iam_policy", value, role.Scope, role.Instance)
            .Select(target => target.Role is { } policy ? HclDocuments.Of(policy["policy"], target.Scope!, null) : null)
            .FirstOrDefault(document => document is not null);

    private void Add(HclRole role)
    {
        if (!_roles.TryAdd(role.Address, role)) return;
        var body = role.Item.Block.Body;
        if (HclDocuments.Of(role.Item["assume_role_policy"], role.Scope, role.Instance) is null)
            role.Unknown.Add($"assume_role_policy of {role.Address} is computed when Terraform runs.");
        if (role.Item["path"] is { } path && HclDocuments.Text(path, role.Scope, role.Instance) is null)
            role.Unknown.Add($"path of {role.Address} is computed when Terraform runs.");
        foreach (var block in body.Blocks)
        {
            if (block.Type == "inline_policy") AddInline(role, new(role.Item.File, block), role.Scope, role.Instance);
            else if (block.Type == "dynamic") role.Unknown.Add($"{role.Address} has dynamic blocks.");
        }

        if (role.Item["managed_policy_arns"] is { } arns) AddPolicies(role, arns, role.Scope, role.Instance);
    }

    private static void AddInline(HclRole role, HclItem block, HclScope scope, HclInstance instance)
    {
        // A block without a policy says only that the role has no others.
        if (block["policy"] is not { } policy) return;
        var name = block["name"] is { } written ? HclDocuments.Text(written, scope, instance) : null;
        if (HclDocuments.Of(policy, scope, instance) is { } document) role.Inline.Add(new(name ?? block.Name, document));
        else role.Unknown.Add(
            $"The policy in {(block.Block.Type == "resource" ? $"{scope.Prefix}{block.Block.Label(0)}.{block.Name}" : role.Address)} "
            + "is computed when Terraform runs, or its JSON is not valid.");
    }

    private void Attach(HclAttachment attachment)
    {
        var (item, scope, attribute) = attachment;
        foreach (var instance in HclInstances.Of(item, scope))
        {
            foreach (var target in Targets(item[attribute], scope, instance))
            {
                Attach(attachment, instance, target);
            }
        }
    }

    private void Attach(HclAttachment attachment, HclInstance instance, HclRoleTarget target)
    {
        if (target.Address is { } address && _roles.TryGetValue(address, out var role))
        {
            AddTo(role, attachment, instance);
            return;
        }

        var (item, scope, _) = attachment;
        foreach (var any in _roles.Values)
        {
            // A written name is another role's only if the name of this one is written, too. Two roles whose names differ in case alone
            // cannot be in one account.
            var name = target.IsLiteral ? NameOf(any) : null;
            if (name is not null && name == target.Imported) AddTo(any, attachment, instance);
            else if (name is not null && !Symbol.IsIn(name) && !name.Equals(target.Imported, StringComparison.OrdinalIgnoreCase)) continue;
            else Doubt(any, $"{scope.Prefix}{item.Block.Label(0)}.{item.Name} attaches a policy to a role that is not determined.");
        }
    }

    private static void Doubt(HclRole role, string reason)
    {
        if (role.Doubtful.Count >= MostDoubts) return;
        role.Unknown.Add(reason);
        role.Doubtful.Add(reason);
    }

    private static void AddTo(HclRole role, HclAttachment attachment, HclInstance instance)
    {
        if (!role.Attached.Contains(attachment)) role.Attached.Add(attachment);
        var known = (role.Inline.Count, role.Declared.Count);
        AddPolicy(role, attachment.Item, attachment.Scope, instance);
        foreach (var policy in role.Inline.Skip(known.Item1).Concat(role.Declared.Skip(known.Item2)))
            role.Sources[policy] = attachment.Item;
        if (instance.IsMany || instance.When is not null)
            role.Conditional.Add($"{attachment.Item.Block.Label(0)}.{attachment.Item.Name} depends on {instance.Repeated}.");
    }

    private string? NameOf(HclRole role)
    {
        if (_names.TryGetValue(role.Address, out var known)) return known;
        return _names[role.Address] = role.Item["name"] is { } value ? HclDocuments.Text(value, role.Scope, role.Instance) : null;
    }

    private static IEnumerable<HclRoleTarget> Targets(HclPlaced? value, HclScope scope, HclInstance instance)
    {
        if (value is null) return [];
        var (list, place, at) = scope.Follow(value, instance);
        return list.Expression is HclTuple tuple
            ? tuple.Items.SelectMany(item => HclRoleFinder.Find("aws_iam_role", list.With(item), place, at))
            : HclRoleFinder.Find("aws_iam_role", value, scope, instance);
    }

    private static void AddPolicy(HclRole role, HclItem item, HclScope scope, HclInstance instance)
    {
        if (IsOfOtherProvider(item.Block.Label(0)))
            role.Unknown.Add($"{scope.Prefix}{item.Block.Label(0)}.{item.Name} gives {role.Address} a policy, and is not read.");
        else if (item.Block.Label(0) == "aws_iam_role_policy") AddInline(role, item, scope, instance);
        else if ((item["policy_arn"] ?? item["policy_arns"]) is { } arns) AddPolicies(role, arns, scope, instance);
    }

    private static void AddPolicies(HclRole role, HclPlaced arns, HclScope scope, HclInstance instance)
    {
        var (list, place, at) = scope.Follow(arns, instance);
        foreach (var arn in list.Expression is HclTuple tuple ? tuple.Items.Select(list.With) : [list])
        {
            foreach (var target in HclRoleFinder.Find("aws_iam_policy", arn, place, at))
            {
                if (target.Conditions.Count > 0) role.Conditional.Add($"The managed policy {arn.Written} depends on a condition.");
                if (target.Role is { } policy)
                {
                    if (HclDocuments.Of(policy["policy"], target.Scope!, null) is { } document)
                        role.Declared.Add(new(target.Address!, document));
                    else role.Unknown.Add(
                        $"policy of {target.Address} is computed when Terraform runs, or its JSON is not valid.");
                }
                else if (target.Imported is not null && HclDocuments.Text(arn, place, at) is { } text)
                {
                    role.Managed.Add(text);
                }
                else
                {
                    role.Unknown.Add($"A managed policy of {role.Address} is not determined: {arn.Written}.");
                }
            }
        }
    }
}
