using System.Management.Automation;
using System.Xml.Linq;

namespace LambdaRoleAudit.Help;

/// <summary>
/// The package's description, as Publish-PSResource would create it from the manifest, with icon, README and license in the package.
/// </summary>
internal static class Nuspec
{
    private static readonly XNamespace Space = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    /// <summary>Returns the description.</summary>
    public static XDocument Write(PSModuleInfo module, IEnumerable<string> cmdlets) => new(new XElement(Space + "package",
        new XElement(Space + "metadata",
            Element("id", module.Name),
            Element("version", module.Version.ToString()),
            Element("authors", module.Author),
            Element("owners", module.CompanyName),
            Element("requireLicenseAcceptance", "false"),
            new XElement(Space + "license", new XAttribute("type", "expression"), "Apache-2.0"),
            Element("icon", "icon.png"),
            Element("readme", "README.md"),
            Element("projectUrl", module.ProjectUri?.OriginalString),
            Element("iconUrl", module.IconUri?.OriginalString),
            Element("description", module.Description),
            Element("releaseNotes", module.ReleaseNotes),
            Element("copyright", module.Copyright),
            Element("tags", string.Join(' ', Tags(module, cmdlets)))),
        new XElement(Space + "files",
            new XElement(Space + "file", new XAttribute("src", "**/*"), new XAttribute("target", "")))));

    /// <summary>Returns the tags by which a gallery finds a module by the name of a command.</summary>
    private static IEnumerable<string> Tags(PSModuleInfo module, IEnumerable<string> cmdlets) =>
        ["PSModule", .. module.Tags, "PSIncludes_Cmdlet", .. cmdlets.SelectMany(name => new[] { $"PSCmdlet_{name}", $"PSCommand_{name}" })];

    private static XElement? Element(string name, string? value) => string.IsNullOrEmpty(value) ? null : new XElement(Space + name, value);
}
