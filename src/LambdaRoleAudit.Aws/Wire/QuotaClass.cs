namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Lambda's control-plane quotas. Each applies per account and region, and none of them can be raised (Lambda developer guide, "Lambda
/// quotas").
/// </summary>
internal enum QuotaClass
{
    /// <summary>GetFunction: 100 requests per second.</summary>
    GetFunction,

    /// <summary>GetPolicy: 15 requests per second.</summary>
    GetPolicy,

    /// <summary>All other control-plane calls together: 15 requests per second.</summary>
    Control,
}
