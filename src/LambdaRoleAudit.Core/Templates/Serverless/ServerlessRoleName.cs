using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Templates;

/// <summary>Finds texts that name a role by its name, such as the ARN of a principal that an author put together.</summary>
/// <param name="service">The service.</param>
internal sealed partial class ServerlessRoleName(ServerlessService service)
{
    /// <summary>
    /// Returns a pattern for the end of the role's ARN, after the account; null if nothing of the role's name is known. What is known
    /// at deployment only can be written in several ways, so it stands for anything.
    /// </summary>
    /// <remarks>The name that the framework gives is that of lib/plugins/aws/lib/naming.js, getRoleName.</remarks>
    public Regex? PatternOf(string role)
    {
        var isShared = role == ServerlessService.SharedRole;
        var written = isShared
            ? service.ProviderSetting("iam", "role", "name")
            : service.Setting(service.Resources[role]?.Node, "Properties", "RoleName");
        var own = service.Root["service"];
        var name = written is not null ? service.Texts.TextOf(service.Json.Of(written))
            : isShared ? $"{service.Scalar(own is MappingNode names ? names["name"] : own) ?? "${service}"}-${{stage}}-lambdaRole"
            : null;
        if (name is null) return null;
        var pattern = new StringBuilder("role/(?:[^\"]*/)?");
        var at = 0;
        var letters = 0;
        foreach (Match open in Open().Matches(name))
        {
            pattern.Append(Regex.Escape(name[at..open.Index])).Append("[^\"]+");
            letters += open.Index - at;
            at = open.Index + open.Length;
        }

        letters += name.Length - at;
        return letters < 2
            ? null
            : new($"{pattern.Append(Regex.Escape(name[at..]))}(?:[^A-Za-z0-9_+=,.@-]|$)", RegexOptions.NonBacktracking);
    }

    [GeneratedRegex("\uE000[^\uE001]*\uE001|\\$\\{[^}]*\\}+")]
    private static partial Regex Open();
}
