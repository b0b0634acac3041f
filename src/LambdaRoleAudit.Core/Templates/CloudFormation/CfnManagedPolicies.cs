namespace LambdaRoleAudit.Templates;

/// <summary>The managed policies that a template declares.</summary>
internal sealed class CfnManagedPolicies
{
    private readonly CfnTemplate _template;
    private readonly Dictionary<string, CfnResource> _byReference = new(StringComparer.Ordinal);

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

    /// <summary>Returns a policy's document.</summary>
    public CfnValue DocumentOf(CfnResource policy) =>
        new CfnEvaluator(_template, new(policy.Conditions, isExact: false), policy.Loop).Evaluate(policy.Properties?["PolicyDocument"]);
}
