using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that reads an account, or files instead of an account.</summary>
public abstract class ReadingCmdlet : SelectingCmdlet
{
    private protected ReadingCmdlet(bool prefersRoles = false)
        : base(prefersRoles)
    {
    }

    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>Files to read instead of AWS. Wildcards are expanded.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>Files to read instead of AWS, by their exact names.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>True if files are read instead of AWS.</summary>
    private protected bool IsFromFiles => Path is not null || LiteralPath is not null;

    /// <summary>Returns the specified files.</summary>
    private protected IEnumerable<string> Files(Action<Problem> report) =>
        Path is not null ? FilePaths.Expand(Path, SessionState, report) : FilePaths.Exact(LiteralPath ?? [], SessionState, report);

    /// <summary>Reads the account from AWS, or from files.</summary>
    private protected Account Read(AccountQuery query, string activity, bool needsRoles = true) =>
        IsFromFiles ? ReadFiles(Files(WriteProblem), needsRoles) : ReadAccount(query, activity);
}
