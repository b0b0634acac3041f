using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Roles;

/// <summary>Reads what a new role must support, and determines its name. Writes nothing.</summary>
public sealed class NewRolePreparation(IAwsSession session, NewRoleOptions options, string? region, Action<string> onNote)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Lazy<Task<string>> _account = new(async () =>
    {
        try
        {
            return (await session.GetCallerIdentityAsync(CancellationToken.None).ConfigureAwait(false)).AccountId;
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(e, "get the account id", session.CredentialSource));
        }
    });

    /// <summary>Prepares a role that is not for a specific function.</summary>
    /// <exception cref="ProblemException">The role cannot be created.</exception>
    public async Task<RoleSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var spec = RoleSpecBuilder.Build(
            options, options.RoleName!, session.Partition, region ?? session.HomeRegion, await _account.Value.ConfigureAwait(false), null,
            []);
        return await CheckedAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prepares a function's own role.</summary>
    /// <exception cref="ProblemException">The role cannot be created.</exception>
    public async Task<RoleSpec> PrepareAsync(
        FunctionDetail detail, IReadOnlyList<EventSourceMapping> mappings, CancellationToken cancellationToken)
    {
        var (name, at, arn) = (detail.Function.FunctionName, detail.Function.Region, detail.Function.FunctionArn);
        var notes = new List<string>();
        var spec = Build(options.RoleName ?? RoleNaming.For(name, at, arn));
        if (options.RoleName is null && await IsTakenByStrangerAsync(spec, cancellationToken).ConfigureAwait(false))
            spec = Build(RoleNaming.Hashed(name, at, arn));
        foreach (var note in notes.Distinct(StringComparer.Ordinal)) onNote($"{name}: {note}");
        return await CheckedAsync(spec, cancellationToken).ConfigureAwait(false);

        RoleSpec Build(string roleName) =>
            RoleSpecBuilder.Build(options, roleName, session.Partition, at, detail.Function.AccountId, (detail, mappings), notes);
    }

    private async Task<bool> IsTakenByStrangerAsync(RoleSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var role = await session.Iam.GetRoleAsync(spec.RoleName, cancellationToken).ConfigureAwait(false);
            // An earlier run began to create the role for the same function. It is adopted if its content is the same, and is an error if
            // not. A second role is never created.
            return !(role.Tags.TryGetValue(RoleTags.Function, out var arn) && arn == spec.FunctionArn);
        }
        catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
        {
            return false;
        }
        catch (AwsCallException e)
        {
            throw new ProblemException(AwsProblems.Describe(e, $"read role {spec.RoleName}", spec.RoleName));
        }
    }

    private async Task<RoleSpec> CheckedAsync(RoleSpec spec, CancellationToken cancellationToken)
    {
        var problems = RoleSpecChecks.Find(spec, session.Partition).ToList();
        if (spec.AttachedPolicyArns.Count == 0 && spec.InlinePolicies.Count == 0)
            onNote(
                $"Role {spec.RoleName} has no permissions policy, so a function with this role cannot write logs. Specify -Feature Basic, "
                + "-PolicyArn, -PolicyDocument or -Template.");
        if (problems.Count == 0) problems.AddRange(await MissingPoliciesAsync(spec, cancellationToken).ConfigureAwait(false));
        if (problems.Count == 0 && spec.AttachedPolicyArns.Count > RoleSpecChecks.DefaultAttachedPolicies)
            problems.AddRange(await QuotaAsync(spec, cancellationToken).ConfigureAwait(false));
        return problems.Count == 0
            ? spec
            : throw new ProblemException(
                problems.Count == 1
                    ? problems[0]
                    : problems[0] with { Message = string.Join(' ', problems.Select(problem => problem.Message)) });
    }

    /// <summary>
    /// Finds managed policies that should be attached but do not exist. They are reported before anything is created, and also with
    /// -WhatIf.
    /// </summary>
    private async Task<IEnumerable<Problem>> MissingPoliciesAsync(RoleSpec spec, CancellationToken cancellationToken)
    {
        var missing = new List<Problem>();
        foreach (var arn in spec.AttachedPolicyArns.Concat(spec.PermissionsBoundaryArn is { } boundary ? [boundary] : []).Except(_known))
        {
            try
            {
                await session.Iam.GetPolicyDocumentAsync(arn, cancellationToken).ConfigureAwait(false);
                _known.Add(arn);
            }
            catch (AwsCallException e) when (e.Kind == AwsErrorKind.NotFound)
            {
                missing.Add(RoleErrors.PolicyNotFound.About(arn, ("arn", arn)));
            }
            catch (AwsCallException)
            {
                // A caller who can create roles may not be allowed to read policies. IAM then reports a missing policy when the role is
                // created.
                _known.Add(arn);
            }
        }

        return missing;
    }

    /// <summary>
    /// Reports more policies than a role can have by default. The account may have a higher quota, which IAM enforces itself.
    /// </summary>
    private async Task<IEnumerable<Problem>> QuotaAsync(RoleSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var summary = await session.Iam.GetAccountSummaryAsync(cancellationToken).ConfigureAwait(false);
            return summary.TryGetValue("AttachedPoliciesPerRoleQuota", out var quota) && spec.AttachedPolicyArns.Count > quota
                ? [RoleErrors.TooManyPolicies.About(
                    spec.RoleName, ("role", spec.RoleName), ("count", spec.AttachedPolicyArns.Count), ("quota", quota))]
                : [];
        }
        catch (AwsCallException e)
        {
            onNote(
                $"{spec.RoleName}: the account's policy quota could not be read ({e.ErrorCode ?? e.Kind.ToString()}). IAM decides "
                + $"whether {spec.AttachedPolicyArns.Count} are too many.");
            return [];
        }
    }
}
