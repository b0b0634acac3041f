namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// Quotas of requests: Lambda's control-plane quotas, and the quota of CloudTrail's event history. Each applies per account and region, and
/// none of them can be raised (Lambda developer guide, "Lambda quotas"; AWS CloudTrail user guide, "Quotas in AWS CloudTrail").
/// </summary>
internal enum QuotaClass
{
    /// <summary>GetFunction: 100 requests per second.</summary>
    GetFunction,

    /// <summary>GetPolicy: 15 requests per second.</summary>
    GetPolicy,

    /// <summary>All other control-plane calls together: 15 requests per second.</summary>
    Control,

    /// <summary>LookupEvents: 2 requests per second.</summary>
    LookupEvents,
}
