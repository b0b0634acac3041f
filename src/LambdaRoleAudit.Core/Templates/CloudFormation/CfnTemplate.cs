namespace LambdaRoleAudit.Templates;

/// <summary>The parts of a template that values refer to.</summary>
internal sealed class CfnTemplate
{
    /// <summary>The transform of AWS SAM.</summary>
    public const string SamTransform = "AWS::Serverless-2016-10-31";

    /// <summary>How the types of AWS SAM begin.</summary>
    public const string SamPrefix = "AWS::Serverless::";

    public CfnTemplate(MappingNode root)
    {
        Root = root;
        Parameters = Section("Parameters");
        Mappings = Section("Mappings");
        NoLoop = new(Budget);
        Transforms = [.. TransformsOf(root["Transform"])];
    }

    public MappingNode Root { get; }

    public MappingNode? Parameters { get; }

    public MappingNode? Mappings { get; }

    /// <summary>The names of the transforms; a name that is not text is shown as <c>?</c>.</summary>
    public IReadOnlyList<string> Transforms { get; }

    /// <summary>The resources by logical id. Set once they are listed, since listing evaluates the collections of loops.</summary>
    public IReadOnlyDictionary<string, CfnResource> Resources { get; set; } = new Dictionary<string, CfnResource>();

    /// <summary>The roles that SAM makes, by their logical ids, with the functions that they are for.</summary>
    public Dictionary<string, CfnResource> GeneratedRoles { get; } = new(StringComparer.Ordinal);

    /// <summary>True if SAM's transform runs, or the template has SAM's types, which nothing else accepts.</summary>
    public bool IsSam { get; set; }

    /// <summary>No loop.</summary>
    public CfnLoop NoLoop { get; }

    /// <summary>The work that is left.</summary>
    public CfnBudget Budget { get; } = new();

    /// <summary>Returns a section; null if there is none, or it is not a mapping.</summary>
    public MappingNode? Section(string name) => Root[name] as MappingNode;

    private static IEnumerable<string> TransformsOf(TemplateNode? node) => node switch
    {
        null => [],
        ScalarNode { IsNull: true } => [],
        ScalarNode name => [name.Value],
        SequenceNode list => list.Items.SelectMany(item => TransformsOf(item.Target)),
        MappingNode { } call => [call["Name"] is ScalarNode name ? name.Value : "?"],
        _ => ["?"],
    };
}
