using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Input;

/// <summary>Which function a record of the pipeline, or the parameters, mean.</summary>
internal static class FunctionTexts
{
    /// <summary>The function; null where none is meant, or none can be (which is reported).</summary>
    /// <param name="name">FunctionName: a name, an ARN or a partial ARN.</param>
    /// <param name="arn">FunctionArn: what objects of the pipeline have beside the name.</param>
    /// <param name="isFromPipeline">A record of the pipeline: its ARN says more than its name.</param>
    /// <param name="report">Told where it is no function's name.</param>
    public static FunctionReference? Read(string? name, string? arn, bool isFromPipeline, Action<Problem> report)
    {
        var text = isFromPipeline && !string.IsNullOrEmpty(arn) ? arn : name ?? arn;
        if (text is null && !isFromPipeline) return null;
        if (FunctionReference.TryParse(text, out var function)) return function;
        report(RoleProblems.InvalidFunction(text));
        return null;
    }
}
