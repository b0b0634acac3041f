using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// What Lambda asks of the role of a function in a VPC, whenever the function is given a role (Lambda developer guide,
/// "Giving Lambda functions access to resources in an Amazon VPC", required IAM permissions).
/// </summary>
public static class VpcAccess
{
    /// <summary>The action that Lambda looks for.</summary>
    public const string Action = "ec2:CreateNetworkInterface";

    /// <summary>Who is within this may not make a network interface, wherever and under whatever conditions.</summary>
    private static readonly PolicySet AllButIt = new([PolicyDocument.Parse(
        $$$"""{"Version":"{{{PolicyDocument.DefaultVersion}}}","Statement":[{"Effect":"Allow","NotAction":"{{{Action}}}","Resource":"*"}]}""")]);

    /// <summary>
    /// Whether Lambda is sure to refuse the role. Proven, not asked for one subnet: which one Lambda asks for is not known.
    /// Where it is not sure, or the role was not read whole, Lambda decides.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
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
