using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>A role while its parts are collected: from its own resource, and from others that attach to it.</summary>
internal sealed class CfnRoleDraft(CfnResource resource, string address, CfnEvaluator evaluator)
{
    private readonly List<string> _unknown = [];

    /// <summary>The resource of the role, or of the function that SAM makes it for.</summary>
    public CfnResource Resource => resource;

    public string Address => address;

    public CfnEvaluator Evaluator => evaluator;

    public List<InlinePolicy> InlinePolicies { get; } = [];

    public List<string> ManagedPolicyArns { get; } = [];

    public List<InlinePolicy> DeclaredPolicies { get; } = [];

    public string? TrustPolicy { get; set; }

    public string? RoleName { get; set; }

    public (string Name, string Parameters)? DefaultName { get; set; }

    public string Path { get; set; } = "/";

    public string? PermissionsBoundaryArn { get; set; }

    /// <summary>The policies of the template, one of which can be the permissions boundary.</summary>
    public CfnManagedPolicies? Managed { get; set; }

    /// <summary>Remembers what cannot be determined.</summary>
    /// <param name="what">The part of the role, as the start of a sentence.</param>
    /// <param name="reasons">The reasons, without a period.</param>
    public void Unknown(string what, params IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            if ($"{what}: {reason}." is var text && !_unknown.Contains(text)) _unknown.Add(text);
    }

    /// <summary>Returns a policy document as JSON; null if it is not a mapping.</summary>
    public string? Document(CfnValue value, string what) => Document(Write(value, evaluator), what);

    /// <summary>Returns a document that is already written, and remembers what is missing in it.</summary>
    public string? Document((string? Json, IReadOnlyList<string> Missing) written, string what)
    {
        Unknown(what, written.Missing);
        return written.Json;
    }

    /// <summary>Writes a policy document as JSON, with the reasons for what is missing. One for many roles is written once.</summary>
    public static (string? Json, IReadOnlyList<string> Missing) Write(CfnValue value, CfnEvaluator evaluator)
    {
        // CloudFormation also takes a document that is written as text.
        if (value is CfnText { IsJson: false } text && text.Text.TrimStart().StartsWith('{')) return (CfnJson.Deferred(text.Text), []);
        if (value is not CfnMap document) return (null, [Reason(value)]);
        var notes = new List<string>();
        var json = CfnJson.Write(document, notes);
        return evaluator.Allows(json) ? (json, notes) : (null, ["it is longer than CloudFormation accepts"]);
    }

    /// <summary>Returns text with symbols; null if it is not text.</summary>
    public string? Text(CfnValue value, string what)
    {
        if (value is CfnChoice choice)
        {
            Unknown(what, Reason(choice));
            return Symbol.Anything($"Fn::If {choice.Condition}");
        }

        if (evaluator.TextOf(value) is { } text) return CfnJson.Deferred(text);
        if (value is not CfnNoValue) Unknown(what, Reason(value));
        return null;
    }

    /// <summary>Adds a managed policy, once: its document if the template declares it, or else its ARN.</summary>
    public void AddManaged(string arn, CfnManagedPolicies declared)
    {
        if (declared.Find(arn) is { } policy)
        {
            if (DeclaredPolicies.Any(one => one.PolicyName == policy.LogicalId)) return;
            if (Document(declared.DocumentOf(policy), policy.LogicalId) is { } document)
                DeclaredPolicies.Add(new(policy.LogicalId, document));
            return;
        }

        if (!ManagedPolicyArns.Contains(arn)) ManagedPolicyArns.Add(arn);
    }

    /// <summary>Returns the role.</summary>
    public DeclaredRole Finish(Declaration declaration, MappingNode? node)
    {
        Unknown(address, evaluator.Notes);
        var boundary = PermissionsBoundaryArn is { } arn && Managed?.Find(arn) is { } declared ? Managed.DocumentOf(declared) : (null, []);
        return new()
        {
            Address = address,
            RoleName = RoleName,
            DefaultName = DefaultName,
            Declaration = declaration,
            Path = Path,
            TrustPolicy = TrustPolicy,
            InlinePolicies = InlinePolicies,
            ManagedPolicyArns = ManagedPolicyArns,
            DeclaredPolicies = DeclaredPolicies,
            PermissionsBoundaryArn = PermissionsBoundaryArn,
            // A part that is missing could be a permission.
            PermissionsBoundaryDocument = boundary.Missing.Count == 0 ? boundary.Json : null,
            Unknown = _unknown,
            Node = node,
        };
    }

    private static string Reason(CfnValue value) => value switch
    {
        CfnUnknown unknown => unknown.Reason,
        CfnChoice choice => $"it depends on the condition {choice.Condition}",
        CfnSymbol symbol => $"it is known at deployment only (${{{symbol.Name}}})",
        CfnNoValue => "it is not set",
        _ => "it does not have the form that CloudFormation expects",
    };
}
