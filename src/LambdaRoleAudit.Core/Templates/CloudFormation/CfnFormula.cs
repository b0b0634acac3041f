namespace LambdaRoleAudit.Templates;

/// <summary>A condition.</summary>
internal abstract record CfnFormula
{
    /// <summary>A condition that nothing is known about: any value is possible. The same name has the same value.</summary>
    public sealed record Free(string Name) : CfnFormula;

    /// <summary>True or false.</summary>
    public sealed record Constant(bool Value) : CfnFormula;

    /// <summary>A value of deployment time is equal to a literal.</summary>
    /// <param name="Variable">The value.</param>
    /// <param name="Literal">The literal.</param>
    /// <param name="Allowed">The values that it can have; null if any.</param>
    public sealed record Compared(string Variable, string Literal, IReadOnlyList<string>? Allowed) : CfnFormula;

    /// <summary>Another condition.</summary>
    public sealed record Named(string Name) : CfnFormula;

    /// <summary>All hold (or, if <paramref name="Any"/>, one of them).</summary>
    public sealed record Several(IReadOnlyList<CfnFormula> Parts, bool Any) : CfnFormula;

    /// <summary>It does not hold.</summary>
    public sealed record Not(CfnFormula Part) : CfnFormula;
}
