using System.Management.Automation;
using System.Security.Cryptography;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that plans a repair.</summary>
public abstract class RepairPlanCmdlet : SelectingCmdlet
{
    /// <summary>The same permissions as the source role, what the function's settings need, or what the function used.</summary>
    [Parameter]
    public virtual RepairStrategy Strategy { get; set; }

    /// <summary>The usage of functions, from Get-LambdaRoleUsage, for the strategy Used.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual PSObject[]? Usage { get; set; }

    /// <summary>Files with the usage of functions, as JSON, for the strategy Used. Wildcards are expanded.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[]? UsagePath { get; set; }

    /// <summary>The resources of narrowed statements: those that were used, these widened by rules, or those of the source role.</summary>
    [Parameter]
    public virtual NarrowedResourceScope ResourceScope { get; set; } = NarrowedResourceScope.Widened;

    /// <summary>The number of days with records that the usage must have.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public virtual int MinimumDays { get; set; } = NarrowingOptions.DefaultMinimumDays;

    /// <summary>Keeps actions whose use cannot be seen. This is the default.</summary>
    [Parameter]
    public virtual SwitchParameter KeepUnseen { get; set; }

    /// <summary>
    /// Drops actions whose use cannot be seen, if IAM's service last accessed information says that the role never used their service.
    /// </summary>
    [Parameter]
    public virtual SwitchParameter DropUnseen { get; set; }

    /// <summary>The prefix of the names of new roles, for accounts that allow creating and passing roles only by name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? RoleNamePrefix { get; set; }

    /// <summary>Functions that keep the source role: names, wildcards or ARNs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? KeepFunction { get; set; }

    /// <summary>Allows functions that CloudFormation, SAM, CDK, Terraform or Serverless Framework manages.</summary>
    [Parameter]
    public virtual SwitchParameter AllowManaged { get; set; }

    /// <summary>Allows a new role to lack permissions of the source role, because a policy depends on the caller.</summary>
    [Parameter]
    public virtual SwitchParameter AllowLoss { get; set; }

    /// <summary>Does not read policies of resources.</summary>
    [Parameter]
    public virtual SwitchParameter SkipResourcePolicy { get; set; }

    /// <summary>Reads the policies of all resources in the scope, not only of those that the source roles' policies name.</summary>
    [Parameter]
    public virtual SwitchParameter ScanResourcePolicy { get; set; }

    /// <summary>Does not read resources whose policies, as AWS Config recorded them, treat all roles alike.</summary>
    [Parameter]
    public virtual SwitchParameter UseAwsConfig { get; set; }

    /// <summary>Moves aliases that point to published versions on the source role.</summary>
    [Parameter]
    public virtual SwitchParameter IncludeAlias { get; set; }

    /// <summary>Moves aliases with provisioned concurrency too.</summary>
    [Parameter]
    public virtual SwitchParameter AllowProvisionedConcurrency { get; set; }

    /// <summary>Returns tests for the functions to keep.</summary>
    /// <exception cref="ProblemException">A text is not a function's name. A typo must not cause a function to be changed.</exception>
    private protected IReadOnlyList<NameTest<LambdaFunction>>? Kept() =>
        KeepFunction?.Select(text => NameTests.Function(text, problem => throw new ProblemException(problem))!).ToList();

    private static readonly string[] OfUsed =
        [nameof(Usage), nameof(UsagePath), nameof(ResourceScope), nameof(MinimumDays), nameof(KeepUnseen), nameof(DropUnseen)];

    /// <summary>Returns the usage for the strategy Used; empty for another strategy.</summary>
    /// <exception cref="ProblemException">The parameters do not go together, or the usage cannot be read.</exception>
    private protected IReadOnlyList<LambdaRoleUsage> UsageOfStrategy()
    {
        if (Strategy != RepairStrategy.Used)
            return OfUsed.Where(MyInvocation.BoundParameters.ContainsKey).Select(name => $"-{name}").ToList() is { Count: > 0 } others
                ? throw new ProblemException(RepairErrors.NarrowingWithoutUsed.About(null, ("parameters", string.Join(", ", others))))
                : [];
        if (KeepUnseen && DropUnseen) throw new ProblemException(RepairErrors.KeepAndDropUnseen.About(null));
        return UsageObjects.Read(Usage, UsagePath, SessionState) ?? throw new ProblemException(RepairErrors.UsageRequired.About(null));
    }

    /// <summary>Returns the plan. Problems with the request are reported.</summary>
    /// <param name="selection">The functions.</param>
    /// <param name="read">Reads the account.</param>
    /// <exception cref="ProblemException">The plan cannot be created.</exception>
    private protected RepairPlan Plan(Selection selection, Func<AccountQuery, Account> read)
    {
        if (RoleNamePrefix is { } prefix && (prefix.Length > RoleNaming.LongestPrefix || !RoleNames.IsValid(prefix)))
            throw new ProblemException(RepairErrors.InvalidRoleNamePrefix.About(
                prefix, ("prefix", prefix), ("length", RoleNaming.LongestPrefix)));
        if (SkipResourcePolicy && ScanResourcePolicy) throw new ProblemException(RepairErrors.SkipAndScan.About(null));
        if (UseAwsConfig && !ScanResourcePolicy) throw new ProblemException(RepairErrors.UseAwsConfigAlone.About(null));
        if (AllowProvisionedConcurrency && !IncludeAlias)
            throw new ProblemException(RepairErrors.AllowProvisionedConcurrencyAlone.About(null));
        var options = new RepairOptions
        {
            Strategy = Strategy,
            Usage = UsageOfStrategy(),
            Narrowing = new NarrowingOptions { ResourceScope = ResourceScope, DropUnseen = DropUnseen, MinimumDays = MinimumDays },
            RoleNamePrefix = RoleNamePrefix ?? "",
            Keep = Kept(),
            AllowManaged = AllowManaged,
            AllowLoss = AllowLoss,
            AllowUnknown = AllowUnknown,
            IncludeAlias = IncludeAlias,
            AllowProvisionedConcurrency = AllowProvisionedConcurrency,
            ResourcePolicies = SkipResourcePolicy
                ? ResourcePolicyReading.None
                : ScanResourcePolicy ? ResourcePolicyReading.All : ResourcePolicyReading.Related,
            UseAwsConfig = UseAwsConfig,
        };
        var account = read(RepairPlanner.Query(selection, options, Scope));
        var plan = RepairPlanner.Plan(
            account, selection, options, Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant(), StopToken);
        foreach (var problem in plan.Problems) WriteProblem(problem);
        if (plan.Steps.Count == 0 && plan.Problems.Count == 0 && !selection.IsEverything)
            WriteWarning("No function matches everything that was specified; there is nothing to do.");
        return plan;
    }
}
