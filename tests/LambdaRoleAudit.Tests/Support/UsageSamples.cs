using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.Workloads;
using LambdaRoleAudit.Usage;
using UsedPermission = LambdaRoleAudit.Model.UsedPermission;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Objects of what functions used, for reports.</summary>
public static class UsageSamples
{
    private static readonly DateTimeOffset End = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns what the functions of a workload used, read from its files as the command reads them.</summary>
    public static async Task<IReadOnlyList<LambdaRoleUsage>> OfWorkloadAsync(Workload workload, DirectoryInfo folder)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(folder);
        var records = Path.Combine(folder.FullName, "records.json");
        await using (var text = File.Create(records))
        {
            foreach (var record in workload.Records())
            {
                await text.WriteAsync(record.Json);
                text.WriteByte((byte)'\n');
            }
        }

        List<string> files =
        [
            records,
            Write("selectors.json", new JsonObject { ["AdvancedEventSelectors"] = workload.Options.Selectors.Advanced!.DeepClone() }),
            Write("roles.json", new JsonObject
            {
                ["RoleDetailList"] = new JsonArray([.. workload.Roles.Select(role => (JsonNode)new JsonObject
                {
                    ["RoleName"] = role.Name, ["Path"] = role.Path, ["Arn"] = role.Arn, ["RoleId"] = role.RoleId,
                    ["AssumeRolePolicyDocument"] = role.TrustPolicy,
                    ["RolePolicyList"] = new JsonArray([.. role.Policies.Select(policy => (JsonNode)new JsonObject
                    {
                        ["PolicyName"] = policy.Key, ["PolicyDocument"] = policy.Value,
                    })]),
                    ["AttachedManagedPolicies"] = new JsonArray(),
                })]),
                ["Policies"] = new JsonArray(),
            }),
            Write("functions.json", new JsonObject
            {
                ["Functions"] = new JsonArray([.. workload.Functions.Select(function => (JsonNode)new JsonObject
                {
                    ["FunctionName"] = function.Name, ["FunctionArn"] = function.Arn, ["Role"] = function.Role.Arn, ["Version"] = "$LATEST",
                })]),
            }),
        ];
        void Fail(Problem problem) => throw new InvalidOperationException(problem.Message);
        var sorted = TrailFiles.Sort(files.Select(file => new TrailFile(file, true)), Fail, default);
        var reader = new AccountFileReader(Fail);
        foreach (var file in sorted.Account) reader.Add(file);
        var targets = UsageTargets.Of(await reader.BuildAsync(needsRoles: false, default), Selection.Everything, RegionSelection.All);
        var evidence = new TrailFileReader(Fail, _ => { }).Read(sorted, targets.ScopeOf(null, null), default);
        return [.. new UsageBuilder(targets, evidence).Build()];

