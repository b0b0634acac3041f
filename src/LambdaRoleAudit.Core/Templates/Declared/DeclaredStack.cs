using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What one template declares: the functions and roles that one deployment creates together.</summary>
public sealed record DeclaredStack
{
    /// <summary>The file's full path; the folder's for a folder of .tf files.</summary>
    public required string Path { get; init; }

    /// <summary>The format.</summary>
    public required TemplateFormat Format { get; init; }

    /// <summary>The functions, in the order of the file.</summary>
    public IReadOnlyList<DeclaredFunction> Functions { get; init; } = [];

    /// <summary>The roles, in the order of the file.</summary>
    public IReadOnlyList<DeclaredRole> Roles { get; init; } = [];

    /// <summary>
    /// The conditions of which at most one holds, or that follow from each other, as a test: false for an assignment that cannot be. Null
    /// if any can be.
    /// </summary>
    public Func<IReadOnlyDictionary<string, bool>, bool>? CanHold { get; init; }

    /// <summary>
    /// What symbols that refer to declared resources stand for, as far as it is known: for <c>Queue.Arn</c>, the text
    /// <c>arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue.QueueName}</c> with symbols.
    /// </summary>
    public IReadOnlyDictionary<string, string> Shapes { get; init; } = new Dictionary<string, string>();

    /// <summary>Problems that make the result incomplete: something declares functions that cannot be read. Reported once each.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>False if the template can declare more functions than <see cref="Functions"/>.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>
    /// The roles that the template exports: what imports one, what names the role (<see cref="RoleUse.Key"/>), and the parameters whose
    /// defaults are in the name of the export, if there are some.
    /// </summary>
    internal IReadOnlyList<(string Import, string Key, string? Parameters)> Exports { get; init; } = [];

    /// <summary>
    /// What policies of the template attach to that is not a role of it: the policy, what names the role, and what does so if no parameter
    /// is set.
    /// </summary>
    internal IReadOnlyList<(string Policy, string Role, string? Default)> OpenAttachments { get; init; } = [];

    /// <summary>The templates that this one deploys, apart from those that a CDK app has and that are joined with it.</summary>
    internal IReadOnlyList<NestedTemplate> Nested { get; init; } = [];

    /// <summary>The outputs that are roles, if they are roles: the name, and what names the role (<see cref="RoleUse.Key"/>).</summary>
    internal IReadOnlyList<(string Name, string Key)> Outputs { get; init; } = [];

    /// <summary>The policies of resources that can allow a role what its own policies do not.</summary>
    internal Lazy<IReadOnlyList<ResourcePolicy>> ResourcePolicies { get; init; } = new(() => []);

    /// <summary>The text; null for formats that are not patched in place.</summary>
    public TemplateText? Text { get; init; }

    /// <summary>The root of the text; null for formats without nodes.</summary>
    public MappingNode? Root { get; init; }

    /// <summary>What was read of a folder of .tf files; null for other formats.</summary>
    internal TerraformFolder? Folder { get; init; }
}
