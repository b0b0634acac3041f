using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

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

    /// <summary>Returns the specified templates and files.</summary>
    private protected ReadPaths Paths(Action<Problem> report) => ReadPaths.Of(Path, LiteralPath, SessionState, report);

    /// <summary>Reads the account from AWS, or from exports.</summary>
    /// <exception cref="ProblemException">A file is a template, which this command cannot use.</exception>
    private protected Account Read(AccountQuery query, string activity)
    {
        if (!IsFromFiles) return ReadAccount(query, activity);
        var paths = Paths(WriteProblem);
        return paths.Templates.Count == 0
            ? ReadFiles(paths.Exports)
            : throw new ProblemException(TemplateErrors.TemplateNotUsable.About(paths.Templates[0], ("path", paths.Templates[0])));
    }

    /// <summary>Reads the account from AWS, or from files; null if all files are templates, or no path names a file.</summary>
    /// <param name="query">The data to read from AWS.</param>
    /// <param name="activity">The text of the progress bar.</param>
    /// <param name="templates">The templates among the files; null if there are none.</param>
    /// <param name="needsRoles">True to report that no file contains roles.</param>
    private protected Account? Read(AccountQuery query, string activity, out TemplateSet? templates, bool needsRoles = true)
    {
        templates = null;
        if (!IsFromFiles) return ReadAccount(query, activity);
        var paths = Paths(WriteProblem);
        templates = ReadTemplates(paths.Templates);
        return paths.Exports.Count > 0 ? ReadFiles(paths.Exports, needsRoles) : null;
    }
}
