namespace LambdaRoleAudit.Accounts;

/// <summary>What a reader of JSON has found so far.</summary>
internal sealed class FunctionJsonCount
{
    /// <summary>How many functions were found, usable or not.</summary>
    public int FunctionsSeen { get; private set; }

    /// <summary>True if a shape was recognized, even if it holds no function, as an empty list-functions answer.</summary>
    public bool IsRecognized { get; set; }

    /// <summary>Grows with each thing that was recognized: an entry in which it stayed the same holds nothing that we know.</summary>
    public long Understood { get; set; }

    /// <summary>Where the list goes on: the last NextMarker read.</summary>
    public string? NextMarker { get; set; }

    /// <summary>How many entries of lists name no function.</summary>
    public int EntriesWithoutFunction { get; private set; }

    /// <summary>Which entry of its list the first of them is, from 1.</summary>
    public long FirstWithoutFunction { get; private set; }

    /// <summary>Forgets what was found. What was understood is kept, as entries that are still open compare it.</summary>
    public void Clear()
    {
        FunctionsSeen = 0;
        EntriesWithoutFunction = 0;
        IsRecognized = false;
        NextMarker = null;
    }

    /// <summary>A function was found.</summary>
    public void AddFunction()
    {
        FunctionsSeen++;
        Understood++;
        IsRecognized = true;
    }

    /// <summary>An entry of a list was none.</summary>
    public void AddOther(long entry)
    {
        if (EntriesWithoutFunction++ == 0) FirstWithoutFunction = entry;
    }

    /// <summary>Adds what a document inside a text holds, which is one entry of a list of this one.</summary>
    public void Add(FunctionJsonCount nested, long entry)
    {
        FunctionsSeen += nested.FunctionsSeen;
        if (EntriesWithoutFunction == 0) FirstWithoutFunction = Math.Max(1, entry);
        EntriesWithoutFunction += nested.EntriesWithoutFunction;
        IsRecognized |= nested.IsRecognized;
        Understood += nested.Understood;
        nested.Understood = 0;
    }
}
