using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Completion;
using LambdaRoleAudit.Input;
using LambdaRoleAudit.Loading;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Output;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;
using LambdaRoleAudit.Session;

namespace LambdaRoleAudit;

/// <summary>
/// <c>Compare-LambdaExecutionRole</c>: compares the permissions that two roles, or two sets of policy documents, grant, with requests that
/// show the differences.
/// </summary>
[Cmdlet(VerbsData.Compare, "LambdaExecutionRole", DefaultParameterSetName = AccountSet)]
[OutputType(typeof(RoleComparison))]
public sealed class CompareLambdaExecutionRoleCommand : AccountCmdlet
{
    private const string DocumentSet = "Policy";

    /// <summary>The role to compare to: a name, an ARN or a role object.</summary>
    [Parameter(ParameterSetName = AccountSet, Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public PSObject ReferenceRole { get; set; } = null!;

    /// <summary>The role to be compared: a name, an ARN or a role object.</summary>
    [Parameter(ParameterSetName = AccountSet, Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject DifferenceRole { get; set; } = null!;

    /// <summary>The policies to compare to: JSON text, hashtables or paths of files. Makes no AWS calls.</summary>
    [Parameter(ParameterSetName = DocumentSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object[] ReferencePolicy { get; set; } = null!;

    /// <summary>The policies to be compared: JSON text, hashtables or paths of files. Makes no AWS calls.</summary>
    [Parameter(ParameterSetName = DocumentSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object[] DifferencePolicy { get; set; } = null!;

    /// <summary>The maximum number of requests to show in each direction.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxWitness { get; set; } = RoleComparer.DefaultWitnesses;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == DocumentSet)
                WriteObject(RoleComparer.Compare(
                    Policies(ReferencePolicy, "reference"), Policies(DifferencePolicy, "difference"), MaxWitness, StopToken));
            else CompareRoles();
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
        catch (ProblemException e)
        {
            WriteProblem(e.Problem);
        }
    }

    private void CompareRoles()
    {
        var sides = new[] { ReferenceRole, DifferenceRole };
        var roles = sides.Select(side => side.BaseObject as ExecutionRole).ToArray();
        if (roles.Any(role => role is null)) Read(sides, roles);
        for (var i = 0; i < roles.Length; i++)
        {
            if (roles[i] is null) return;
            if (!roles[i]!.Exists)
                throw new ProblemException(LookupProblems.RoleNotFound(
                    roles[i]!.RoleArn.Length > 0 ? roles[i]!.RoleArn : roles[i]!.RoleName, []));
        }

        foreach (var role in roles) Check(role!);
        WriteObject(RoleComparer.Compare(roles[0]!, roles[1]!, MaxWitness, StopToken));
    }

    /// <summary>Reads the roles that were specified by name. A role that cannot be read is reported and stays null.</summary>
    private void Read(PSObject[] sides, ExecutionRole?[] roles)
    {
        var references = new RoleReference?[roles.Length];
        for (var i = 0; i < roles.Length; i++)
        {
            if (roles[i] is null && (references[i] = RoleObjects.Read(sides[i], WriteProblem)) is null) return;
        }

        Ask("Reading roles", async (session, observer, cancellationToken) =>
        {
            await new RegionReader(session, AwsSide.Gateway.ListKnownRegions(), observer).CheckAsync(Scope, cancellationToken)
                .ConfigureAwait(false);
            var reader = new ExecutionRoleReader(session.Iam, observer.OnUnread);
            for (var i = 0; i < roles.Length; i++)
                if (references[i] is { } reference)
                    roles[i] = (await reader.ReadAsync([reference], cancellationToken).ConfigureAwait(false)).SingleOrDefault();
        });
    }

    /// <summary>Checks that the role's documents are valid policies, and reports the role whose documents are not.</summary>
    private static void Check(ExecutionRole role)
    {
        try
        {
            role.ToPolicySet();
        }
        catch (PolicyFormatException e)
        {
            throw new ProblemException(PolicyTexts.InvalidDocument($"A policy of role {role.RoleName}", e));
        }
    }

    private (string Name, PolicySet Policies) Policies(object[] values, string side)
    {
        var documents = values.Select((value, i) => PolicyTexts.Parse(value, SessionState, FormattableString.Invariant($"{side} {i + 1}")))
            .ToList();
        return (string.Join(", ", documents.Select(document => document.Name)),
            new PolicySet(documents.Select(document => document.Document)));
    }
}
