namespace LambdaRoleAudit.Model;

/// <summary>Takes what a reader finds, as it finds it. Adding the same function twice is adding it once.</summary>
public interface IFunctionSink
{
    /// <summary>A function, right or wrong: the sink says what is wrong with it.</summary>
    void Add(in FunctionText function);

    /// <summary>A function that its source says was deleted then.</summary>
    void Remove(ReadOnlySpan<byte> functionArn, DateTimeOffset? observed);

    /// <summary>Something that names a function and cannot be read.</summary>
    void Report(Problem problem);
}
