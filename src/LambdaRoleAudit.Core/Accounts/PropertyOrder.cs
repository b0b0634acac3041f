namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The order of the properties in a list's objects. A writer uses one order, so a property's name is nearly always the same as at this
/// position in the previous object: one comparison instead of a lookup. Not thread-safe.
/// </summary>
internal sealed class PropertyOrder
{
    private const int Longest = 64;

    private readonly (byte[] Quoted, FunctionField Field)[] _seen = new (byte[], FunctionField)[Longest];

    /// <summary>Recognizes the property that was at this position the last time.</summary>
    /// <param name="position">The position of the property in the object.</param>
    /// <param name="text">The text, from the opening quote of the name.</param>
    /// <param name="field">The field of the property.</param>
    /// <returns>The length of the name with its quotes; 0 if it is a different property.</returns>
    public int Recognize(int position, ReadOnlySpan<byte> text, out FunctionField field)
    {
        field = FunctionField.Other;
        if (position >= Longest || _seen[position].Quoted is not { } quoted || !text.StartsWith(quoted)) return 0;
        field = _seen[position].Field;
        return quoted.Length;
    }

    /// <summary>Returns the field for a property's name, and remembers it for the next time.</summary>
    public FunctionField Learn(int position, ReadOnlySpan<byte> name)
    {
        var field = FunctionFieldNames.Of(name);
        if (position < Longest) _seen[position] = ([(byte)'"', .. name, (byte)'"'], field);
        return field;
    }
}
