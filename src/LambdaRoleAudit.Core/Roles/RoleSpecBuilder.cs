using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Builds the specification of a role. Makes no calls.</summary>
public static class RoleSpecBuilder
{
    /// <summary>Returns the specification.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">The role's name.</param>
    /// <param name="partition">The partition of the role.</param>
    /// <param name="region">The region of the resources that templates name.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="function">The function that the role is for, with its event source mappings; null if there is no specific
    /// function.</param>
    /// <param name="notes">Receives what is not covered.</param>
    public static RoleSpec Build(
        NewRoleOptions options, string name, string partition, string region, string accountId,
        (FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings)? function, ICollection<string> notes)
    {
        var inline = new List<InlinePolicy>();
        foreach (var (title, document) in options.FunctionPolicies ?? []) Add(title, document);
        if (options.FunctionPolicies is null && function is { } scoped)
            Add(ScopedPolicy.PolicyName, ScopedPolicy.Of(scoped.Detail, scoped.Mappings, notes).ToString());
        foreach (var (template, values) in options.Templates) Add(
            template, PolicyTemplates.Fill(template, values, partition, region, accountId));
        if (options.Features.Contains(LambdaFeature.MQ)) Add(FeaturePolicies.MqPolicyName, FeaturePolicies.Mq().ToString());
        foreach (var (title, document) in options.Documents) Add(title, document);
        return new RoleSpec
        {
            RoleName = name,
            Path = options.Path,
            TrustPolicy = options.HasSourceAccountCondition ? TrustPolicies.ForAccount(accountId) : TrustPolicies.Lambda,
            Description = options.Description
                ?? (function is null ? null : $"Execution role of Lambda function {function.Value.Detail.Function.FunctionName}"),
            MaxSessionDuration = options.MaxSessionDuration,
            PermissionsBoundaryArn = options.PermissionsBoundaryArn,
            FunctionArn = function?.Detail.Function.FunctionArn,
            Tags = options.Tags,
            AttachedPolicyArns = [
                .. options.Features.Select(feature => FeaturePolicies.Arn(feature, partition)).OfType<string>().Concat(options.PolicyArns)
                    .Distinct(StringComparer.Ordinal)],
            InlinePolicies = inline,
        };

        void Add(string title, string document)
        {
            var unique = title;
            for (var number = 2; inline.Exists(policy => policy.PolicyName.Equals(unique, StringComparison.OrdinalIgnoreCase)); number++)
                unique = FormattableString.Invariant($"{title}-{number}");
            inline.Add(new InlinePolicy(unique, document));
        }
    }
}
