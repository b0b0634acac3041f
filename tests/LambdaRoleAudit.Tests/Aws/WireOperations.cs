using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>Every operation that the module calls: how it is called, and an answer that is right.</summary>
internal sealed record WireOperation(string Name, bool IsJson, string Answer, Func<IAwsSession, CancellationToken, Task> CallAsync)
{
    /// <summary>It is answered page by page.</summary>
    public bool IsList { get; init; }

    /// <summary>An answer to an operation that is called before it.</summary>
    public string? Before { get; init; }

    /// <summary>What its request says.</summary>
    public string Action => Name.Split(' ')[0];

    public override string ToString() => Name;
}

internal static class WireOperations
{
    private const string Trust = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D";
    private const string Profile =
        "<InstanceProfileList><member><InstanceProfileName>p</InstanceProfileName></member></InstanceProfileList>";

    private const string Role =
        "<Path>/</Path><RoleName>r</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::123456789012:role/r</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>"
        + $"<AssumeRolePolicyDocument>{Trust}"
        + "</AssumeRolePolicyDocument><Description>text</Description><MaxSessionDuration>3600</MaxSessionDuration>"
        + "<PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::aws:policy/B</PermissionsBoundaryArn></PermissionsBoundary>"
        + "<Tags><member><Key>team</Key><Value>a</Value></member></Tags><RoleLastUsed><LastUsedDate>2026-01-01T00:00:00Z</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed>";

    private const string Managed =
        "<PolicyName>q</PolicyName><PolicyId>ANPAEXAMPLE</PolicyId><Arn>arn:aws:iam::123456789012:policy/q</Arn><Path>/</Path>"
        + "<DefaultVersionId>v1</DefaultVersionId><AttachmentCount>1</AttachmentCount>"
        + "<PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><Tags><member><Key>k</Key><Value>v</Value></member></Tags>";

    private static readonly string Function = Sandbox();

    private const string Alias =
        """{"AliasArn":"arn:aws:lambda:eu-west-1:123456789012:function:f:live","Name":"live","FunctionVersion":"1","RevisionId":"r","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}}""";