        string Write(string name, JsonObject json)
        {
            var file = Path.Combine(folder.FullName, name);
            File.WriteAllText(file, json.ToJsonString());
            return file;
        }
    }

    /// <summary>Returns what a function used.</summary>
    /// <param name="name">The function's name; null for other sessions.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="coverage">What the role allows; null if it was not read.</param>
    /// <param name="permissions">What was used.</param>
    public static LambdaRoleUsage UsageOf(
        string? name, string role, IEnumerable<ServiceCoverage>? coverage, params UsedPermission[] permissions) => new()
        {
            FunctionName = name, FunctionArn = name is null ? null : $"arn:aws:lambda:eu-west-1:123456789012:function:{name}",
            Region = name is null ? null : "eu-west-1", AccountId = "123456789012", RoleArn = $"arn:aws:iam::123456789012:role/{role}",
            From = End.AddDays(-90), To = End, Permissions = [.. permissions], Coverage = coverage is null ? null : [.. coverage],
            Source = UsageSource.Trail, LogRegions = ["eu-west-1", "us-east-1"], CoversAllRegions = true, IsComplete = true,
        };

    /// <summary>Returns a permission that was used.</summary>
    public static UsedPermission Used(string action, string? resource = null, long count = 1, long denied = 0) => new(
        action, resource, count, denied, End.AddDays(-80), End.AddHours(-5), ["eu-west-1"], ["e-1"], UsageAttribution.FunctionArn);

    /// <summary>Returns a service that a role allows.</summary>
    public static ServiceCoverage Allows(
        string service, int granted, int used = 0, CoverageStatus status = CoverageStatus.Seen, string? eventType = null) => new(
            service, eventType, status, status switch
            {
                CoverageStatus.Seen => "The records show these calls.",
                CoverageStatus.NotLogged => "The event selectors of the trail leave these calls out.",
                CoverageStatus.NeverLogged => "CloudTrail never logs these calls.",
                _ => "It is not documented whether CloudTrail logs these calls.",
            },
            granted, used, null);

    /// <summary>Returns four functions on one role, with every kind of cell.</summary>
    public static IReadOnlyList<LambdaRoleUsage> Orders()
    {
        return
        [
            UsageOf(
                "order-intake", "orders-role", Role(("s3", 1), ("sqs", 2), ("dynamodb", 1)),
                Used("dynamodb:DescribeTable", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders", 12),
                Used("s3:ListBucket", "arn:aws:s3:::orders-inbox", 4810),
                Used("sqs:CreateQueue", "arn:aws:sqs:eu-west-1:123456789012:orders", 3),
                Used("sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:123456789012:orders", 3),
                Used("ssm:GetParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/key", 0, 41)),
            UsageOf(
                "order-archive", "orders-role", Role(("s3", 2)),
                Used("s3:GetObject", null, 96_120), Used("s3:ListBucket", "arn:aws:s3:::orders-archive", 31, 2)) with
            { Unmapped = [new UnmappedCall("s3.amazonaws.com", "PreflightRequest", 2, End.AddDays(-3), "e-9")] },
            UsageOf(
                "order-invoice", "orders-role", Role(("kms", 1)), Used("kms:CreateGrant", "arn:aws:kms:eu-west-1:123456789012:key/1", 7)),
            UsageOf("order-report", "orders-role", Role()),
            UsageOf(null, "orders-role", Role(("sns", 1)), Used("sns:CreateTopic", null, 1)) with
            { Permissions = [Used("sns:CreateTopic", null, 1) with { Attribution = UsageAttribution.None }] },
        ];

        static IEnumerable<ServiceCoverage> Role(params (string Service, int Used)[] used)
        {
            int Of(string service) => used.FirstOrDefault(one => one.Service == service).Used;
            return
            [
                Allows("dynamodb", 19, Of("dynamodb")),
                Allows("dynamodb", 22, 0, CoverageStatus.NotLogged, "AWS::DynamoDB::Table"),
                Allows("iam", 1, 0, CoverageStatus.NeverLogged), Allows("kms", 3, Of("kms")), Allows("lambda", 61),
                Allows("s3", 3, Of("s3")),
                Allows("sns", 2, Of("sns")), Allows("sqs", 20, Of("sqs")), Allows("xray", 2, 0, CoverageStatus.NeverLogged),
            ];
        }
    }

    /// <summary>Returns functions on a role that allows many services.</summary>
    /// <param name="functions">The number of functions.</param>
    /// <param name="services">The number of services that the role allows.</param>
    /// <param name="perFunction">The number of permissions that each function used.</param>
    public static IEnumerable<LambdaRoleUsage> Admin(int functions, int services, int perFunction)
    {
        for (var i = 0; i < functions; i++)
        {
            var permissions = Enumerable.Range(0, perFunction).Select(at =>
            {
                var service = ((i * 7) + (at * at)) % Math.Max(1, services / 15);
                return Used(
                    $"service{service:000}:Action{at}",
                    $"arn:aws:service{service:000}:eu-west-1:123456789012:thing/{i}-{at}", at + 1, at % 11 == 10 ? 2 : 0);
            }).ToList();
            var used = permissions.GroupBy(one => one.Action.Split(':')[0]).ToDictionary(group => group.Key, group => group.Count());
            yield return UsageOf(
                $"worker-{i:0000}", "admin-role", Enumerable.Range(0, services).Select(at => Allows(
                    $"service{at:000}", 40 + at, used.GetValueOrDefault($"service{at:000}"),
                    at % 9 == 8 ? CoverageStatus.NotLogged : at % 31 == 30 ? CoverageStatus.Unknown : CoverageStatus.Seen)),
                [.. permissions]);
        }
    }
}
