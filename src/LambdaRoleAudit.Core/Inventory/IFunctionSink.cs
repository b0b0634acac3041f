using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>Takes what a reader finds, as it finds it.</summary>
public interface IFunctionSink
{
    /// <summary>A function. <paramref name="observed"/>: when its source saw it so, where the source says.</summary>
    void Add(LambdaFunction function, DateTimeOffset? observed);

    /// <summary>A function that its source says was deleted then.</summary>
    void Remove(string functionArn, DateTimeOffset? observed);

    /// <summary>Something that names a function and cannot be used.</summary>
    void Report(Problem problem);
}
