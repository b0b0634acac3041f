namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Lambda's control-plane quotas, each per account and region, none of which can be raised (Lambda developer guide,
/// "Lambda quotas").
/// </summary>
internal enum QuotaClass
{
    /// <summary>GetFunction: 100 requests a second.</summary>
    GetFunction,

    /// <summary>GetPolicy: 15 requests a second.</summary>
    GetPolicy,

    /// <summary>All other control-plane calls together: 15 requests a second.</summary>
    Control,
}
