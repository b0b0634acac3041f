using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// An IAM role that a template declares, with its policies as IAM would get them. A value that is not known before deployment stands in
/// them as a symbol (<see cref="Symbol"/>), never as a guess.
/// </summary>
public sealed record DeclaredRole
{
    /// <summary>The address: <see cref="RoleUse.RoleAddress"/> of its functions.</summary>
    public required string Address { get; init; }

    /// <summary>
    /// The stack of the CDK app that declares the role, if it is another one. Its name and a slash begin the address, and the symbols of
    /// the policies.
    /// </summary>
    public string? OtherStack { get; init; }

    /// <summary>The role's name if the template has it as plain text; null otherwise.</summary>
    public string? RoleName { get; init; }

    /// <summary>The role's name if the deployment sets none of some parameters, and these; null if it does not depend on them.</summary>
    internal (string Name, string Parameters)? DefaultName { get; init; }

    /// <summary>Where it is declared.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>The role's path; <c>/</c> if the template has none.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The trust policy as JSON; null if it cannot be determined (<see cref="Unknown"/>).</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>The inline policies, those that attach from other resources of the template included.</summary>
    public IReadOnlyList<InlinePolicy> InlinePolicies { get; init; } = [];

    /// <summary>The managed policies: ARNs, possibly with symbols.</summary>
    public IReadOnlyList<string> ManagedPolicyArns { get; init; } = [];

    /// <summary>
    /// Managed policies that the template declares and attaches to the role: their addresses and documents. They are not in
    /// <see cref="ManagedPolicyArns"/>.
    /// </summary>
    public IReadOnlyList<InlinePolicy> DeclaredPolicies { get; init; } = [];

    /// <summary>The permissions boundary's ARN, possibly with symbols; null if there is none.</summary>
    public string? PermissionsBoundaryArn { get; init; }

    /// <summary>The document of the permissions boundary, if the template declares it; null otherwise.</summary>
    public string? PermissionsBoundaryDocument { get; init; }

    /// <summary>Why some of the policies cannot be determined from the template; empty if all can.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>The resource in the template; null if the tool makes the role, and for formats without nodes.</summary>
    public MappingNode? Node { get; init; }
}
