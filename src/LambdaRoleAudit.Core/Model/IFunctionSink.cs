namespace LambdaRoleAudit.Model;

/// <summary>
/// Receives what a reader finds, as the reader finds it. Adding the same function twice has the effect of adding it once.
/// </summary>
public interface IFunctionSink
{
    /// <summary>Adds a function, valid or not. The sink reports what is wrong with it.</summary>
    void Add(in FunctionText function);

    /// <summary>Removes a function that was deleted at the given time, according to its source.</summary>
    void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed);

    /// <summary>Reports an entry that names a function but cannot be read.</summary>
    void Report(Problem problem);
}
