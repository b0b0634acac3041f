namespace LambdaRoleAudit.Inventory;

/// <summary>An object or array that <see cref="FunctionJsonReader"/> is inside of, and what it has read of it so far.</summary>
internal sealed class JsonNodeState
{
    public FunctionFields Fields = new();
    public FunctionFields Inner = new();
    public bool HasInner;
    public bool IsObject;
    public FunctionField Via;
    public FunctionField Property;
    public string? ResourceType;
    public string? ResourceArn;
    public string? ItemStatus;
    public DateTimeOffset? ItemTime;

    public void Begin(bool isObject, FunctionField via)
    {
        IsObject = isObject;
        // An object in an array is there by the array's name, so that {"Functions":[{…}]} says so to each.
        Via = via;
        Property = isObject ? FunctionField.Other : via;
        if (!isObject) return;
        Fields.Clear();
        HasInner = false;
        ResourceType = ResourceArn = ItemStatus = null;
        ItemTime = null;
    }
}
