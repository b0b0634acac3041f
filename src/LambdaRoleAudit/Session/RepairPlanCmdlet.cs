using System.Management.Automation;
using System.Security.Cryptography;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Repair;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Session;

/// <summary>A cmdlet that plans a repair.</summary>
public abstract class RepairPlanCmdlet : SelectingCmdlet
{
    /// <summary>The same permissions as the source role, or what the function's settings need.</summary>
    [Parameter]
    public virtual RepairStrategy Strategy { get; set; }

    /// <summary>What the names of new roles begin with, for accounts that allow creating and passing roles by name only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? RoleNamePrefix { get; set; }

    /// <summary>Functions that keep the source role: names, wildcards or ARNs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? KeepFunction { get; set; }

    /// <summary>Functions may belong to CloudFormation, SAM, CDK, Terraform or Serverless Framework.</summary>
    [Parameter]
    public virtual SwitchParameter AllowManaged { get; set; }

    /// <summary>A new role may lack what the source role is allowed, because a policy looks at who calls.</summary>
    [Parameter]
    public virtual SwitchParameter AllowLoss { get; set; }

    /// <summary>The resource policies of functions are not read.</summary>
    [Parameter]
    public virtual SwitchParameter SkipResourcePolicy { get; set; }

    /// <summary>The resource policies of all functions of the scope are read, not only of those on the source roles.</summary>
    [Parameter]
    public virtual SwitchParameter ScanResourcePolicy { get; set; }

    /// <summary>The functions to keep, as tests.</summary>
    /// <exception cref="ProblemException">A text is no function's name: a typo must not move a function.</exception>
    private protected IReadOnlyList<NameTest<LambdaFunction>>? Kept() =>
        KeepFunction?.Select(text => NameTests.Function(text, problem => throw new ProblemException(problem))!).ToList();

    /// <summary>The plan. What is wrong with what was asked for is told.</summary>
    /// <param name="selection">The functions.</param>
    /// <param name="read">Reads the account.</param>
    /// <exception cref="ProblemException">Nothing can be planned.</exception>
    private protected IReadOnlyList<LambdaRoleRepairStep> Plan(Selection selection, Func<AccountQuery, Account> read)
    {
        if (RoleNamePrefix is { } prefix && (prefix.Length > RoleNaming.LongestPrefix || !RoleNames.IsValid(prefix)))
            throw new ProblemException(RepairErrors.InvalidRoleNamePrefix.About(
                prefix, ("prefix", prefix), ("length", RoleNaming.LongestPrefix)));
        if (SkipResourcePolicy && ScanResourcePolicy) throw new ProblemException(RepairErrors.SkipAndScan.About(null));
        var options = new RepairOptions
        {
            Strategy = Strategy,
            RoleNamePrefix = RoleNamePrefix ?? "",
            Keep = Kept(),
            AllowManaged = AllowManaged,
            AllowLoss = AllowLoss,
            AllowUnknown = AllowUnknown,
            ResourcePolicies = SkipResourcePolicy
                ? ResourcePolicyReading.None
                : ScanResourcePolicy ? ResourcePolicyReading.All : ResourcePolicyReading.Related,
        };
        var account = read(RepairPlanner.Query(selection, options, Scope));
        var plan = RepairPlanner.Plan(
            account, selection, options, Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant(), StopToken);
        foreach (var problem in plan.Problems) WriteProblem(problem);
        if (plan.Steps.Count == 0 && plan.Problems.Count == 0 && !selection.IsEverything)
            WriteWarning("No function matches everything that was specified; there is nothing to do.");
        return plan.Steps;
    }
}
