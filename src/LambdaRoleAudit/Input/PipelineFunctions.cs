using System.Management.Automation;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Input;

/// <summary>Collects pipeline input: functions of any type, this module's objects, and files.</summary>
internal sealed class PipelineFunctions(FunctionInventoryBuilder builder, List<string> files)
{
    private readonly FunctionObjectReader _reader = new(builder);

    /// <summary>True if something other than files came.</summary>
    public bool HasFunctions { get; private set; }

    /// <summary>Adds one object.</summary>
    public void Take(PSObject? input)
    {
        HasFunctions |= input?.BaseObject is not FileSystemInfo;
        if (input is not null && TemplateObject.Of(input) is { } declared)
        {
            builder.Report(declared);
            return;
        }

        switch (input?.BaseObject)
        {
            case null: builder.Report(InputErrors.InputNull.About(null)); break;
            case LambdaFunction function: builder.Add(function); break;
            case SharedLambdaRole role:
                foreach (var function in role.Functions) builder.Add(function);
                break;
            case FileSystemInfo file: files.Add(file.FullName); break;
            default: TakeObject(input); break;
        }
    }

    private void TakeObject(PSObject input)
    {
        // Get-LMFunction returns a response whose Configuration property is the function.
        var holder = Value(input, "Role") is null && Value(input, "Configuration") is { } inner ? PSObject.AsPSObject(inner) : input;
        _reader.Read(name => Value(holder, name), input.BaseObject is PSCustomObject ? input : input.BaseObject);
    }

    private static object? Value(PSObject holder, string name)
    {
        // A Hashtable is treated like any other object.
        if (holder.BaseObject is System.Collections.IDictionary table) return table[name];
        try
        {
            return holder.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            // A property that throws counts as missing. A missing value is reported.
            return null;
        }
    }
}
