using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Rule LRA-301 in a template: permissions that the settings of a declared function need. A permission is missing if no value of a symbol
/// gives it, and it is there if each value does; otherwise the result is unknown.
/// </summary>
/// <param name="stack">The template.</param>
/// <param name="stacks">All templates that were read.</param>
/// <param name="cancellationToken">Cancels the proofs.</param>
internal sealed class TemplateNeeds(DeclaredStack stack, IReadOnlyList<DeclaredStack> stacks, CancellationToken cancellationToken)
{
    /// <summary>What the rule looked at.</summary>
    public const string Scope =
        "The function's settings and event source mappings in this template were examined. Mappings that are made elsewhere were not.";

    private const string RoleArn = $"arn:aws:iam::{StandIns.AccountId}:role/role";

    private const FindingSeverity Most = FindingSeverity.High;

    private const string NotAllowed = "which the role does not allow";

    private readonly PolicyDoubts _doubts = new(stacks, stack);

    private readonly Dictionary<string, (NeedTexts Texts, RoleCase Exact, RoleCase Open)> _roles = new(StringComparer.Ordinal);

    /// <summary>Returns the results for a function with one of its roles, which the template declares.</summary>
    public IEnumerable<RuleOutcome> Of(DeclaredFunction function, RoleUse use, DeclaredRole role)
    {
        if (function.SettingsIn is not { } settingsIn)
            return [RuleOutcome.Unknown(Most, "The settings that require permissions are not read in templates of this format.")];
        if (role.Unknown.Count > 0)
            return [RuleOutcome.Unknown(
                Most, $"Its permissions depend on values that the template does not decide: {string.Join(' ', role.Unknown)}")];
        var (texts, exact, open) = CasesOf(role);
        if (exact.Grants is not { } certain || open.Grants is not { } possible)
            return [RuleOutcome.Unknown(
                Most, texts.Back((exact.WhyNoGrants ?? open.WhyNoGrants ?? "Its permissions are not known.")
                    .Replace(" could not be read.", " is not known from the template.", StringComparison.Ordinal)))];
        if (exact.MayDoEverything && certain.View.IsUnconditional) return [];
        return Of(settingsIn(use.Conditions), new(texts, certain, possible), role);
    }

    private IEnumerable<RuleOutcome> Of(IReadOnlyList<DeclaredSettings> variants, RoleForms role, DeclaredRole declared)
    {
        var unknown = new List<string>();
        var needed = new Dictionary<(string, string, string), (RequiredPermission Need, int Count)>();
        var settings = new NeededSettings(role.Texts);
        foreach (var variant in variants)
        {
            var own = settings.Of(variant, unknown).DistinctBy(KeyOf).ToList();
            foreach (var need in own)
                needed[KeyOf(need)] = (need, needed.TryGetValue(KeyOf(need), out var known) ? known.Count + 1 : 1);
            if (variant.Possible is not { } more) continue;
            foreach (var need in settings.Of(more with
            {
                FunctionName = variant.FunctionName,
                Region = variant.Region,
                AccountId = variant.AccountId,
            }, unknown))
                if (need.Sid is not ("LogGroup" or "LogStreams")) needed.TryAdd(KeyOf(need), (need, 0));
        }

        var asked = new List<(RequiredPermission Need, Truth Is)>();
        var conditional = new HashSet<string>(StringComparer.Ordinal);
        var doubts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (need, count) in needed.Values.Where(one => MissingPermissionRule.IsAsked(one.Need, role.Certain)))
        {
            var granted = role.Ask(need);
            var why = granted == Truth.False ? _doubts.Of(declared, need.Action) : null;
            if (granted == Truth.False && count < variants.Count) conditional.Add(need.Sid);
            else if (why is not null) doubts[need.Sid] = why;
            var isOpen = granted == Truth.False && (count < variants.Count || why is not null);
            asked.Add((need, isOpen ? Truth.Unknown : granted));
        }

