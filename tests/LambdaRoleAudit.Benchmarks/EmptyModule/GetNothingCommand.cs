using System.Management.Automation;

namespace EmptyModule;

/// <summary>The least that a binary module can hold: what importing one costs at least.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
public sealed class GetNothingCommand : PSCmdlet;
