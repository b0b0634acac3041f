using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LambdaRoleAudit.Help;

// Writes the derived files: the file of Get-Help from the pages, and the manifest's release notes and the package's .nuspec from the
// manifest and CHANGELOG.md. Arguments: the folder of the pages, the staged module, the .nuspec.
var (pages, folder, nuspec) = (args[0], args[1], args[2]);
try
{
    var manifest = Path.Combine(folder, "LambdaRoleAudit.psd1");
    ReleaseNotes.WriteTo(manifest, Path.Combine(folder, "CHANGELOG.md"));

    using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
    runspace.Open();
    using var shell = PowerShell.Create(runspace);
    var module = shell.AddCommand("Import-Module")
        .AddParameter("Name", manifest).AddParameter("PassThru").AddParameter("ErrorAction", "Stop")
        .Invoke<PSModuleInfo>().Single();
    var cmdlets = module.ExportedCmdlets.Values.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal).ToList();
    var help = Path.Combine(folder, "en-US", "LambdaRoleAudit.dll-Help.xml");
    Directory.CreateDirectory(Path.GetDirectoryName(help)!);
    MamlWriter.Write(cmdlets.Select(cmdlet => (HelpPage.Read(Path.Combine(pages, $"{cmdlet.Name}.md")), cmdlet))).Save(help);
    Nuspec.Write(module, cmdlets.Select(cmdlet => cmdlet.Name)).Save(nuspec);
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or RuntimeException)
{
    // The format that MSBuild recognizes as a build error.
    Console.Error.WriteLine($"help : error LRAHELP: {e.Message}");
    return 1;
}
