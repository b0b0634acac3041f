using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// Reads a function from any object that has its properties: what AWS Tools for PowerShell gives, in any version, or what a
/// person made up. Objects are asked by property name, so no AWS type is needed.
/// </summary>
public sealed class FunctionObjectReader
{
    private static readonly (string Name, FunctionField Field)[] Properties =
    [
        ("FunctionName", FunctionField.FunctionName), ("FunctionArn", FunctionField.FunctionArn), ("Role", FunctionField.Role),
        ("Version", FunctionField.Version), ("Region", FunctionField.Region), ("AccountId", FunctionField.AccountId),
        ("Runtime", FunctionField.Runtime), ("Handler", FunctionField.Handler), ("PackageType", FunctionField.PackageType),
        ("LastModified", FunctionField.LastModified), ("RevisionId", FunctionField.RevisionId),
        ("MemorySize", FunctionField.MemorySize), ("Timeout", FunctionField.Timeout),
    ];

    private readonly StringPool _pool = new();
    private readonly FunctionFields _fields = new();

    /// <summary>The function, or null and the problem with the object.</summary>
    /// <param name="property">Gives a property's value by its name; null where there is none.</param>
    /// <param name="source">The object, for the problem to point at.</param>
    /// <param name="problem">What is wrong with it.</param>
    public LambdaFunction? Read(Func<string, object?> property, object source, out Problem? problem)
    {
        _fields.Clear();
        foreach (var (name, field) in Properties)
        {
            if (Text(property(name)) is { Length: > 0 } text) _fields.Set(field, _pool.Get(text.AsSpan()));
        }

        if (!_fields.NamesFunction)
        {
            problem = InputProblems.NotAFunction(source);
            return null;
        }

        return _fields.Build(_pool, source, out problem);
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        DateTime time => new DateTimeOffset(time.ToUniversalTime()).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
