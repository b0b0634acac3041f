namespace LambdaRoleAudit.Ports;

/// <summary>
/// A recorder of AWS Config (AWS Config API reference, ConfigurationRecorder, RecordingGroup, ConfigurationRecorderStatus).
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="IsRecording">True if the recorder is on and its last delivery did not fail.</param>
/// <param name="Strategy">
/// The recording strategy: <c>ALL_SUPPORTED_RESOURCE_TYPES</c>, <c>INCLUSION_BY_RESOURCE_TYPES</c> or <c>EXCLUSION_BY_RESOURCE_TYPES</c>.
/// </param>
/// <param name="ResourceTypes">The resource types that the strategy includes or excludes.</param>
public sealed record ConfigRecorder(string Name, bool IsRecording, string Strategy, IReadOnlyList<string> ResourceTypes)
{
    /// <summary>Returns true if the recorder records resources of a type now.</summary>
    public bool Records(string resourceType) => IsRecording && Strategy switch
    {
        "ALL_SUPPORTED_RESOURCE_TYPES" => true,
        "INCLUSION_BY_RESOURCE_TYPES" => ResourceTypes.Contains(resourceType, StringComparer.Ordinal),
        "EXCLUSION_BY_RESOURCE_TYPES" => !ResourceTypes.Contains(resourceType, StringComparer.Ordinal),
        _ => false,
    };
}