    public static readonly IReadOnlyList<WireOperation> All =
    [
        new("ListFunctions", true,
            $$"""{"Functions":[{{Function}},{{Function.Replace("order-intake", "order-outtake", StringComparison.Ordinal)}}],"NextMarker":null}""",
                async (session, token) =>
                    await DrainAsync(session.Lambda("eu-west-1").ListFunctionsAsync(true, new FunctionInventoryBuilder(_ => { }), token)))
                    {
                        IsList = true
                    },
        new("ListFunctions with settings", true, $$"""{"Functions":[{{Function}}],"NextMarker":null}""",
            async (session, token) => await DrainAsync(session.Lambda("eu-west-1").ListFunctionDetailsAsync(true, token)))
            {
                IsList = true
            },
        new("GetFunction", true, $$"""{"Configuration":{{Function}},"Tags":{"team":"a"} }""",
            (session, token) => session.Lambda("eu-west-1").GetFunctionAsync("f", token)),
        new("UpdateFunctionConfiguration", true, Function,
            (session, token) => session.Lambda("eu-west-1").UpdateFunctionRoleAsync("f", "arn:aws:iam::123456789012:role/r", null, token)),
        new("ListEventSourceMappings", true,
            """{"EventSourceMappings":[{"UUID":"u","FunctionArn":"arn:aws:lambda:eu-west-1:123456789012:function:f","State":"Enabled","DestinationConfig":{"OnFailure":{"Destination":"d"}},"SourceAccessConfigurations":[{"Type":"BASIC_AUTH","URI":"s"}]}],"NextMarker":null}""",
                (session, token) => session.Lambda("eu-west-1").ListEventSourceMappingsAsync(null, token)) { IsList = true },
        new("GetPolicy", true, """{"Policy":"{}","RevisionId":"r"}""",
            (session, token) => session.Lambda("eu-west-1").GetPolicyAsync("f", token)),
        new("GetFunction of a version", true, $$"""{"Configuration":{{Function}} }""",
            (session, token) => session.Lambda("eu-west-1").GetVersionAsync("f", "1", token)),
        new("PublishVersion", true, Function,
            (session, token) => session.Lambda("eu-west-1").PublishVersionAsync("f", "c", "r", "d", token)),
        new("ListVersionsByFunction", true, $$"""{"Versions":[{{Function}}],"NextMarker":null}""",
            (session, token) => session.Lambda("eu-west-1").ListVersionsAsync("f", token)) { IsList = true },
        new("ListAliases", true, $$"""{"Aliases":[{{Alias}}],"NextMarker":null}""",
            (session, token) => session.Lambda("eu-west-1").ListAliasesAsync("f", token)) { IsList = true },
        new("GetAlias", true, Alias, (session, token) => session.Lambda("eu-west-1").GetAliasAsync("f", "live", token)),
        new("UpdateAlias", true, Alias, (session, token) => session.Lambda("eu-west-1").UpdateAliasAsync("f", "live", "2", "r", token)),
        new("GetProvisionedConcurrencyConfig", true,
            """{"RequestedProvisionedConcurrentExecutions":1,"Status":"READY","StatusReason":null}""",
            (session, token) => session.Lambda("eu-west-1").GetProvisionedConcurrencyAsync("f", "live", token)),
        new("GetFunctionUrlConfig", true, """{"AuthType":"NONE"}""",
            (session, token) => session.Lambda("eu-west-1").GetUrlAuthTypeAsync("f", "live", token)),
        new("GetRole", false, Answer("GetRole", $"<Role>{Role}</Role>"), (session, token) => session.Iam.GetRoleAsync("r", token)),
        new("CreateRole", false, Answer("CreateRole", $"<Role>{Role}</Role>"),
            (session, token) => session.Iam.CreateRoleAsync(new RoleDefinition { RoleName = "r", Path = "/", TrustPolicy = "{}" }, token)),
        new("ListRoles", false, Page("ListRoles", $"<Roles><member>{Role}</member></Roles>"),
            async (session, token) => await DrainAsync(session.Iam.ListRolesAsync(token))) { IsList = true },
        new("GetAccountAuthorizationDetails", false,
            Page("GetAccountAuthorizationDetails",
                $"<RoleDetailList><member>{Role}<RolePolicyList><member><PolicyName>p</PolicyName><PolicyDocument>{Trust}"
                + "</PolicyDocument></member></RolePolicyList>"
                + $"<AttachedManagedPolicies><member><PolicyName>q</PolicyName><PolicyArn>arn:aws:iam::aws:policy/q</PolicyArn></member></AttachedManagedPolicies>{Profile}</member></RoleDetailList>"
                + $"<Policies><member><Arn>arn:aws:iam::aws:policy/q</Arn><PolicyVersionList><member><Document>{Trust}"
                + "</Document><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member></Policies>"),
            async (session, token) => await DrainAsync(session.Iam.GetAccountAuthorizationDetailsAsync(token))) { IsList = true },
        new("ListAttachedRolePolicies", false,
            Page(
                "ListAttachedRolePolicies",
                "<AttachedPolicies><member><PolicyName>q</PolicyName><PolicyArn>arn:aws:iam::aws:policy/q</PolicyArn></member></AttachedPolicies>"),
                (session, token) => session.Iam.ListAttachedRolePoliciesAsync("r", token)) { IsList = true },
        new("ListRolePolicies", false, Page("ListRolePolicies", "<PolicyNames><member>p</member></PolicyNames>"),
            (session, token) => session.Iam.ListRolePoliciesAsync("r", token)) { IsList = true },
        new("ListInstanceProfilesForRole", false,
            Page(
                "ListInstanceProfilesForRole",
                "<InstanceProfiles><member><InstanceProfileName>p</InstanceProfileName></member></InstanceProfiles>"),
                (session, token) => session.Iam.ListInstanceProfilesForRoleAsync("r", token)) { IsList = true },
        new("GetRolePolicy", false,
            Answer("GetRolePolicy", $"<RoleName>r</RoleName><PolicyName>p</PolicyName><PolicyDocument>{Trust}</PolicyDocument>"),
            (session, token) => session.Iam.GetRolePolicyAsync("r", "p", token)),
        new("GetPolicy of IAM", false, Answer("GetPolicy", "<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>"),
            (session, token) => session.Iam.GetPolicyDocumentAsync("arn:aws:iam::aws:policy/q", token)),
        new("GetPolicyVersion", false, Answer("GetPolicyVersion", $"<PolicyVersion><Document>{Trust}</Document></PolicyVersion>"),
            (session, token) => session.Iam.GetPolicyDocumentAsync("arn:aws:iam::aws:policy/q", token))
        {
            Before = Answer("GetPolicy", "<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>"),
        },
        new("CreatePolicy", false, Answer("CreatePolicy", $"<Policy>{Managed}</Policy>"),
            (session, token) => session.Iam.CreatePolicyAsync(
                new PolicyDefinition("q", "/", "{}", new Dictionary<string, string> { ["k"] = "v" }), token)),
        new("GetPolicy with tags", false, Answer("GetPolicy", $"<Policy>{Managed}</Policy>"),
            (session, token) => session.Iam.GetPolicyAsync("arn:aws:iam::123456789012:policy/q", token)),
        new("ListPolicyVersions", false,
            Page(
                "ListPolicyVersions",
                "<Versions><member><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></Versions>"),
            (session, token) => session.Iam.ListPolicyVersionsAsync("arn:aws:iam::123456789012:policy/q", token)) { IsList = true },
        new("DeletePolicy", false, Done("DeletePolicy"),
            (session, token) => session.Iam.DeletePolicyAsync("arn:aws:iam::123456789012:policy/q", token)),
        new("GetAccountSummary", false,
            Answer("GetAccountSummary", "<SummaryMap><entry><key>Roles</key><value>3</value></entry></SummaryMap>"),
            (session, token) => session.Iam.GetAccountSummaryAsync(token)),
        new("DeleteRole", false, Done("DeleteRole"), (session, token) => session.Iam.DeleteRoleAsync("r", token)),
        new("AttachRolePolicy", false, Done("AttachRolePolicy"),
            (session, token) => session.Iam.AttachRolePolicyAsync("r", "arn:aws:iam::aws:policy/q", token)),
        new("DetachRolePolicy", false, Done("DetachRolePolicy"),
            (session, token) => session.Iam.DetachRolePolicyAsync("r", "arn:aws:iam::aws:policy/q", token)),
        new("PutRolePolicy", false, Done("PutRolePolicy"), (session, token) => session.Iam.PutRolePolicyAsync("r", "p", "{}", token)),
        new("DeleteRolePolicy", false, Done("DeleteRolePolicy"), (session, token) => session.Iam.DeleteRolePolicyAsync("r", "p", token)),
        new("TagRole", false, Done("TagRole"),
            (session, token) => session.Iam.TagRoleAsync("r", new Dictionary<string, string> { ["k"] = "v" }, token)),
        new("UntagRole", false, Done("UntagRole"), (session, token) => session.Iam.UntagRoleAsync("r", ["k"], token)),
        new("GenerateServiceLastAccessedDetails", false, Answer("GenerateServiceLastAccessedDetails", "<JobId>j</JobId>"),
            (session, token) => session.Iam.GenerateLastAccessedAsync("arn:aws:iam::123456789012:role/r", token)),
        new("GetServiceLastAccessedDetails", false,
            Page("GetServiceLastAccessedDetails",
                "<JobStatus>COMPLETED</JobStatus><JobCreationDate>2026-01-01T00:00:00Z</JobCreationDate><ServicesLastAccessed><member>"
                + "<ServiceName>Amazon S3</ServiceName><ServiceNamespace>s3</ServiceNamespace>"
                + "<LastAuthenticated>2026-01-01T00:00:00Z</LastAuthenticated><TrackedActionsLastAccessed><member>"
                + "<ActionName>CreateBucket</ActionName><LastAccessedTime>2026-01-01T00:00:00Z</LastAccessedTime></member>"
                + "</TrackedActionsLastAccessed></member></ServicesLastAccessed>"),
            (session, token) => session.Iam.GetLastAccessedAsync("j", token)) { IsList = true },
        new("DescribeTrails", true,
            """{"trailList":[{"Name":"t","S3BucketName":"b","S3KeyPrefix":"p","IncludeGlobalServiceEvents":true,"IsMultiRegionTrail":true,"HomeRegion":"eu-west-1","TrailARN":"arn:aws:cloudtrail:eu-west-1:123456789012:trail/t","IsOrganizationTrail":false}]}""",
            (session, token) => session.CloudTrail("eu-west-1").DescribeTrailsAsync("t", token)),
        new("GetEventSelectors", true,
            """{"TrailARN":"arn:aws:cloudtrail:eu-west-1:123456789012:trail/t","EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}],"ExcludeManagementEventSources":["kms.amazonaws.com"]}],"AdvancedEventSelectors":[{"Name":"n","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]}]}]}""",
            (session, token) => session.CloudTrail("eu-west-1").GetEventSelectorsAsync("t", token)),
        new("LookupEvents", true, """{"Events":[{"EventId":"e","CloudTrailEvent":"{}"}],"NextToken":"n"}""",
            (session, token) =>
                session.CloudTrail("eu-west-1").LookupEventsAsync("f", DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow, null, token)),
        new("StartQueryExecution", true, """{"QueryExecutionId":"q"}""",
            (session, token) => session.Athena("eu-west-1").StartQueryAsync(
                new LambdaRoleAudit.Ports.AthenaQuery("SELECT 1", "d", null, null), token)),
        new("GetQueryExecution", true,
            """{"QueryExecution":{"QueryExecutionId":"q","Status":{"State":"FAILED","StateChangeReason":"r"},"Statistics":{"DataScannedInBytes":5000000000}}}""",
            (session, token) => session.Athena("eu-west-1").GetQueryAsync("q", token)),
        new("GetQueryResults", true, """{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"a"},{}]}]},"NextToken":"n"}""",
            (session, token) => session.Athena("eu-west-1").GetResultsAsync("q", null, token)),
        new("GetTableMetadata", true,
            """{"TableMetadata":{"Name":"t","Columns":[{"Name":"c","Type":"string"}],"PartitionKeys":[{"Name":"day","Type":"string"}]}}""",
            (session, token) => session.Athena("eu-west-1").GetColumnsAsync("d", "t", token)),
        new("GetCallerIdentity", false,
            Answer(
                "GetCallerIdentity",
                "<Arn>arn:aws:iam::123456789012:user/u</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>"),
            (session, token) => session.GetCallerIdentityAsync(token)),
        new("DescribeRegions", false,
            "<DescribeRegionsResponse><requestId>r</requestId><regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo></DescribeRegionsResponse>",
            (session, token) => session.DescribeRegionsAsync(token)),
    ];

    public static TheoryData<string> Names => [.. All.Select(operation => operation.Name)];

    public static WireOperation Of(string name) => All.Single(operation => operation.Name == name);

    private static string Answer(string operation, string result) =>
        $"<{operation}Response "
        + $"xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{operation}Result>{result}</{operation}Result>{Metadata}</{operation}"
        + "Response>";

    private static string Page(string operation, string list) => Answer(operation, $"{list}<IsTruncated>false</IsTruncated>");

    private static string Done(string operation) => $"<{operation}Response>{Metadata}</{operation}Response>";

    private const string Metadata = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>";

    private static string Sandbox()
    {
        var account = Estate.NewAccount();
        var function = Estate.AddFunction(account, "eu-west-1", "order-intake", Estate.AddRole(account, "/", "r"), inVpc: true);
        foreach (var (field, value) in new[] { ("State", "Active"), ("LastUpdateStatus", "Successful") }) function.Set(field, value);
        return function.Configuration.ToJsonString();
    }

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> pages)
    {
        await foreach (var _ in pages)
        {
        }
    }
}
