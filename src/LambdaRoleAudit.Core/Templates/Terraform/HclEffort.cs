namespace LambdaRoleAudit.Templates;

/// <summary>
/// Bounds the work for one folder of .tf files. Local values can name each other, so a few lines can stand for more text than there is
/// memory, and for a value that contains itself. What is over the limit is not followed.
/// </summary>
internal sealed class HclEffort
{
    private const int MostLevels = 100;

    private int _left = 500_000;
    private int _characters = 64 << 20;
    private int _level;

    /// <summary>True if something was not followed.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Counts steps. False if there are too many.</summary>
    public bool Spend(int steps = 1)
    {
        _left -= Math.Min(steps, _left);
        return _left > 0 || Stop();
    }

    /// <summary>Counts the characters of a text that is put together. False if there are too many.</summary>
    public bool Write(int characters)
    {
        _characters -= Math.Min(characters, _characters);
        return _characters > 0 || Stop();
    }

    /// <summary>Returns what a function makes, one level deeper; null if that is too deep.</summary>
    public T? Deeper<T>(Func<T?> make)
        where T : class
    {
        if (_level >= MostLevels)
        {
            Stop();
            return null;
        }

        if (!Spend()) return null;
        _level++;
        try
        {
            return make();
        }
        finally
        {
            _level--;
        }
    }

    private bool Stop()
    {
        IsSpent = true;
        return false;
    }
}
