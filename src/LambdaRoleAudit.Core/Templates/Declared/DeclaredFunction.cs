using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A Lambda function that a template declares.</summary>
public sealed record DeclaredFunction
{
    /// <summary>The function's name if the template has it as plain text, or else its address.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Where it is declared.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>The roles that it can have: one, or one for each value of the conditions that decide.</summary>
    public required IReadOnlyList<RoleUse> Roles { get; init; }

    /// <summary>
    /// Returns the settings under conditions (<see cref="RoleUse.Conditions"/>), one for each combination of the other conditions that
    /// decide them. Null if the settings of this format are not read.
    /// </summary>
    public Func<IReadOnlyDictionary<string, bool>, IReadOnlyList<DeclaredSettings>>? SettingsIn { get; init; }

    /// <summary>The resource in the template; null for formats without nodes.</summary>
    public MappingNode? Node { get; init; }

    /// <summary>Tells if a deployed function can have a name, if the tool makes the name by a rule; null otherwise.</summary>
    internal Func<string, bool>? IsDeployedAs { get; init; }
}
