using System.Management.Automation;
using System.Management.Automation.Runspaces;
using LambdaRoleAudit.Help;

// Makes Get-Help's file from the pages and the staged module: arguments are the folder of the pages, the manifest, the file.
var (pages, manifest, output) = (args[0], args[1], args[2]);
try
{
    using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
    runspace.Open();
    using var shell = PowerShell.Create(runspace);
    var module = shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("PassThru")
        .AddParameter("ErrorAction", "Stop")
        .Invoke<PSModuleInfo>().Single();
    var commands = module.ExportedCmdlets.Values.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)
        .Select(cmdlet => (HelpPage.Read(Path.Combine(pages, $"{cmdlet.Name}.md")), cmdlet)).ToList();
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    MamlWriter.Write(commands).Save(output);
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or RuntimeException)
{
    // The form that MSBuild takes for an error of the build.
    Console.Error.WriteLine($"help : error LRAHELP: {e.Message}");
    return 1;
}
