namespace LambdaRoleAudit.Policies;

/// <summary>A verdict and its reason.</summary>
/// <param name="Verdict">Allowed, Denied or Depends.</param>
/// <param name="Statement">The statement that decides: the one that allows, or the one that denies; null if no statement allows.</param>
/// <param name="DependsOn">The context keys that the verdict depends on, or the JSON paths of what is not understood, sorted; empty unless
/// the verdict is Depends.</param>
public sealed record PolicyDecision(PolicyVerdict Verdict, PolicyStatement? Statement, IReadOnlyList<string> DependsOn);
