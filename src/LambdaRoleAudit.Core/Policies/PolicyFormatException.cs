namespace LambdaRoleAudit.Policies;

/// <summary>A text is no IAM policy document.</summary>
public sealed class PolicyFormatException : FormatException
{
    /// <param name="jsonPath">Where: a JSON path such as <c>$.Statement[2].Action</c>.</param>
    /// <param name="reason">What is wrong there, as a sentence.</param>
    /// <param name="innerException">What the JSON reader said.</param>
    public PolicyFormatException(string jsonPath, string reason, Exception? innerException = null)
        : base($"{jsonPath}: {reason}", innerException)
    {
        JsonPath = jsonPath;
        Reason = reason;
    }

    /// <summary>Where the fault is.</summary>
    public string JsonPath { get; }

    /// <summary>What the fault is.</summary>
    public string Reason { get; }
}
