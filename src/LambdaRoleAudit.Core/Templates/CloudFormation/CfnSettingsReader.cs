namespace LambdaRoleAudit.Templates;

/// <summary>Reads the settings of functions for which Lambda needs permissions (CloudFormation and SAM).</summary>
internal sealed class CfnSettingsReader(CfnTemplate template, CfnConditions conditions)
{
    private readonly Lazy<CfnMappings> _mappings = new(() => new(template));

    /// <summary>Returns the settings for each combination of the conditions that decide them.</summary>
    public IReadOnlyList<DeclaredSettings> Of(CfnResource function, IReadOnlyDictionary<string, bool> start)
    {
        var branches = CfnBranches.Of(start, conditions.CanHold, decisions => Read(function, decisions));
        // A function that no deployment has still has settings.
        if (branches is { Count: 0 }) branches = CfnBranches.Of(start, _ => true, decisions => Read(function, decisions));
        return branches is null
            ? [new() { FunctionName = NameOf(function), Unknown = ["Its settings depend on too many conditions."] }]
            : [.. branches.Select(branch => branch.Result)];
    }

    private string NameOf(CfnResource function) =>
        CfnShapes.NameOf(template, function, "FunctionName", Symbol.Fixed(function.LogicalId));

    private DeclaredSettings Read(CfnResource function, CfnDecisions decisions)
    {
        var evaluator = new CfnEvaluator(template, decisions, function.Loop);
        var draft = new CfnSettingsDraft();
        CfnValue Property(string name) => SamGlobals.Merged(template, function, evaluator, name);
        if (function.Properties is { } properties
            ? properties.EntryOf("Fn::Transform") is not null
            : function.Node["Properties"] is not null)
            draft.Unknown("A macro (Fn::Transform) can change the properties.");
        var isSam = function.Type == CfnFunctionReader.Sam;
        draft.Settings = draft.Settings with
        {
            FunctionName = NameOf(function),
            IsDurable = Property("DurableConfig") is not CfnNoValue,
            KmsKeyArn = draft.Text(evaluator, Property("KmsKeyArn"), "The key"),
            LogGroup = draft.Text(evaluator, Part(draft, Property("LoggingConfig"), "LogGroup", "The log group"), "The log group"),
        };
        Network(draft, evaluator, Property("VpcConfig"));
        Tracing(draft, isSam ? Property("Tracing") : Part(draft, Property("TracingConfig"), "Mode", "The tracing mode"));
        var target = Part(draft, Property(isSam ? "DeadLetterQueue" : "DeadLetterConfig"), "TargetArn", "The dead-letter target");
        draft.Settings = draft.Settings with
        {
            DeadLetterTargetArn = draft.Text(evaluator, target, "The dead-letter target"),
            FileSystemArns = FileSystems(draft, evaluator, Property("FileSystemConfigs")),
        };
        _mappings.Value.Add(draft, function, decisions);
        if (isSam) new SamMappings(draft, evaluator, function).Add(evaluator.Evaluate(function.Properties?.EntryOf("Events")?.Value));
        return draft.Finish();
    }

    private static CfnValue Part(CfnSettingsDraft draft, CfnValue value, string name, string what)
    {
        if (value is CfnMap map) return map[name] ?? CfnNoValue.Instance;
        if (value is not CfnNoValue) draft.Unknown($"{what} cannot be determined: {CfnSettingsDraft.Reason(value)}.");
        return CfnNoValue.Instance;
    }

    /// <summary>A function is in a VPC if it has subnets. A list of texts, as a parameter, can be empty.</summary>
    private void Network(CfnSettingsDraft draft, CfnEvaluator evaluator, CfnValue config)
    {
        var subnets = Part(draft, config, "SubnetIds", "The VPC");
        var groups = Part(draft, config, "SecurityGroupIds", "The VPC");
        if (config is not CfnMap || subnets is CfnNoValue or CfnList { Items: [] }) return;
        if (subnets is CfnUnknown unknown)
        {
            draft.Unknown($"The VPC cannot be determined: {unknown.Reason}.");
            return;
        }

        var network = new DeclaredSettings
        {
            IsInVpc = true, SubnetIds = Texts(evaluator, subnets), SecurityGroupIds = Texts(evaluator, groups),
        };
        if (subnets is CfnSymbol { Name: var name } && template.Parameters?[name] is MappingNode parameter
            && (parameter["Type"] as ScalarNode)?.Value.StartsWith("List<AWS::", StringComparison.Ordinal) != true)
            draft.Possible = draft.Possible with { IsInVpc = true };
        else
            draft.Settings = draft.Settings with
            {
                IsInVpc = network.IsInVpc,
                SubnetIds = network.SubnetIds,
                SecurityGroupIds = network.SecurityGroupIds,
            };
    }

    /// <summary>The texts of a list; none if one of them is not known.</summary>
    private static IReadOnlyList<string> Texts(CfnEvaluator evaluator, CfnValue value) =>
        value is CfnList list && list.Items.All(item => item is CfnText or CfnSymbol)
            ? [.. list.Items.Select(evaluator.TextOf).OfType<string>()]
            : [];

    private static void Tracing(CfnSettingsDraft draft, CfnValue mode)
    {
        if (mode is CfnText { Text: var text } && !Symbol.IsIn(text)) draft.Settings = draft.Settings with { TracingMode = text };
        else if (mode is not CfnNoValue) draft.Possible = draft.Possible with { TracingMode = "Active" };
    }

    private static List<string> FileSystems(CfnSettingsDraft draft, CfnEvaluator evaluator, CfnValue systems)
    {
        var result = new List<string>();
        if (systems is CfnNoValue) return result;
        foreach (var item in systems is CfnList list ? list.Items : [systems])
            if (draft.Text(evaluator, Part(draft, item, "Arn", "The file system"), "The file system") is { } arn) result.Add(arn);
        return result;
    }
}
