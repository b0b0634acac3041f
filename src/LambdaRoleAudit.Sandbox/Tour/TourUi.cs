using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Sandbox.Tour;

/// <summary>The output side of the tour's host.</summary>
internal sealed partial class TourUi(TextWriter output) : PSHostUserInterface
{
    public bool SawOutput { get; private set; }

    /// <summary>The number of the choice to take at every question; null if questions are not allowed.</summary>
    public int? Choice { get; set; }

    public override PSHostRawUserInterface RawUI { get; } = new TourRawUi();

    public override void Write(string value) => Put(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Put(value);

    public override void WriteLine(string value) => Put($"{value}{Environment.NewLine}");

    public override void WriteErrorLine(string value) => Put($"{value}{Environment.NewLine}");

    public override void WriteWarningLine(string message) => Put($"WARNING: {message}{Environment.NewLine}");

    public override void WriteVerboseLine(string message) => Put($"VERBOSE: {message}{Environment.NewLine}");

    public override void WriteDebugLine(string message) => Put($"DEBUG: {message}{Environment.NewLine}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => throw NoQuestions();

    public override SecureString ReadLineAsSecureString() => throw NoQuestions();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw NoQuestions();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        Choice ?? throw NoQuestions();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw NoQuestions();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw NoQuestions();

    private void Put(string text)
    {
        SawOutput |= !string.IsNullOrWhiteSpace(text);
        output.Write(EscapeSequences().Replace(text, ""));
    }

    private static HostException NoQuestions() => new("The tour asks nothing.");

    /// <summary>Matches color sequences, which would be noise in stored output.</summary>
    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex EscapeSequences();
}
