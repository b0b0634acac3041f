using System.Text;

namespace LambdaRoleAudit.Accounts;

/// <summary>The properties that are read of a function and its wrapper. Case is ignored, because AWS Config writes camelCase.</summary>
internal enum FunctionField
{
    /// <summary>Any property that is not read.</summary>
    Other,
    FunctionName,
    FunctionArn,
    Role,
    Version,
    Region,
    AccountId,
    Runtime,
    Handler,
    PackageType,
    Architectures,
    MemorySize,
    Timeout,
    LastModified,
    RevisionId,

    /// <summary>A function inside a get-function response or an AWS Config item.</summary>
    Configuration,

    /// <summary>The list in a list-functions response.</summary>
    Functions,

    /// <summary>The marker of the next page.</summary>
    NextMarker,

    /// <summary>True if there is a next page.</summary>
    IsTruncated,

    /// <summary>Rows of an AWS Config query: JSON inside strings.</summary>
    Results,

    /// <summary>Items of AWS Config.</summary>
    Items,

    /// <summary>An AWS Config item's type.</summary>
    ResourceType,

    /// <summary>An AWS Config item's own ARN.</summary>
    ResourceArn,

    /// <summary>An AWS Config item's status. Deleted items have no configuration.</summary>
    ItemStatus,

    /// <summary>The time at which AWS Config recorded the item.</summary>
    ItemTime,

    /// <summary>A property that never contains a function, whatever its content: an environment variable can be named Role.</summary>
    Opaque,
}

/// <summary>The names of fields, as UTF-8 and as text.</summary>
internal static class FunctionFieldNames
{
    private static readonly (byte[] Name, FunctionField Field)[][] ByLength = Index(
        ("FunctionName", FunctionField.FunctionName),
        ("FunctionArn", FunctionField.FunctionArn),
        ("Role", FunctionField.Role),
        ("Version", FunctionField.Version),
        ("Region", FunctionField.Region),
        ("awsRegion", FunctionField.Region),
        ("AccountId", FunctionField.AccountId),
        ("awsAccountId", FunctionField.AccountId),
        ("Runtime", FunctionField.Runtime),
        ("Handler", FunctionField.Handler),
        ("PackageType", FunctionField.PackageType),
        ("Architectures", FunctionField.Architectures),
        ("MemorySize", FunctionField.MemorySize),
        ("Timeout", FunctionField.Timeout),
        ("LastModified", FunctionField.LastModified),
        ("RevisionId", FunctionField.RevisionId),
        ("Configuration", FunctionField.Configuration),
        ("Functions", FunctionField.Functions),
        ("NextMarker", FunctionField.NextMarker),
        ("NextToken", FunctionField.NextMarker),
        ("Marker", FunctionField.NextMarker),
        ("IsTruncated", FunctionField.IsTruncated),
        ("Results", FunctionField.Results),
        ("configurationItems", FunctionField.Items),
        // Ansible's lambda_info writes AWS's names in this form.
        ("function_name", FunctionField.FunctionName),
        ("function_arn", FunctionField.FunctionArn),
        ("resourceType", FunctionField.ResourceType),
        ("arn", FunctionField.ResourceArn),
        ("configurationItemStatus", FunctionField.ItemStatus),
        ("configurationItemCaptureTime", FunctionField.ItemTime),
        ("Environment", FunctionField.Opaque),
        ("Tags", FunctionField.Opaque),
        ("VpcConfig", FunctionField.Opaque),
        ("Layers", FunctionField.Opaque),
        ("LoggingConfig", FunctionField.Opaque),
        ("supplementaryConfiguration", FunctionField.Opaque),
        ("relationships", FunctionField.Opaque),
        ("ResponseMetadata", FunctionField.Opaque));

    /// <summary>Returns the field for the name of a JSON property.</summary>
    public static FunctionField Of(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.IsEmpty || utf8Name.Length >= ByLength.Length) return FunctionField.Other;
        foreach (var (name, field) in ByLength[utf8Name.Length])
            if ((utf8Name[0] | 0x20) == (name[0] | 0x20) && Ascii.EqualsIgnoreCase(utf8Name, name)) return field;
        return FunctionField.Other;
    }

    /// <summary>Returns the field for the name of a column or property.</summary>
    public static FunctionField Of(string name) => Of(Encoding.UTF8.GetBytes(name));

    private static (byte[] Name, FunctionField Field)[][] Index(params (string Name, FunctionField Field)[] names) =>
        [.. Enumerable.Range(0, names.Max(n => n.Name.Length) + 1)
            .Select(length => names.Where(n => n.Name.Length == length)
                .Select(n => (Encoding.ASCII.GetBytes(n.Name), n.Field)).ToArray())];
}
