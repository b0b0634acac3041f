using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>An alias with what belongs to it and with the version that it points to.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Version">The version that the alias points to; null if it could not be read.</param>
internal sealed record AliasDetail(FunctionAlias Alias, FunctionVersion? Version)
{
    /// <summary>The provisioned concurrency; null if there is none.</summary>
    public ProvisionedConcurrency? Provisioned { get; init; }

    /// <summary>The provisioned concurrency of the alias's version itself; null if it has none.</summary>
    public ProvisionedConcurrency? ProvisionedOfVersion { get; init; }

    /// <summary>The resource policy; null if there is none.</summary>
    public string? Policy { get; init; }

    /// <summary>The authorization type of the function URL (AWS_IAM or NONE). Null if the alias does not have a URL.</summary>
    public string? UrlAuthType { get; init; }

    /// <summary>The event source mappings that invoke the alias.</summary>
    public IReadOnlyList<EventSourceMapping> Mappings { get; init; } = [];

    /// <summary>The reason why something about the alias could not be read; null if everything was.</summary>
    public string? WhyUnread { get; init; }
}
