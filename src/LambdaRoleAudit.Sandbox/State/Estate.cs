using System.Globalization;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Sandbox.State;

/// <summary>Made-up accounts for trying out the module.</summary>
public static class Estate
{
    /// <summary>The 17 regions that are enabled for every AWS account by default.</summary>
    public static IReadOnlyList<string> DefaultRegions { get; } =
    [
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
        "us-west-2",
    ];

    private const string RolesPrefix = "roles:";
    private const string SharedPrefix = "shared:";

    /// <summary>Returns an estate by its name, or with the given number of functions or roles.</summary>
    /// <exception cref="ArgumentException">The name is neither.</exception>
    public static SandboxState Named(string name, int seed) => name switch
    {
        "rule" => Rule(),
        "aliases" => WithAliases(),
        "small" => OfSize(300, seed),
        _ when name.StartsWith(RolesPrefix, StringComparison.Ordinal)
            && int.TryParse(name[RolesPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var roles) => OfRoles(roles),
        _ when name.StartsWith(SharedPrefix, StringComparison.Ordinal)
            && int.TryParse(name[SharedPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var functions) =>
                OfSharedRoles(functions),
        _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => OfSize(count, seed),
        _ =>
            throw new ArgumentException(
                $"'{name}' is not an estate. Name 'rule', 'aliases', 'small', a number of functions, 'roles:' and a number of roles, or "
                + "'shared:' and a number of functions."),
    };

    /// <summary>
    /// Returns the functions from Trend Micro Conformity's page on rule Lambda-006, all on one role with far too many permissions; a role
    /// that is shared across two regions, which is not visible in a single region; and functions without problems.
    /// </summary>
    public static SandboxState Rule()
    {
        var account = NewAccount();
        foreach (var name in new[] { "cc-sqs-poller", "cc-s3-logging", "s3-get-object" })
            AddFunction(account, "us-east-1", name, AddRole(account, "/", "aws-lambda-full-access"), inVpc: false);
        AddFunction(account, "us-east-1", "order-intake", AddRole(account, "/orders/", "order-events-role"), inVpc: false);
        AddFunction(account, "eu-west-1", "order-archive", AddRole(account, "/orders/", "order-events-role"), inVpc: false);
        AddFunction(account, "us-east-1", "image-resize", AddRole(account, "/", "image-resize-us-east-1-role"), inVpc: false);
        AddFunction(account, "eu-west-1", "image-resize", AddRole(account, "/", "image-resize-eu-west-1-role"), inVpc: false);

        const string basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        account.Roles["aws-lambda-full-access"].AttachedPolicyArns.Add("arn:aws:iam::aws:policy/AWSLambda_FullAccess");
        account.Roles["aws-lambda-full-access"].AttachedPolicyArns.Add(
            "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
        foreach (var name in new[] { "order-events-role", "image-resize-us-east-1-role", "image-resize-eu-west-1-role" })
            account.Roles[name].AttachedPolicyArns.Add(basic);
        account.Roles["order-events-role"].InlinePolicies["orders"] =
            """{"Version":"2012-10-17","Statement":[{"Sid":"Orders","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"arn:aws:dynamodb:*:123456789012:table/orders"}]}""";
        account.Roles["order-events-role"].LastUsed = new DateTimeOffset(2026, 11, 20, 8, 15, 0, TimeSpan.Zero);
        account.Roles["order-events-role"].LastUsedRegion = "eu-west-1";
        account.Region("us-east-1")
            .AddEventSourceMapping(account.FunctionArn("us-east-1", "cc-sqs-poller"), "arn:aws:sqs:us-east-1:123456789012:jobs");
        return StateOf(account);
    }

    /// <summary>Returns the same, with version 1 and the alias live of two functions; one of them has changed since.</summary>
    public static SandboxState WithAliases()
    {
        var state = Rule();
        var account = state.Accounts.Values.Single();
        foreach (var name in new[] { "order-intake", "s3-get-object" })
        {
            var function = account.Region("us-east-1").Find(name)!;
            Publish(account, "us-east-1", function);
            function.Aliases["live"] = new AliasState("live", "1");
        }

        account.Region("us-east-1").Find("s3-get-object")!.Set("MemorySize", 512);
        return state;
    }

    /// <summary>
    /// Returns the given number of functions, spread over the regions. About a third of them share roles, some across regions.
    /// </summary>
    public static SandboxState OfSize(int functions, int seed)
    {
        var account = NewAccount();
        var random = new Random(seed);
        var sharedRoles = Math.Max(1, functions / 25);
        for (var i = 0; i < functions; i++)
        {
            var region = DefaultRegions[i % DefaultRegions.Count];
            var name = string.Create(CultureInfo.InvariantCulture, $"svc-{random.Next(1000):000}-worker-{i:000000}");
            var role = random.Next(3) == 0
                ? AddRole(
                    account, "/service-role/",
                    string.Create(CultureInfo.InvariantCulture, $"team-{random.Next(sharedRoles):00000}-lambda-role"))
                : AddRole(account, "/", $"{name}-role");
            // Its functions are in a VPC. Lambda would reject a role that cannot create their network interfaces.
            role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole");
            AddFunction(account, region, name, role);
        }

        return StateOf(account);
    }

    /// <summary>Returns the given number of functions on ten shared roles, in ten regions.</summary>
    public static SandboxState OfSharedRoles(int functions)
    {
        var account = NewAccount();
        account.RolesQuota = Math.Max(account.RolesQuota, functions + 100);
        for (var i = 0; i < functions; i++)
        {
            var role = AddRole(account, "/", string.Create(CultureInfo.InvariantCulture, $"shared-{i % 10}"));
            role.AttachedPolicyArns.Add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
            role.InlinePolicies["data"] =
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
            AddFunction(
                account, DefaultRegions[i / 10 % 10], string.Create(CultureInfo.InvariantCulture, $"function-{i:000}"), role, inVpc: false);
        }

        return StateOf(account);
    }

    /// <summary>Returns the given number of roles with ten policies each, and no functions.</summary>
    public static SandboxState OfRoles(int roles)
    {
        var account = NewAccount();
        account.RolesQuota = Math.Max(account.RolesQuota, roles);
        string[] attached = [
            "AWSLambdaBasicExecutionRole", "AWSLambdaSQSQueueExecutionRole", "AWSLambdaVPCAccessExecutionRole",
            "AWSLambdaKinesisExecutionRole"];
        for (var i = 0; i < roles; i++)
        {
            var role = AddRole(account, "/", string.Create(CultureInfo.InvariantCulture, $"role-{i:00000}"));
            foreach (var policy in attached) role.AttachedPolicyArns.Add($"arn:aws:iam::aws:policy/service-role/{policy}");
            for (var number = 1; number <= 6; number++)
            {
                role.InlinePolicies[string.Create(CultureInfo.InvariantCulture, $"inline-{number}")] = string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"Version":"2012-10-17","Statement":[{"Sid":"Table","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query"],"Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/t-{{{i}}}-{{{number}}}"}]}""");
            }
        }

        return StateOf(account);
    }

    /// <summary>Returns an empty account.</summary>
    public static AccountState NewAccount(string partition = "aws", IEnumerable<string>? regions = null) =>
        new(SandboxCredential.Default.AccountId, partition, regions ?? DefaultRegions);

    /// <summary>Returns a state with this account and its key.</summary>
    public static SandboxState StateOf(AccountState account)
    {
        var state = new SandboxState();
        state.Add(account, SandboxCredential.Default);
        return state;
    }

    /// <summary>Returns the role with the given name. Creates it if it does not exist.</summary>
    public static RoleState AddRole(AccountState account, string path, string name)
    {
        if (account.Roles.TryGetValue(name, out var known)) return known;
        return account.Roles[name] = new RoleState
        {
            RoleName = name,
            Path = path,
            RoleId = $"AROA{Identifiers.Upper(16)}",
            Arn = account.RoleArn(path, name),
            CreateDate = new DateTimeOffset(2025, 3, 1, 9, 0, 0, TimeSpan.Zero),
            AssumeRolePolicyDocument = RoleState.LambdaTrust,
        };
    }

    /// <summary>Adds a function with the size and form that real functions have in ListFunctions.</summary>
    public static FunctionState AddFunction(AccountState account, string region, string name, RoleState role, bool inVpc = true)
    {
        var function = new FunctionState(new JsonObject
        {
            ["FunctionName"] = name,
            ["FunctionArn"] = account.FunctionArn(region, name),
            ["Runtime"] = "python3.13",
            ["Role"] = role.Arn,
            ["Handler"] = "app.lambda_handler",
            ["CodeSize"] = 482_113,
            ["Description"] = $"Part of {name}",
            ["Timeout"] = 30,
            ["MemorySize"] = 256,
            ["LastModified"] = "2026-05-04T10:11:12.000+0000",
            ["CodeSha256"] = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            ["Version"] = "$LATEST",
            ["VpcConfig"] = new JsonObject
            {
                ["SubnetIds"] = new JsonArray("subnet-0a1b2c3d4e5f60718", "subnet-0f9e8d7c6b5a40312"),
                ["SecurityGroupIds"] = new JsonArray("sg-0123456789abcdef0"),
                ["VpcId"] = "vpc-0fedcba9876543210",
                ["Ipv6AllowedForDualStack"] = false,
            },
            // Names that no audit should print.
            ["Environment"] = new JsonObject
            {
                ["Variables"] = new JsonObject { ["DB_PASSWORD"] = $"sandbox-secret-of-{name}", ["STAGE"] = "prod" }
            },
            ["TracingConfig"] = new JsonObject { ["Mode"] = "PassThrough" },
            ["RevisionId"] = Guid.NewGuid().ToString(),
            ["PackageType"] = "Zip",
            ["Architectures"] = new JsonArray("x86_64"),
            ["EphemeralStorage"] = new JsonObject { ["Size"] = 512 },
            ["SnapStart"] = new JsonObject { ["ApplyOn"] = "None", ["OptimizationStatus"] = "Off" },
            ["LoggingConfig"] = new JsonObject { ["LogFormat"] = "Text", ["LogGroup"] = $"/aws/lambda/{name}" },
        });
        if (!inVpc) function.Configuration.Remove("VpcConfig");
        account.Region(region).Add(function);
        return function;
    }

    /// <summary>Publishes the current function as a version, whose role cannot be changed.</summary>
    public static FunctionState Publish(AccountState account, string region, FunctionState function)
    {
        // The number of a deleted version is not used again.
        var number = function.LastPublished + 1;
        var version = new FunctionState((JsonObject)function.Configuration.DeepClone());
        version.Set("Version", number.ToString(CultureInfo.InvariantCulture));
        version.Set("FunctionArn", string.Create(CultureInfo.InvariantCulture, $"{function.FunctionArn}:{number}"));
        version.Set("RevisionId", Guid.NewGuid().ToString());
        if ((string?)version.Configuration["SnapStart"]?["ApplyOn"] == "PublishedVersions")
            version.Set("SnapStart", new JsonObject { ["ApplyOn"] = "PublishedVersions", ["OptimizationStatus"] = "On" });
        function.LastPublished = number;
        function.Versions.Add(number, version);
        account.Region(region).Changed();
        return version;
    }
}
