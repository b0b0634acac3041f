using System.Globalization;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads a function from any object that has its properties: what AWS Tools for PowerShell gives, in any version, or what a
/// person made up. Objects are asked by property name, so no AWS type is needed.
/// </summary>
public sealed class FunctionObjectReader(IFunctionSink sink)
{
    private static readonly (string Name, FunctionField Field)[] Properties =
    [
        ("FunctionName", FunctionField.FunctionName), ("FunctionArn", FunctionField.FunctionArn), ("Role", FunctionField.Role),
        ("Version", FunctionField.Version), ("Region", FunctionField.Region), ("AccountId", FunctionField.AccountId),
        ("Runtime", FunctionField.Runtime), ("Handler", FunctionField.Handler), ("PackageType", FunctionField.PackageType),
        ("LastModified", FunctionField.LastModified), ("RevisionId", FunctionField.RevisionId),
        ("MemorySize", FunctionField.MemorySize), ("Timeout", FunctionField.Timeout),
    ];

    private readonly FunctionFields _fields = new();

    /// <summary>Hands the function to the sink, or the problem with the object.</summary>
    /// <param name="property">Gives a property's value by its name; null where there is none.</param>
    /// <param name="source">The object, for a problem to point at.</param>
    public void Read(Func<string, object?> property, object source)
    {
        _fields.Clear();
        foreach (var (name, field) in Properties) _fields.Set(field, Text(property(name)));
        if (_fields.FunctionName is { Length: > 0 } || _fields.FunctionArn is { Length: > 0 }) _fields.GiveTo(sink, source, null);
        else sink.Report(InputErrors.InputNotAFunction.About(source, ("type", source.GetType().FullName)));
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
