namespace LambdaRoleAudit.Templates;

/// <summary>A stack of a CDK app, as its links to the other stacks are followed.</summary>
internal sealed class CdkStack
{
    private const int MostLevels = 100;

    /// <summary>The pseudo parameters that have equal values in all stacks of one environment.</summary>
    private static readonly string[] OfEnvironment =
        ["${AWS::AccountId}", "${AWS::Partition}", "${AWS::Region}", "${AWS::URLSuffix}"];

    private static readonly Dictionary<string, bool> None = [];

    private readonly Lazy<CfnTemplate> _template;
    private readonly Lazy<CfnRoleKeys> _keys;
    private readonly Lazy<string?> _environment;

    public CdkStack(DeclaredStack stack, CdkFile file)
    {
        (Stack, File) = (stack, file);
        _template = new(() => CloudFormationReader.Open(stack.Root!).Template);
        _keys = new(() => new CfnRoleKeys(_template.Value));
        _environment = new(FindEnvironment);
    }

    public DeclaredStack Stack { get; }

    public CdkFile File { get; }

    /// <summary>The places that create the stack as a nested one.</summary>
    public List<(CdkStack Stack, CfnResource Resource)> Parents { get; } = [];

    /// <summary>The place that creates the stack as a nested one; null for any other stack, and if there are several places.</summary>
    public (CdkStack Stack, CfnResource Resource)? Parent => File.StackName is null && Parents is [var only] ? only : null;

    public CfnTemplate Template => _template.Value;

    /// <summary>
    /// The environment, as the manifest has it; null if it is not known which one it is. Read once, when all parents are known.
    /// </summary>
    public string? Environment => _environment.Value;

    /// <summary>The account's id; null if the app does not say it.</summary>
    public string? Account => Part(0) is { Length: 12 } account && account.All(char.IsAsciiDigit) ? account : null;

    /// <summary>The region; null if the app does not say it.</summary>
    public string? Region => Part(1) is { } region && region != "unknown-region" ? region : null;

    /// <summary>What a person calls the stack: its file, without the extension that all of them have.</summary>
    public string Name
    {
        get
        {
            var name = Path.GetFileName(Stack.Path);
            foreach (var end in new[] { ".json", ".template", ".nested" })
                if (name.EndsWith(end, StringComparison.Ordinal)) name = name[..^end.Length];
            return name;
        }
    }

    /// <summary>Returns the role that a value names; Unknown if it depends on a condition.</summary>
    public RoleUse RoleOf(TemplateNode value, CfnResource? resource = null)
    {
        var decisions = new CfnDecisions(resource?.Conditions ?? None, isExact: false);
        return Of(new CfnEvaluator(Template, decisions, resource?.Loop ?? Template.NoLoop).Evaluate(value));
    }

    /// <summary>Returns the role that a text names.</summary>
    public RoleUse RoleOf(string text) => Of(new CfnText(text));

    /// <summary>Returns the value of an output; null if there is none.</summary>
    public TemplateNode? Output(string name) => (Template.Section("Outputs")?[name] as MappingNode)?["Value"];

    /// <summary>The names that the stack exports, and the values. A name that only the deployment knows is left out.</summary>
    public IEnumerable<(string Name, TemplateNode Value)> Exports()
    {
        var evaluator = new CfnEvaluator(Template, new(None, isExact: false), Template.NoLoop);
        foreach (var (named, value) in CfnExports.All(Template))
            if (evaluator.TextOf(named) is { } text && Shared(Symbol.Shown(text)) is { } name) yield return (name, value);
    }

    /// <summary>Returns a text with the values that the app knows of this stack, as people read it.</summary>
    public string Local(string shown)
    {
        if (File.StackName is { } name) shown = Replace(shown, "AWS::StackName", name);
        if (Account is { } account) shown = Replace(shown, "AWS::AccountId", account);
        return Region is { } region ? Replace(shown, "AWS::Region", region) : shown;
    }

    /// <summary>Returns a text that is the same in all stacks of the environment; null if it is not.</summary>
    public string? Shared(string shown)
    {
        var text = Local(shown);
        var rest = OfEnvironment.Aggregate(text, (left, one) => left.Replace(one, "", StringComparison.Ordinal));
        return rest.Contains("${", StringComparison.Ordinal) ? null : text;
    }

    private string? FindEnvironment()
    {
        var stack = this;
        for (var level = 0; level < MostLevels; level++)
        {
            if (stack.File.StackName is not null) return stack.File.Environment;
            if (stack.Parent is not { } parent) return null;
            stack = parent.Stack;
        }

        return null;
    }

    private static string Replace(string text, string symbol, string value) =>
        text.Replace($"${{{symbol}}}", value, StringComparison.Ordinal);

    private RoleUse Of(CfnValue value) => _keys.Value.Of(value, null, None);

    private string? Part(int index) =>
        Environment is { } text && text.StartsWith("aws://", StringComparison.Ordinal) && text[6..].Split('/') is { Length: 2 } parts
            ? parts[index]
            : null;
}
