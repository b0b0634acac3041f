using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>
/// The requests that are made under a function's role for the function's own settings, on the resources that the requests really name
/// (Service Authorization Reference, resource types of each action). Policies can name these resources more narrowly than
/// <see cref="ScopedPolicy"/> writes them.
/// </summary>
internal static class RequiredPermissions
{
    /// <summary>The context key for the function whose credentials made a request.</summary>
    public const string SourceFunction = "lambda:SourceFunctionArn";

    /// <summary>The request is made on any resource, or on an action without resource types.</summary>
    private const string Any = "*";

    /// <summary>
    /// Requests of the execution environment, and requests that Lambda makes with the function's ARN outside of it. All other requests that
    /// Lambda makes do not have it: for network interfaces, keys, event sources, destinations (Lambda developer guide, "Using source
    /// function ARN to control function access behavior").
    /// </summary>
    private static readonly HashSet<string> WithSourceFunction = new(StringComparer.Ordinal)
    {
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "elasticfilesystem:ClientMount",
        "lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState",
    };

    /// <summary>Returns the permissions that a function's settings need, one request at a time.</summary>
    /// <param name="detail">The function.</param>
    /// <param name="mappings">Its event source mappings.</param>
    public static IEnumerable<RequiredPermission> Of(FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings)
    {
        Arn.TryParse(detail.Function.FunctionArn, out var function);
        var own =
            $"arn:{function!.Partition}:lambda:{function.Region}:{function.AccountId}:"
            + $"{string.Join(':', function.Resource.Split(':').Take(2))}";
        foreach (var need in ScopedPolicy.Of(detail, mappings, []).Needs()
            .SelectMany(need => Requests(need, detail, mappings, function, own)))
        {
            yield return BringsSourceFunction(need.Action) is { } brings
                ? need with { Known = [.. need.Known, (SourceFunction, brings ? own : null)] }
                : need;
        }
    }

    /// <summary>Returns whether Lambda's requests for an action name the function; null if this is not known.</summary>
    /// <param name="action">The action, as it is written.</param>
    public static bool? BringsSourceFunction(string action) =>
        // AWS does not document whether the other requests of the X-Ray daemon have it.
        action == "xray:PutTelemetryRecords" ? null : WithSourceFunction.Contains(action);

    private static IEnumerable<RequiredPermission> Requests(
        RequiredPermission need, FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, Arn function,
        string own) => need.Sid switch
        {
            // "…/[version]id" after a date: the log streams that Lambda writes.
            "LogStreams" => [need with { Resource = $"{need.Resource[..^1]}log-stream:????/??/??/*" }],
            "VpcConfig" => Network(need, detail.SubnetIds, detail.SecurityGroupIds, function),
            "KafkaNetwork" or "BrokerNetwork" => Network(need, [], [], function),
            "SelfManagedKafka" => Network(need, AccessOf(mappings, "VPC_SUBNET"), AccessOf(mappings, "VPC_SECURITY_GROUP"), function),
            // A function's settings name the access point, but not its file system.
            "FileSystemConfigs" => [need with { IsOne = true }],
            "DurableConfig" =>
                need.Resource.EndsWith(":*", StringComparison.Ordinal) ? [need with { Resource = $"{own}:*/durable-execution/*/*" }] : [],
            _ => [need],
        };

    /// <summary>
    /// The EC2 calls: Describe actions have no resource types; creating an interface also needs its subnet and its security groups.
    /// </summary>
    private static IEnumerable<RequiredPermission> Network(
        RequiredPermission need, IReadOnlyList<string> subnets, IReadOnlyList<string> groups, Arn function)
    {
        var ec2 = $"arn:{function.Partition}:ec2:{function.Region}:{function.AccountId}:";
        switch (need.Action)
        {
            case "ec2:CreateNetworkInterface":
                yield return need with { Resource = $"{ec2}network-interface/*" };
                foreach (var other in Named("subnet", subnets).Concat(Named("security-group", groups))) yield return other;
                break;
            case "ec2:DeleteNetworkInterface" or "ec2:AssignPrivateIpAddresses" or "ec2:UnassignPrivateIpAddresses":
                yield return need with { Resource = $"{ec2}network-interface/*" };
                break;
            default:
                yield return need with { Resource = Any };
                break;
        }

        IEnumerable<RequiredPermission> Named(string type, IReadOnlyList<string> ids) =>
            ids.Count == 0
                ? [need with { Resource = $"{ec2}{type}/*", IsOne = true }]
                : ids.Select(id => need with { Resource = $"{ec2}{type}/{id}" });
    }

    /// <summary>"subnet:subnet-1", "security_group:sg-1": ids from the mappings' own settings.</summary>
    private static List<string> AccessOf(IReadOnlyList<EventSourceMapping> mappings, string type) =>
        [.. mappings.Where(mapping => mapping.EventSourceArn is null).SelectMany(mapping => mapping.SourceAccess)
            .Where(access => access.Type == type).Select(access => access.Uri[(access.Uri.IndexOf(':', StringComparison.Ordinal) + 1)..])
            .Distinct(StringComparer.Ordinal)];
}
