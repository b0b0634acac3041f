namespace LambdaRoleAudit.Tests.Support;

/// <summary>A call that came to a <see cref="CallProxy"/>.</summary>
/// <param name="Actor">Whose proxy it is.</param>
/// <param name="Service">The service, as the signature names it.</param>
/// <param name="Region">The region, as the signature names it.</param>
/// <param name="Operation">The operation, as AWS names it.</param>
/// <param name="Target">The name of the role, function, instance profile or policy that it is about; empty if it is about none.</param>
public sealed record ProxiedCall(string Actor, string Service, string Region, string Operation, string Target)
{
    /// <summary>False if it only reads.</summary>
    public bool IsWrite =>
        !Operation.StartsWith("Get", StringComparison.Ordinal) && !Operation.StartsWith("List", StringComparison.Ordinal)
            && !Operation.StartsWith("Describe", StringComparison.Ordinal);

    /// <summary>The status of the answer that the caller was given; null while there is none, and if the connection was cut.</summary>
    public int? Status { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Actor} {Operation} {Target} ({(Status is { } status ? $"{status}" : "no answer")})";
}
