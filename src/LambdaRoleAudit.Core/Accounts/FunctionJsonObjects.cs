using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Decides for each object that was read completely whether it is a function, and passes it on.</summary>
internal sealed class FunctionJsonObjects(IFunctionSink sink, object source, FunctionJsonCount count)
{
    private const string FunctionResourceType = "AWS::Lambda::Function";

    /// <summary>Closes an object.</summary>
    public void Close(JsonNodeState node, JsonNodeState? parent)
    {
        if (node.ResourceType is { } type)
        {
            CloseConfigItem(node, type);
            return;
        }

        if (node.HasInner)
        {
            GiveInner(node);
            return;
        }

        if (node.IsBroken)
        {
            ReportBroken(node);
            return;
        }

        if (!node.Fields.NamesFunction) return;
        // An event source mapping or a policy also names a function. Only a name (or a position in a list of functions) makes an object
        // without a role a function whose role is missing.
        if (string.IsNullOrEmpty(node.Fields.Role) && node.Fields.FunctionName is null && node.Via != FunctionField.Functions) return;
        count.AddFunction();
        if (node.Via == FunctionField.Configuration && parent is { IsObject: true })
        {
            // The wrapper may have more data before or after the function, such as AWS Config's time and status.
            parent.TakeInner(ref node.Fields);
        }
        else
        {
            node.Fields.GiveTo(sink, source, null);
        }
    }

    private void ReportBroken(JsonNodeState node)
    {
        count.AddFunction();
        sink.Report(InputProblems.FunctionEntryInvalid(node.ResourceArn ?? "", "Its configuration is not JSON.", source));
    }

    private void CloseConfigItem(JsonNodeState node, string type)
    {
        count.Understood++;
        if (type != FunctionResourceType)
        {
            if (!node.HasInner || string.IsNullOrEmpty(node.Inner.Role)) return;
            // The object looks like a function except for its type, in which a byte may have changed.
            node.Inner.Refuse($"Its resourceType is '{type}', not {FunctionResourceType}.");
        }

        count.IsRecognized = true;
        if (node.HasInner)
        {
            GiveInner(node);
        }
        else if (node.IsTold)
        {
            return;
        }
        else if (node.IsBroken)
        {
            ReportBroken(node);
        }
        else if (node.ItemStatus is { } status && status.Contains("Deleted", StringComparison.OrdinalIgnoreCase))
        {
            if (node.ResourceArn is { } arn) sink.Remove(Encoding.UTF8.GetBytes(arn), node.ItemTime);
            else count.Understood--;
        }
        else
        {
            count.AddFunction();
            sink.Report(InputProblems.FunctionWithoutRole(node.ResourceArn ?? "", source));
        }
    }

    /// <summary>Passes on a function with the data of its wrapper.</summary>
    private void GiveInner(JsonNodeState node)
    {
        if (node.Inner.Region is null && node.Fields.Region is { } region) node.Inner.Set(FunctionField.Region, region);
        node.Inner.GiveTo(sink, source, node.ItemTime);
    }
}
