using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>Says of each object that has been read whole whether it is a function, and hands it on.</summary>
internal sealed class FunctionJsonObjects(IFunctionSink sink, object source, FunctionJsonCount count)
{
    private const string FunctionResourceType = "AWS::Lambda::Function";

    /// <summary>An object has ended.</summary>
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
        // An event source mapping or a policy names a function too. Only a name (or a place in a list of functions)
        // makes an object without a role a function that lacks it.
        if (string.IsNullOrEmpty(node.Fields.Role) && node.Fields.FunctionName is null && node.Via != FunctionField.Functions) return;
        count.AddFunction();
        if (node.Via == FunctionField.Configuration && parent is { IsObject: true })
        {
            // What wraps it may say more, before or after: AWS Config's time and status.
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
            // It looks like a function in all but its type, in which a byte may have flipped.
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

    /// <summary>Hands on a function with what its wrapper says of it.</summary>
    private void GiveInner(JsonNodeState node)
    {
        if (node.Inner.Region is null && node.Fields.Region is { } region) node.Inner.Set(FunctionField.Region, region);
        node.Inner.GiveTo(sink, source, node.ItemTime);
    }
}
