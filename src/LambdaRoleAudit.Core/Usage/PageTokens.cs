using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>Ensures that a list ends: a token that is repeated is an error.</summary>
/// <param name="operation">The operation, for the error.</param>
internal sealed class PageTokens(string operation)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Returns the token of the next page; null if the page was the last.</summary>
    /// <exception cref="AwsCallException">The list would never end.</exception>
    public string? Next(string? token) => token is null || _seen.Add(token) ? token
        : throw new AwsCallException(
            AwsErrorKind.BadResponse, $"{operation} returned the same page as its next page. The list would never end.")
        {
            Operation = operation,
        };
}
