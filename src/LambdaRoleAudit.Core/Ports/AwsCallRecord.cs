namespace LambdaRoleAudit.Ports;

/// <summary>One AWS call that has ended, for people to follow (<c>-Verbose</c>). Never a secret.</summary>
/// <param name="Service">The service called.</param>
/// <param name="Operation">The operation called.</param>
/// <param name="Region">The region called.</param>
/// <param name="Purpose">Why it was called.</param>
/// <param name="Duration">From the first byte sent to the answer parsed, retries and waiting for quota included.</param>
/// <param name="Retries">How many times the SDK tried again.</param>
/// <param name="Outcome"><c>ok</c>, or the error's code.</param>
public sealed record AwsCallRecord(
    string Service,
    string Operation,
    string Region,
    string Purpose,
    TimeSpan Duration,
    int Retries,
    string Outcome)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Service}:{Operation} {Region}: {Purpose}: {Outcome} in {Duration.TotalMilliseconds:0} ms{(Retries > 0 ? $", {Retries} retries" : "")}");
}
