using System.Management.Automation;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>All that a command shows beside its output, stream by stream.</summary>
public static class ShownStreams
{
    /// <summary>Runs a script to its end, whatever that is.</summary>
    public static List<(string Stream, string Text)> Run(ModuleSession session, string script)
    {
        using var shell = session.Shell(script);
        var shown = new List<(string Stream, string Text)>();
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException e)
        {
            Add(e.ErrorRecord);
        }

        foreach (var error in shell.Streams.Error) Add(error);
        shown.AddRange(shell.Streams.Warning.Select(record => ("warning", record.Message)));
        shown.AddRange(shell.Streams.Verbose.Select(record => ("verbose", record.Message)));
        shown.AddRange(shell.Streams.Debug.Select(record => ("debug", record.Message)));
        shown.AddRange(shell.Streams.Information.Select(record => ("information", record.ToString())));
        shown.AddRange(
            shell.Streams.Progress.Select(record =>
                ("progress", $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}")));
        shown.Add(("screen", session.Screen));
        return shown;

        void Add(ErrorRecord error)
        {
            shown.Add(
                ("error",
                    $"{error}\n{error.ErrorDetails?.Message}\n{error.ErrorDetails?.RecommendedAction}\n"
                    + $"{error.CategoryInfo.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"));
            for (var e = error.Exception; e is not null; e = e.InnerException) shown.Add(("exception", e.Message));
        }
    }
}
