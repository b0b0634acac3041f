using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// The actions that Lambda itself can perform with an execution role, for any setting of a function: its network, tracing, file systems,
/// dead-letter queue, destinations, key and event sources. A template need not have all settings of the deployed function, so these actions
/// are kept whatever the records show. EventBridge Scheduler calls with the role that a schedule names, which can be the function's.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and
/// https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
/// </remarks>
internal static class SettingsActions
{
    private const string Place = "us-east-1:000000000000";

    private static readonly Lazy<HashSet<string>> All = new(() => Of().ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>True if a setting of a function can need an action.</summary>
    public static bool Contains(string action) => All.Value.Contains(action);

    private static IEnumerable<string> Of()
    {
        var function = new LambdaFunction
        {
            FunctionName = "f",
            FunctionArn = $"arn:aws:lambda:{Place}:function:f",
            Role = "arn:aws:iam::000000000000:role/r",
            Region = "us-east-1",
            AccountId = "000000000000",
            Version = LambdaFunction.Latest,
        };
        string[] targets = [$"arn:aws:sqs:{Place}:q", $"arn:aws:sns:{Place}:t"];
        // A schedule, and a destination of asynchronous calls: the records of the function do not have these calls.
        string[] called = ["lambda:InvokeFunction", "events:PutEvents", "s3:PutObject", "s3:ListBucket"];
        string[] sources =
        [
            $"arn:aws:sqs:{Place}:q", $"arn:aws:kinesis:{Place}:stream/s", $"arn:aws:dynamodb:{Place}:table/t/stream/2026-01-01T00:00:00.000",
            $"arn:aws:kafka:{Place}:cluster/c/1", $"arn:aws:mq:{Place}:broker:b:1", $"arn:aws:rds:{Place}:cluster:c",
        ];
        (string, string)[] access =
        [
            ("BASIC_AUTH", $"arn:aws:secretsmanager:{Place}:secret:s"), ("VPC_SUBNET", "subnet:s"),
            ("VPC_SECURITY_GROUP", "security_group:g"),
        ];
        return targets.SelectMany(target => RequiredPermissions.Of(
            new FunctionDetail
            {
                Function = function,
                IsInVpc = true,
                SubnetIds = ["subnet-1"],
                SecurityGroupIds = ["sg-1"],
                TracingMode = "Active",
                DeadLetterTargetArn = target,
                FileSystemArns = [$"arn:aws:elasticfilesystem:{Place}:access-point/a", $"arn:aws:s3:{Place}:accesspoint/a"],
                KmsKeyArn = $"arn:aws:kms:{Place}:key/k",
                LogGroup = "/aws/lambda/f",
                PackageType = "Image",
                LayerArns = [$"arn:aws:lambda:{Place}:layer:LambdaInsightsExtension:1"],
                IsDurable = true,
            },
            [
                .. sources.Select(source => new EventSourceMapping
                {
                    Uuid = "u", FunctionArn = function.FunctionArn, EventSourceArn = source, State = "Enabled", OnFailureArn = target,
                    SourceAccess = access,
                })])).Select(need => need.Action).Concat(called);
    }
}
