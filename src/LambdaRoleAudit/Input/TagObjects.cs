using System.Collections;
using System.Management.Automation;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Tags as a user specifies them: a hashtable, or objects with Key and Value, such as the Tag type of AWS Tools.</summary>
internal static class TagObjects
{
    /// <exception cref="ProblemException">An object is not a tag, or a key appears twice.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<object>? tags)
    {
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
        {
            if ((tag is PSObject wrapped ? wrapped.BaseObject : tag) is IDictionary table
                && !(table.Contains("Key") && table.Contains("Value")))
            {
                foreach (DictionaryEntry entry in table) Add(entry.Key.ToString()!, entry.Value?.ToString());
                continue;
            }

            var holder = PSObject.AsPSObject(tag);
            var key = holder.BaseObject is IDictionary pair ? pair["Key"] : holder.Properties["Key"]?.Value;
            var value = holder.BaseObject is IDictionary same ? same["Value"] : holder.Properties["Value"]?.Value;
            Add(key?.ToString() ?? throw new ProblemException(RoleErrors.TagWithoutKey.About(null, ("tag", tag))), value?.ToString());
        }

        return read;

        void Add(string key, string? value)
        {
            if (!read.TryAdd(key, value ?? "")) throw new ProblemException(RoleErrors.TagTwice.About(null, ("key", key)));
        }
    }
}
