using System.Globalization;

namespace LambdaRoleAudit.Ports;

/// <summary>A completed AWS call, for users to follow (<c>-Verbose</c>). It never contains a secret.</summary>
/// <param name="Service">The service called.</param>
/// <param name="Operation">The operation called.</param>
/// <param name="Region">The region called.</param>
/// <param name="Purpose">The purpose of the call.</param>
/// <param name="Duration">The time from the first byte sent to the parsed response, including retries and waiting for quota.</param>
/// <param name="Retries">The number of retries by the SDK.</param>
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
    /// <summary>Returns the record on one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Service}:{Operation} {Region}: {Purpose}: {Outcome} in {Duration.TotalMilliseconds:0} ms"
            + $"{(Retries > 0 ? $", {Retries} retries" : "")}");
}