        var doubt = stack.IsComplete
            ? variants.Select(one => one.Doubt).FirstOrDefault(one => one is not null)
            : "A part of the template could not be read (see the errors).";
        foreach (var outcome in MissingPermissionRule.Outcomes(asked, open => Why(open, conditional, doubts), ""))
        {
            var told = outcome with { Evidence = role.Texts.Back(outcome.Evidence), Remedy = null };
            yield return doubt is null || told.Status != FindingStatus.Fail
                ? told
                : told with { Status = FindingStatus.Unknown, Evidence = $"{told.Evidence} {doubt}" };
        }

        if (unknown.Count > 0)
            yield return RuleOutcome.Unknown(
                Most, $"What the function needs is not completely known. {string.Join(' ', unknown.Distinct(StringComparer.Ordinal))}");
    }

    private static string Why(
        IReadOnlyList<(RequiredPermission Need, Truth Is)> open, HashSet<string> conditional, Dictionary<string, string> doubts) =>
        open.All(one => one.Is == Truth.False) ? $"{NotAllowed}; the key's own policy, or a grant, may."
        : open.Any(one => conditional.Contains(one.Need.Sid)) ? $"{NotAllowed}. Only some deployments have this setting."
        : doubts.TryGetValue(open[0].Need.Sid, out var doubt) ? $"{NotAllowed}. {doubt}"
        : "which the role may allow: this depends on values that are known at deployment only, or on conditions.";

    private (NeedTexts Texts, RoleCase Exact, RoleCase Open) CasesOf(DeclaredRole role)
    {
        if (_roles.TryGetValue(role.Address, out var known)) return known;
        var texts = new NeedTexts(stack.Shapes, keepsApart: role.PermissionsBoundaryArn is null);
        var cases = new RoleCases(Account.OfFunctions(new FunctionInventoryBuilder(_ => { }).Build(), isScoped: false), cancellationToken);
        return _roles[role.Address] = (texts, CaseOf(isOpen: false), CaseOf(isOpen: true));

        RoleCase CaseOf(bool isOpen)
        {
            var policies = new NeedPolicies(texts, isOpen);
            return new(RoleArn, new ExecutionRole
            {
                RoleName = "role",
                RoleArn = RoleArn,
                AccountId = StandIns.AccountId,
                Path = "/",
                Exists = true,
                TrustsLambda = true,
                InlinePolicies = [
                    .. role.InlinePolicies.Concat(role.DeclaredPolicies)
                        .Select(policy => new RolePolicy(Symbol.Shown(policy.PolicyName), null, policies.Of(policy.Document)))],
                AttachedPolicies = [.. role.ManagedPolicyArns.Select(Attached)],
                PermissionsBoundary = role.PermissionsBoundaryArn is not { } boundary ? null
                    : role.PermissionsBoundaryDocument is { } document ? Attached(boundary) with { Document = policies.Of(document) }
                    : Attached(boundary),
                IsComplete = true,
            }, cases, cancellationToken);
        }

        RolePolicy Attached(string arn) => new(
            Arn.NameIn(Symbol.Shown(arn)), Symbol.Shown(arn), AwsManagedDocuments.DocumentOf(texts.Exact(arn)));
    }

    private static (string, string, string) KeyOf(RequiredPermission need) => (need.Sid, need.Action, need.Resource);

    /// <summary>A role's permissions: those of each deployment, and those of any.</summary>
    private sealed record RoleForms(NeedTexts Texts, RoleGrants Certain, RoleGrants Possible)
    {
        /// <summary>Returns whether the role has a permission, whatever the symbols stand for.</summary>
        public Truth Ask(RequiredPermission need)
        {
            if (MissingPermissionRule.Ask(need, Certain) == Truth.True) return Truth.True;
            var other = MissingPermissionRule.ReplacementOf(need.Action);
            return IsPossible(need) || (other is not null && IsPossible(need with { Action = other })) ? Truth.Unknown : Truth.False;
        }

        private bool IsPossible(RequiredPermission need) =>
            (need.Resource == "*" ? ["*"] : Texts.AllOf(need.Resource)).Any(resource => MissingPermissionRule.Ask(
                need with
                {
                    Resource = resource,
                    IsOne = true,
                    ButNot = NeedTexts.WithMoreParts(resource),
                    Known = [.. need.Known.Where(key => key.Value is null || !NeedTexts.HasMark(key.Value))],
                }, Possible) != Truth.False);
    }
}
