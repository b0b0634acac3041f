using System.Collections.Concurrent;
using System.Collections.Frozen;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// What happened to a call under the source role, before the move. It decides if the source role's own policies do not allow the call but
/// a resource policy that names the source role could have.
/// </summary>
internal static class PriorCalls
{
    /// <summary>
    /// How far before the move calls are read. A call that was always denied is usually one of a function's daily calls, and a longer
    /// period would take a busy function minutes to read.
    /// </summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(1);

    /// <summary>
    /// Services whose resources can have policies of their own, by the prefix of their actions (IAM user guide, "AWS services that work
    /// with IAM", column "Resource-based policies"; for <c>sts</c>, the trust policies of roles).
    /// </summary>
    private static readonly FrozenSet<string> WithPolicies = FrozenSet.ToFrozenSet(
    [
        "acm-pca", "aoss", "apigateway", "aps", "backup", "backup-storage", "bedrock", "cloudtrail", "codeartifact", "codebuild",
        "dynamodb", "ecr", "elasticfilesystem", "es", "events", "execute-api", "glacier", "glue", "iot", "kafka", "kinesis",
        "kms", "lambda", "lex", "logs", "mediastore", "opensearch", "organizations", "redshift-serverless", "rekognition", "s3",
        "s3-object-lambda", "s3-outposts", "s3express", "s3tables", "schemas", "secretsmanager", "serverlessrepo", "ses",
        "signer", "sns", "sqs", "ssm", "ssm-contacts", "ssm-incidents", "sts", "vpc-lattice", "xray",
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns true if a resource policy can allow an action.</summary>
    public static bool CanBeAllowedByResource(string action) => WithPolicies.Contains(action.Split(':')[0]);

    /// <summary>
    /// Returns how the same call ended the last time under the source role: denied, or allowed. If there was none, or it could not be read,
    /// the call may have been allowed.
    /// </summary>
    public static async Task<DenialVerdict> FindAsync(
        IDenialSource source, WatchedMove move, ObservedCalls denied, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<ObservedCalls>();
        var wanted = ResourcesOf(denied.Call);
        var scope = new UsageScope(
            [new RoleInScope(move.Step.SourceRoleArn, [move.Step.FunctionArn], TrustsLambdaAlone: true)], move.MovedAt - Period,
            move.MovedAt)
        {
            OnCall = calls =>
            {
                if (calls.FunctionArn != move.Step.FunctionArn || !Same(calls.RoleArn, move.Step.SourceRoleArn)) return;
                if (calls.Call.EventSource == denied.Call.EventSource && calls.Call.EventName == denied.Call.EventName
                    && ResourcesOf(calls.Call).SetEquals(wanted)) found.Add(calls);
            },
        };
        await source.ReadAsync(scope, [denied.Call.Region], cancellationToken).ConfigureAwait(false);
        return found.MaxBy(calls => calls.LastSeen) is not { } last ? DenialVerdict.PossiblyAllowed
            : DeniedCalls.Is(last.Call) ? DenialVerdict.DeniedBefore
            : last.Call.ErrorCode is null ? DenialVerdict.Allowed
            : DenialVerdict.PossiblyAllowed;
    }

    private static HashSet<string> ResourcesOf(ApiCall call) =>
        [.. CallCatalog.Map(call).Permissions.Select(permission => $"{permission.Action} {permission.ResourceArn}")];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
