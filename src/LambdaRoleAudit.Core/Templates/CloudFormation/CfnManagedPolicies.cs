namespace LambdaRoleAudit.Templates;

/// <summary>The managed policies that a template declares.</summary>
internal sealed class CfnManagedPolicies
{
    private readonly CfnTemplate _template;
    private readonly Dictionary<string, CfnResource> _byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Json, IReadOnlyList<string> Missing)> _documents = new(StringComparer.Ordinal);

    public CfnManagedPolicies(CfnTemplate template)
    {
        _template = template;
        foreach (var policy in template.Resources.Values.Where(resource => resource.Type == "AWS::IAM::ManagedPolicy"))
        {
            _byReference[Symbol.Fixed(policy.LogicalId)] = policy;
            _byReference[Symbol.Fixed($"{policy.LogicalId}.PolicyArn")] = policy;
        }
    }

    /// <summary>Returns the policy that a text refers to; null if it is not one of the template.</summary>
    public CfnResource? Find(string text) => _byReference.GetValueOrDefault(text);

    /// <summary>Returns a policy's document, and the reasons for what is missing in it.</summary>
    public (string? Json, IReadOnlyList<string> Missing) DocumentOf(CfnResource policy)
    {
        if (_documents.TryGetValue(policy.LogicalId, out var known)) return known;
        var evaluator = new CfnEvaluator(_template, new(policy.Conditions, isExact: false), policy.Loop);
        var value = evaluator.Evaluate(policy.Properties?.EntryOf("PolicyDocument")?.Value);
        return _documents[policy.LogicalId] = CfnRoleDraft.Write(value, evaluator);
    }
}
