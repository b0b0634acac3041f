namespace LambdaRoleAudit.Accounts;

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

    /// <summary>A list whose entries are to be functions: of that name, or the document itself.</summary>
    public bool IsEntryList;

    /// <summary>An entry of such a list.</summary>
    public bool IsEntry;

    /// <summary>How many entries of the list were met.</summary>
    public long Entries;

    /// <summary>What the reader had understood before it came here.</summary>
    public long UnderstoodBefore;

    /// <summary>The object has a list of functions: it is a page of an answer.</summary>
    public bool IsPage;

    /// <summary>The object names a next page.</summary>
    public bool GoesOn;

    /// <summary>The configuration is a text, and the text is broken.</summary>
    public bool IsBroken;

    /// <summary>What is wrong with the function in it was told.</summary>
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
        // An object in an array is there by the array's name, so that {"Functions":[{…}]} says so to each.
        Via = via;
        Property = isObject ? FunctionField.Other : via;
        if (!isObject) return;
        Fields.Clear();
        HasInner = false;
        ResourceType = ResourceArn = ItemStatus = null;
        ItemTime = null;
    }

    /// <summary>Takes the function that the object wraps. There can be one.</summary>
    public void TakeInner(ref FunctionFields inner)
    {
        var isSecond = HasInner;
        (Inner, inner) = (inner, Inner);
        HasInner = true;
        if (isSecond) Inner.Refuse("Its configuration appears twice.");
    }
}
