using System.Reflection;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>All errors of the module, as they stand in <c>LambdaRoleAudit.Errors</c>.</summary>
internal static class ErrorData
{
    /// <summary>The errors by class and field, such as <c>RepairErrors.InvalidPlan</c>.</summary>
    public static IReadOnlyDictionary<string, ErrorText> All { get; } = Classes()
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(ErrorText))
        .ToDictionary(field => $"{field.DeclaringType!.Name}.{field.Name}", field => (ErrorText)field.GetValue(null)!);

    /// <summary>Errors whose id is a parameter.</summary>
    public static IReadOnlyDictionary<string, ErrorText> ById { get; } = Classes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.ReturnType == typeof(ErrorText))
        .ToDictionary(
            method => $"{method.DeclaringType!.Name}.{method.Name}", method => (ErrorText)method.Invoke(null, ["FileNotFound"])!);

    private static IEnumerable<Type> Classes() =>
        typeof(InputErrors).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(InputErrors).Namespace);
}
