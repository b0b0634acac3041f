using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// The permissions that Lambda requires of a role whenever the role is assigned to a function in a VPC (Lambda developer guide, "Giving
/// Lambda functions access to resources in an Amazon VPC", required IAM permissions).
/// </summary>
public static class VpcAccess
{
    /// <summary>The action that Lambda checks.</summary>
    public const string Action = "ec2:CreateNetworkInterface";

    /// <summary>A role that grants no more than this cannot create a network interface, on any resource and under any condition.</summary>
    private static readonly PolicySet AllButIt = new([PolicyDocument.Parse(
        $$$"""{"Version":"{{{PolicyDocument.DefaultVersion}}}","Statement":[{"Effect":"Allow","NotAction":"{{{Action}}}","Resource":"*"}]}""")]);

    /// <summary>
    /// Returns true if Lambda will certainly reject the role. This is proven, not tested for one subnet, because it is not known which
    /// subnet Lambda uses. If it is not certain, or if the role was not read completely, Lambda decides.
    /// </summary>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static bool IsRefused(ExecutionRole role, CancellationToken cancellationToken)
    {
        if (!role.IsComplete) return false;
        try
        {
            return PolicyProver.GrantsNoMoreThan(role.ToPolicySet(), AllButIt, cancellationToken: cancellationToken).Outcome
                == ProofOutcome.Proven;
        }
        catch (PolicyFormatException)
        {
            return false;
        }
    }
}
