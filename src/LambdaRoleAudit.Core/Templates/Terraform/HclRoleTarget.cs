namespace LambdaRoleAudit.Templates;

/// <summary>What an expression in a folder of .tf files names as a role.</summary>
internal sealed record HclRoleTarget
{
    /// <summary>The resource, if it is in the folder; null otherwise.</summary>
    public HclItem? Role { get; init; }

    /// <summary>The module that the resource is in.</summary>
    public HclScope? Scope { get; init; }

    /// <summary>The index of the instance as a step.</summary>
    public string Index { get; init; } = "";

    /// <summary>What names the role, if it is made somewhere else; null otherwise.</summary>
    public string? Imported { get; init; }

    /// <summary>True if <see cref="Imported"/> is a text that is written, and not an expression.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The expression of <see cref="Imported"/>, and the module that it is in; null if it is an output of a module.</summary>
    public (HclPlaced Value, HclScope Scope)? Source { get; init; }

    /// <summary>The reason, if the role cannot be determined; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The conditions of the choices that lead to the role.</summary>
    public IReadOnlyDictionary<string, bool> Conditions { get; init; } = new Dictionary<string, bool>();

    /// <summary>The address of the role; null if it is not in the folder.</summary>
    public string? Address =>
        Role is null ? null : $"{Scope!.Prefix}{Role.Block.Label(0)}.{Role.Name}{TerraformSteps.Written(Index)}";

    /// <summary>Returns a target that cannot be determined.</summary>
    public static HclRoleTarget Unknown(string reason) => new() { Reason = reason };
}
