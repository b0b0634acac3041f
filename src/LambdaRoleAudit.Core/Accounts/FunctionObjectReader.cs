using System.Globalization;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads a function from any object that has its properties: output of AWS Tools for PowerShell, in any version, or an object that a user
/// created. Properties are read by name, so no AWS type is needed.
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

    /// <summary>Passes the function, or the problem with the object, to the sink.</summary>
    /// <param name="property">Returns the value of a property by its name; null if there is none.</param>
    /// <param name="source">The object, which a problem refers to.</param>
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
