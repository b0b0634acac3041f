using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>Finds the role that a pipeline object is, has or names.</summary>
internal static class RoleObjects
{
    private static readonly string[] Properties = ["RoleArn", "Role", "Arn", "RoleName"];

    /// <summary>Returns the role; null if the object does not name one, which is reported.</summary>
    public static RoleReference? Read(PSObject? input, Action<Problem> report)
    {
        var text = input?.BaseObject switch
        {
            null => null,
            string name => name,
            ExecutionRole { RoleArn.Length: > 0 } role => role.RoleArn,
            LambdaFunction function => function.Role,
            _ => Properties.Select(property => Value(input, property)).FirstOrDefault(value => value is not null),
        };
        if (text is null)
        {
            report(input is null ? RoleErrors.RoleObjectNull.About(null) : RoleErrors.ObjectWithoutRole.About(input));
            return null;
        }

        return Parse(text, report);
    }

    /// <summary>Returns true if the object has a property that names a role.</summary>
    public static bool Has(PSObject input) => Properties.Any(property => Value(input, property) is not null);

    /// <summary>Returns the role with the given name or ARN; null if the text is neither, which is reported.</summary>
    public static RoleReference? Parse(string text, Action<Problem> report)
    {
        if (RoleReference.TryParse(text, out var reference)) return reference;
        report(RoleErrors.InvalidRole.About(text, ("role", text)));
        return null;
    }

    private static string? Value(PSObject holder, string name)
    {
        var value = holder.BaseObject is System.Collections.IDictionary table ? table[name] : holder.Properties[name]?.Value;
        // Only strings, because a property named Role can also be an object.
        return (value is PSObject wrapped ? wrapped.BaseObject : value) as string is { Length: > 0 } text ? text : null;
    }
}
