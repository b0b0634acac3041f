using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Findings;

/// <summary>One role, as rules look at it: read once, asked once a rule.</summary>
internal sealed class RoleCase
{
    private readonly Dictionary<RoleRule, IReadOnlyList<RuleOutcome>> _outcomes = [];
    private readonly Lazy<RoleGrants?> _grants;
    private readonly Lazy<AdministratorCheck?> _administrator;
    private readonly Lazy<IReadOnlyList<EscalationWay>> _ways;

    /// <param name="arn">The role's ARN, as functions name it.</param>
    /// <param name="role">The role; null where it could not be read.</param>
    /// <param name="cases">The other roles of the account.</param>
    /// <param name="cancellationToken">Ends the proofs.</param>
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

    /// <summary>Ends the proofs.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The functions and versions on it.</summary>
    public IReadOnlyList<LambdaFunction> Functions { get; }

    /// <summary>Why the role is not known; null where it is.</summary>
    public string? Unread => Role is null ? $"Role {Arn} could not be read." : null;

    /// <summary>What it may do; null where it is gone, or not known whole.</summary>
    public RoleGrants? Grants => _grants.Value;

    /// <summary>What is wrong with a policy that is none; null where that was not asked, or where all are policies.</summary>
    public PolicyFormatException? NotUnderstood { get; private set; }

    /// <summary>Why what it may do is not known; null where it is, or the role is gone.</summary>
    public string? WhyNoGrants { get; private set; }

    /// <summary>Whether it is an administrator; null where what it may do is not known.</summary>
    public AdministratorCheck? Administrator => _administrator.Value;

    /// <summary>It may do everything on everything, as it stands.</summary>
    public bool MayDoEverything => _administrator.Value?.IsOutright == true;

    /// <summary>It is one: it may do everything on everything, or can get at what it may not.</summary>
    public bool IsAdministrator => _administrator.Value?.Is == Truth.True;

    /// <summary>The ways to more power that it has, or may have, by its own permissions.</summary>
    public IReadOnlyList<EscalationWay> Ways => _ways.Value;

    /// <summary>What a rule says of it.</summary>
    public IReadOnlyList<RuleOutcome> OutcomesOf(RoleRule rule)
    {
        if (!_outcomes.TryGetValue(rule, out var known)) _outcomes[rule] = known = [.. rule.Check(this)];
        return known;
    }
}
