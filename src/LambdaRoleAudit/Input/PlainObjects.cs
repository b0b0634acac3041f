using System.Collections;
using System.Management.Automation;

namespace LambdaRoleAudit.Input;

/// <summary>PowerShell's objects as dictionaries, lists and values, for the JSON writer.</summary>
internal static class PlainObjects
{
    public static object? Of(object? value)
    {
        if (value is PSObject { BaseObject: PSCustomObject } custom)
            return custom.Properties.ToDictionary(property => property.Name, property => Of(property.Value));
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            IDictionary table => table.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Of(table[key])),
            string text => text,
            IEnumerable list => list.Cast<object?>().Select(Of).ToList(),
            var plain => plain,
        };
    }
}
