namespace LambdaRoleAudit.Policies;

/// <summary>A value that is true, false, or not known.</summary>
internal enum Truth
{
    False,
    Unknown,
    True,
}

/// <summary>Kleene's three-valued logic.</summary>
internal static class Truths
{
    public static Truth And(this Truth one, Truth other) => one < other ? one : other;

    public static Truth Or(this Truth one, Truth other) => one > other ? one : other;

    public static Truth Not(this Truth truth) => Truth.True - (int)truth;

    public static Truth Of(bool? value) => value switch { true => Truth.True, false => Truth.False, null => Truth.Unknown };
}
