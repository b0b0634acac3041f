using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Templates;

/// <summary>What to write by hand if a step is blocked: the function's role, and a role to complete.</summary>
internal static class ServerlessSnippet
{
    /// <summary>Returns the text.</summary>
    /// <param name="service">The service.</param>
    /// <param name="newRole">Writes roles.</param>
    /// <param name="grants">What the framework grants.</param>
    /// <param name="function">The function; null if it is declared in a form that cannot be read.</param>
    /// <param name="key">The function's key.</param>
    /// <param name="use">The role that it uses.</param>
    public static string Of(
        ServerlessService service, ServerlessNewRole newRole, ServerlessGrants grants, ServerlessFunction? function, string key,
        RoleUse use)
    {
        var known = function ?? new()
        {
            Key = key,
            KeyNode = new() { Value = key, Style = default, Span = default, Line = 0, Column = 0 },
            Written = service.Root,
            Node = null,
            Text = service.Text,
        };
        var id = $"{string.Concat(known.LogicalName.Where(char.IsAsciiLetterOrDigit))}ExecutionRole";
        JsonObject role;
        try
        {
            role = use.RoleAddress is { } address && address != ServerlessService.SharedRole
                ? newRole.CopyOf(address, known)
                : newRole.OfGrant(grants.Own(known));
        }
        catch (ServerlessBlocked)
        {
            role = newRole.OfGrant(grants.OfProvider());
        }

        var whole = new JsonObject
        {
            ["functions"] = new JsonObject { [key] = new JsonObject { ["role"] = id } },
            ["resources"] = new JsonObject { ["Resources"] = new JsonObject { [id] = role } },
        };
        return string.Concat(ServerlessYaml.Lines(whole).Select(line => line + "\n"));
    }
}
