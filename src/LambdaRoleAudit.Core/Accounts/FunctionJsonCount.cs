namespace LambdaRoleAudit.Accounts;

/// <summary>The counts of a JSON reader so far.</summary>
internal sealed class FunctionJsonCount
{
    /// <summary>The number of functions found, valid or not.</summary>
    public int FunctionsSeen { get; private set; }

    /// <summary>True if a format was recognized, even without functions, such as an empty list-functions response.</summary>
    public bool IsRecognized { get; set; }

    /// <summary>Increases with each recognized item. An entry in which it stays the same contains nothing known.</summary>
    public long Understood { get; set; }

    /// <summary>The number of list entries that do not name a function.</summary>
    public int EntriesWithoutFunction { get; private set; }

    /// <summary>The position of the first such entry in its list, from 1.</summary>
    public long FirstWithoutFunction { get; private set; }

    /// <summary>Resets the counts. <see cref="Understood"/> is kept, because entries that are still open compare it.</summary>
    public void Clear()
    {
        FunctionsSeen = 0;
        EntriesWithoutFunction = 0;
        IsRecognized = false;
    }

    /// <summary>Counts a function.</summary>
    public void AddFunction()
    {
        FunctionsSeen++;
        Understood++;
        IsRecognized = true;
    }

    /// <summary>Counts a list entry that is not a function.</summary>
    public void AddOther(long entry)
    {
        if (EntriesWithoutFunction++ == 0) FirstWithoutFunction = entry;
    }

    /// <summary>Adds the counts of a document inside a string, which is one entry of a list of this document.</summary>
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
