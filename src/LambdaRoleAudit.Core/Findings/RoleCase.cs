using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>A role, as rules check it: read once, and checked once per rule.</summary>
internal sealed class RoleCase
{
    private readonly Dictionary<RoleRule, IReadOnlyList<RuleOutcome>> _outcomes = [];
    private readonly Lazy<RoleGrants?> _grants;
    private readonly Lazy<AdministratorCheck?> _administrator;
    private readonly Lazy<IReadOnlyList<EscalationWay>> _ways;

    /// <param name="arn">The role's ARN, as functions name it.</param>
    /// <param name="role">The role; null if it could not be read.</param>
    /// <param name="cases">The other roles of the account.</param>
    /// <param name="cancellationToken">Cancels the proofs.</param>
    public RoleCase(string arn, ExecutionRole? role, RoleCases cases, CancellationToken cancellationToken = default)
    {
        CancellationToken = cancellationToken;
        Arn = arn;
        Role = role;
        Cases = cases;
        Functions = cases.Account.FunctionsOn(arn);
        _administrator = new Lazy<AdministratorCheck?>(() => Grants is { } grants ? AdministratorCheck.Of(this, grants) : null);
        _ways = new Lazy<IReadOnlyList<EscalationWay>>(() => Grants is { } grants ? EscalationWays.Of(this, grants) : []);
        _grants = new Lazy<RoleGrants?>(Read);
    }

    private RoleGrants? Read()
    {
        if (Role is not { Exists: true } role) return null;
        if (role.AttachedPolicies.FirstOrDefault(policy => policy.Document is null) is { } missing)
            WhyNoGrants = $"Policy {missing.PolicyArn} could not be read.";
        else if (role.PermissionsBoundary is { Document: null } boundary)
            WhyNoGrants = $"The permissions boundary {boundary.PolicyArn} could not be read.";
        else
        {
            try
            {
                return new RoleGrants(role, Cases.Parse, CancellationToken);
            }
            catch (PolicyFormatException e)
            {
                WhyNoGrants = $"A policy of the role could not be parsed: {e.Message}";
                NotUnderstood = e;
            }
        }

        return null;
    }

    public string Arn { get; }

    public ExecutionRole? Role { get; }

    /// <summary>The other roles of the account.</summary>
    public RoleCases Cases { get; }

    /// <summary>Cancels the proofs.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The functions and versions that use the role.</summary>
    public IReadOnlyList<LambdaFunction> Functions { get; }

    /// <summary>The reason why the role is not known; null if it is.</summary>
    public string? Unread => Role is null ? $"Role {Arn} could not be read." : null;

    /// <summary>The role's permissions; null if the role does not exist, or is not completely known.</summary>
    public RoleGrants? Grants => _grants.Value;

    /// <summary>What is wrong with a policy that is not valid; null if this was not checked, or if all policies are valid.</summary>
    public PolicyFormatException? NotUnderstood { get; private set; }

    /// <summary>The reason why the role's permissions are not known; null if they are, or if the role does not exist.</summary>
    public string? WhyNoGrants { get; private set; }

    /// <summary>Whether the role is an administrator; null if its permissions are not known.</summary>
    public AdministratorCheck? Administrator => _administrator.Value;

    /// <summary>True if the role can perform every action on every resource as it is.</summary>
    public bool MayDoEverything => _administrator.Value?.IsOutright == true;

    /// <summary>
    /// True if the role is an administrator: it can perform every action on every resource, or can gain the missing permissions.
    /// </summary>
    public bool IsAdministrator => _administrator.Value?.Is == Truth.True;

    /// <summary>The privilege escalation paths that the role has, or may have, by its own permissions.</summary>
    public IReadOnlyList<EscalationWay> Ways => _ways.Value;

    /// <summary>Returns the results of a rule for the role.</summary>
    public IReadOnlyList<RuleOutcome> OutcomesOf(RoleRule rule)
    {
        if (!_outcomes.TryGetValue(rule, out var known)) _outcomes[rule] = known = [.. rule.Check(this)];
        return known;
    }
}
