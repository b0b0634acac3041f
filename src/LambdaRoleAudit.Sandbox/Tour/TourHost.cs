using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace LambdaRoleAudit.Sandbox.Tour;

/// <summary>A PowerShell host that writes plain text, 80 columns wide, and does not ask questions.</summary>
internal sealed class TourHost(TextWriter output) : PSHost
{
    private readonly TourUi _ui = new(output);

    public bool SawOutput => _ui.SawOutput;

    /// <inheritdoc cref="TourUi.Choice"/>
    public int? Choice
    {
        set => _ui.Choice = value;
    }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "LambdaRoleAudit tour";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException("The tour asks nothing.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("The tour asks nothing.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
