using System.Text;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Sandbox.Workloads;

/// <summary>Puts a workload into the state of a Sandbox, so that a scenario runs on it from end to end.</summary>
public static class WorkloadSandbox
{
    /// <summary>The name of the trail.</summary>
    public const string TrailName = "workload-trail";

    /// <summary>The name of the trail's bucket.</summary>
    public const string BucketName = "workload-trail-logs";

    /// <summary>The trail's table in Athena, with its database.</summary>
    public const string TableName = "default.cloudtrail_logs";

    /// <summary>Returns a state with the workload's account: see <see cref="ApplyTo"/>.</summary>
    public static SandboxState NewState(Workload workload, TrailShape? shape = null)
    {
        var state = Estate.StateOf(new AccountState(workload.Options.AccountId, workload.Options.Partition, Estate.DefaultRegions));
        ApplyTo(workload, state, shape);
        return state;
    }

    /// <summary>
    /// Adds the workload's roles and functions, its trail with the bucket and its files, the event history and the last use of services.
    /// The event history counts from the end of the workload.
    /// </summary>
    public static void ApplyTo(Workload workload, SandboxState state, TrailShape? shape = null)
    {
        shape ??= new TrailShape();
        var options = workload.Options;
        var account = state.Accounts[options.AccountId];
        state.EventHistoryNow = options.End.AddMinutes(15);
        lock (account.Lock)
        {
            foreach (var role in workload.Roles) Add(account, role);
            foreach (var function in workload.Functions)
                Estate.AddFunction(account, function.Region, function.Name, account.Roles[function.Role.Name], inVpc: false);
            account.Trails.Add(new TrailState
            {
                Name = TrailName, AccountId = options.AccountId, Partition = options.Partition, HomeRegion = options.Regions[0],
                S3BucketName = BucketName, S3KeyPrefix = shape.Prefix, OrganizationId = shape.OrganizationId,
                Selectors = options.Selectors,
            });
            account.Athena.Tables[TableName] = TrailTable.Describe(
                TableName.Split('.')[1], $"s3://{BucketName}/{TrailWriter.FolderOf(options, shape)}CloudTrail/", withScope: false);
            foreach (var role in workload.Roles) account.LastAccessed[role.Arn] = LastAccessed(workload, role);
        }

        TrailWriter.Write(workload, state.AddBucket(BucketName, options.Regions[0], options.AccountId), shape);
        foreach (var record in workload.HistoryRecords())
            account.Region(record.Source.Region).History.Add(Encoding.UTF8.GetString(record.Json));
    }

    private static void Add(AccountState account, WorkloadRole role)
    {
        var state = new RoleState
        {
            RoleName = role.Name, Path = role.Path, RoleId = role.RoleId, Arn = role.Arn,
            CreateDate = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), AssumeRolePolicyDocument = role.TrustPolicy,
        };
        foreach (var (name, document) in role.Policies) state.InlinePolicies[name] = document;
        account.Roles[role.Name] = state;
    }

    /// <summary>
    /// Returns when the role last used each service: in all sessions, and also if the call was denied ("includes all attempts to access an
    /// AWS API, not just the successful attempts", IAM user guide). IAM tracks actions only of management events here.
    /// </summary>
    private static List<ServiceLastAccessed> LastAccessed(Workload workload, WorkloadRole role) =>
    [
        .. workload.Functions.Where(function => function.Role == role).SelectMany(function => workload.Truth.Used[function.Arn])
            .Concat(workload.Truth.Unattributed[role.Arn])
            .GroupBy(used => used.Action.Split(':')[0], StringComparer.Ordinal)
            .Select(service => new ServiceLastAccessed(
                service.Key, service.Max(used => used.LastSeen), service.MaxBy(used => used.LastSeen)!.Region,
                service.Where(used => !used.IsDataEvent && used.State != LogState.NeverLogged)
                    .GroupBy(used => used.Action.Split(':')[1], StringComparer.Ordinal)
                    .ToDictionary(action => action.Key, action => (DateTimeOffset?)action.Max(used => used.LastSeen)))),
    ];
}
