namespace LambdaRoleAudit.Policies;

/// <summary>Thrown if a text is not an IAM policy document.</summary>
public sealed class PolicyFormatException : FormatException
{
    /// <param name="jsonPath">The location: a JSON path such as <c>$.Statement[2].Action</c>.</param>
    /// <param name="reason">What is wrong there, as a sentence.</param>
    /// <param name="innerException">The exception of the JSON reader.</param>
    public PolicyFormatException(string jsonPath, string reason, Exception? innerException = null)
        : base($"{jsonPath}: {reason}", innerException)
    {
        JsonPath = jsonPath;
        Reason = reason;
    }

    /// <summary>The location of the error.</summary>
    public string JsonPath { get; }

    /// <summary>What the error is.</summary>
    public string Reason { get; }
}
