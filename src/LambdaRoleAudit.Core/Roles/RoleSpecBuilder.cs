using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Puts together what a role is to be. No call.</summary>
public static class RoleSpecBuilder
{
    /// <summary>The role.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="partition">The partition that it will be in.</param>
    /// <param name="region">The region of what templates name.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="function">The function that it is for, with its event source mappings; null for none in particular.</param>
    /// <param name="notes">Gets what is not covered.</param>
    public static RoleSpec Build(
        NewRoleOptions options, string name, string partition, string region, string accountId,
        (FunctionDetail Detail, IReadOnlyList<EventSourceMapping> Mappings)? function, ICollection<string> notes)
    {
        var inline = new List<InlinePolicy>();
        if (function is { } scoped) Add(ScopedPolicy.PolicyName, ScopedPolicy.Of(scoped.Detail, scoped.Mappings, notes).ToString());
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
