namespace LambdaRoleAudit.Accounts;

/// <summary>An open object or array in <see cref="FunctionJsonReader"/>, and the data read from it so far.</summary>
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

    /// <summary>True if this is a list whose entries should be functions: a list with such a name, or the document itself.</summary>
    public bool IsEntryList;

    /// <summary>True if this is an entry of such a list.</summary>
    public bool IsEntry;

    /// <summary>The number of entries of the list so far.</summary>
    public long Entries;

    /// <summary>The number of recognized items before this entry.</summary>
    public long UnderstoodBefore;

    /// <summary>True if the object has a list of functions, which makes it a page of a response.</summary>
    public bool IsPage;

    /// <summary>True if the object names a next page.</summary>
    public bool GoesOn;

    /// <summary>True if the configuration is a string with invalid JSON.</summary>
    public bool IsBroken;

    /// <summary>True if the problem with the function in it was reported.</summary>
    public bool IsTold;

    public void Begin(bool isObject, FunctionField via, JsonNodeState? parent, long understood)
    {
        IsObject = isObject;
        IsEntry = parent is { IsEntryList: true };
        IsEntryList = !isObject
            && (parent is null || (parent.IsObject && via is FunctionField.Functions or FunctionField.Results or FunctionField.Items));
        if (IsEntry) parent!.Entries++;
        if (IsEntryList && parent is not null) parent.IsPage = true;
        Entries = 0;
        UnderstoodBefore = understood;
        IsPage = GoesOn = IsBroken = IsTold = false;
        // An object in an array has the name of the array's property, so that each object in {"Functions":[{…}]} has it.
        Via = via;
        Property = isObject ? FunctionField.Other : via;
        if (!isObject) return;
        Fields.Clear();
        HasInner = false;
        ResourceType = ResourceArn = ItemStatus = null;
        ItemTime = null;
    }

    /// <summary>Takes the function that the object wraps. There can be only one.</summary>
    public void TakeInner(ref FunctionFields inner)
    {
        var isSecond = HasInner;
        (Inner, inner) = (inner, Inner);
        HasInner = true;
        if (isSecond) Inner.Refuse("Its configuration appears twice.");
    }
}
