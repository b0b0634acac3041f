using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads a folder of .tf files: one module, with the modules that it calls by a path in the folder. What is written is read, and nothing
/// is run: a role that only Terraform can compute is Unknown, with the reason.
/// </summary>
public static class TerraformFolderReader
{
    /// <summary>True if a folder has .tf files.</summary>
    /// <param name="folder">The folder's full path.</param>
    public static bool IsTerraform(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, "*.tf").Any(path => path.EndsWith(".tf", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder's full path.</param>
    /// <exception cref="ProblemException">A file cannot be read, or is not valid (<c>TemplateInvalid</c>).</exception>
    public static DeclaredStack Read(string folder)
    {
        var (root, problems) = HclFolders.Read(folder);
        var roles = HclRoles.Read(root);
        var imported = new HclImportedRoles(roles);
        var all = problems.ToList();
        var functions = new List<HclFunction>();
        foreach (var scope in root.All)
        {
            foreach (var item in scope.Module?.OfType("aws_lambda_function") ?? [])
                foreach (var instance in HclInstances.Of(item, scope)) functions.Add(new(item, scope, instance));
            foreach (var item in scope.Module?.Resources.Where(item => TerraformJsonReader.DeploysTemplate(item.Block.Label(0))) ?? [])
            {
                var address = $"{scope.Prefix}{item.Block.Label(0)}.{item.Name}";
                all.Add(TerraformErrors.TerraformNestedTemplate.About(address, ("path", item.File.Text.Path), ("address", address)));
            }
        }

        var settings = new HclSettings(root);
        var declared = functions.Select(function => FunctionOf(function, imported, settings)).ToList();
        var declaredRoles = roles.Values.Select(HclRoles.Declare).ToList();
        if (root.Effort.IsSpent)
        {
            all.Add(TerraformErrors.TerraformFileNotRead.About(
                folder, ("path", folder), ("reason", "its values name each other too often")));
        }

        // A count of zero is a function, too: the folder is the right one.
        if (all.Count == 0 && !root.All.Any(scope => scope.Module!.OfType("aws_lambda_function").Any()))
            all.Add(TerraformErrors.TerraformNoFunctions.About(folder, ("path", folder)));

        return new()
        {
            Path = folder,
            Format = TemplateFormat.Terraform,
            Functions = declared,
            Roles = declaredRoles,
            Shapes = HclShapes.Of(root),
            Problems = all,
            IsComplete = all.Count == 0,
            Folder = new(root, roles, functions.DistinctBy(one => one.Address).ToDictionary(one => one.Address, StringComparer.Ordinal)),
        };
    }

    private static DeclaredFunction FunctionOf(HclFunction function, HclImportedRoles imported, HclSettings settings)
    {
        var (item, scope, instance) = function;
        var address = function.Address;
        var place = item.File.Text.PlaceOf(item.Block.Span.Start);
        var text = (string name) => item[name] is { } value && HclDocuments.Text(value, scope, instance) is { Length: > 0 } found
            && !Symbol.IsIn(found) ? found : null;
        return new()
        {
            FunctionName = text("function_name") ?? address,
            Declaration = new()
            {
                Format = TemplateFormat.Terraform, Path = item.File.Text.Path, Line = place.Line, Column = place.Column, Address = address,
            },
            Roles = RolesOf(item, scope, instance, address, imported),
            SettingsIn = _ => [settings.Of(function)],
        };
    }

    private static IReadOnlyList<RoleUse> RolesOf(
        HclItem item, HclScope scope, HclInstance instance, string address, HclImportedRoles imported)
    {
        if (item["role"] is not { } role) return [Unknown($"{address} has no attribute role.")];
        return HclRoleFinder.Find("aws_iam_role", role, scope, instance)
            .Select(target => Use(imported.Resolve(target), scope, instance)).ToList();
    }

    private static RoleUse Use(HclRoleTarget target, HclScope scope, HclInstance instance)
    {
        if (target.Reason is { } reason) return Unknown(reason);
        // The role of one instance is a role of its own only if there is one role for each instance.
        if (instance.IsMany && !target.Index.StartsWith("[(", StringComparison.Ordinal))
        {
            return Unknown($"The number of functions is computed when Terraform runs ({instance.Repeated}); all have "
                + $"{target.Address ?? target.Imported}.");
        }

        var many = scope.Chain.FirstOrDefault(one => one.Instance is { IsMany: true } && !(target.Scope?.Chain.Contains(one) ?? false));
        if (many is not null)
        {
            return Unknown($"The number of instances of module.{many.Call!.Name} is computed when Terraform runs "
                + $"({many.Instance!.Repeated}); all have {target.Address ?? target.Imported}.");
        }

        var conditions = new Dictionary<string, bool>(target.Conditions);
        foreach (var when in scope.Chain.Select(one => one.Instance?.When).Append(instance.When).OfType<(string Condition, bool Holds)>())
            conditions[when.Condition] = when.Holds;
        return new()
        {
            Tie = target.Role is null ? RoleTie.Imported : RoleTie.Declared,
            Key = target.Address ?? target.Imported!,
            RoleAddress = target.Address,
            Conditions = conditions,
        };
    }

    // The texts that show a reason end it with a period of their own.
    private static RoleUse Unknown(string reason) => new() { Tie = RoleTie.Unknown, Key = "", Reason = reason.TrimEnd('.') };
}
