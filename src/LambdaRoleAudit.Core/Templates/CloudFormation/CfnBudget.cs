namespace LambdaRoleAudit.Templates;

/// <summary>
/// Limits the work on one template. Loops and substitutions inside each other can stand for more values than any machine can hold; a
/// template that CloudFormation accepts needs a small part of this.
/// </summary>
internal sealed class CfnBudget
{
    private const int MostSteps = 5_000_000;
    private const int MostCharacters = 1 << 20;

    private long _left = MostSteps;

    /// <summary>Uses one step of the budget. Returns false if the budget is used up.</summary>
    public bool Take(long steps = 1) => (_left -= steps) >= 0;

    /// <summary>True if nothing is left. Then some values are unknown.</summary>
    public bool IsSpent => _left < 0;

    /// <summary>True if a text is short enough, and there is work left for it.</summary>
    public bool Allows(long characters) => Take(characters > MostCharacters ? MostSteps + 1 : characters / 8);
}
