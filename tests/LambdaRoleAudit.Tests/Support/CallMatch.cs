using System.IO.Enumeration;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Which calls a rule of a <see cref="CallProxy"/> is for. Names may hold <c>*</c>.</summary>
/// <param name="Operation">The operation, as AWS names it.</param>
/// <param name="Target">The name of the role or function that it is about.</param>
/// <param name="Nth">Which such call, from 1; 0 for each.</param>
/// <param name="Service">The service, as signatures name it.</param>
public sealed record CallMatch(string Operation = "*", string Target = "*", int Nth = 1, string Service = "*")
{
    /// <summary>True if it is such a call, whatever its number.</summary>
    public bool Fits(ProxiedCall call) =>
        Matches(Operation, call.Operation) && Matches(Target, call.Target) && Matches(Service, call.Service);

    /// <summary>An empty name, as that of a listing's target, matches no expression of .NET's, not even <c>*</c>.</summary>
    private static bool Matches(string expression, string name) =>
        expression == "*" || FileSystemName.MatchesSimpleExpression(expression, name, ignoreCase: false);
}
