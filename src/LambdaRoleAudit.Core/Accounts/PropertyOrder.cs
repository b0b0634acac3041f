namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The order of the properties in a list's objects. A writer keeps to one order, so a property's name is nearly always that of
/// the object before at the same place: one comparison in place of a look-up. Not thread-safe.
/// </summary>
internal sealed class PropertyOrder
{
    private const int Longest = 64;

    private readonly (byte[] Quoted, FunctionField Field)[] _seen = new (byte[], FunctionField)[Longest];

    /// <summary>Recognizes the property that was at this place the last time.</summary>
    /// <param name="position">Which property of the object it is.</param>
    /// <param name="text">The text from its opening quote on.</param>
    /// <param name="field">The field that it means.</param>
    /// <returns>The length of the name with its quotes; 0 where it is another.</returns>
    public int Recognize(int position, ReadOnlySpan<byte> text, out FunctionField field)
    {
        field = FunctionField.Other;
        if (position >= Longest || _seen[position].Quoted is not { } quoted || !text.StartsWith(quoted)) return 0;
        field = _seen[position].Field;
        return quoted.Length;
    }

    /// <summary>The field that a property's name means, to be recognized the next time.</summary>
    public FunctionField Learn(int position, ReadOnlySpan<byte> name)
    {
        var field = FunctionFieldNames.Of(name);
        if (position < Longest) _seen[position] = ([(byte)'"', .. name, (byte)'"'], field);
        return field;
    }
}
