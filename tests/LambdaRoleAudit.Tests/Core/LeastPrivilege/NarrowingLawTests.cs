using System.Globalization;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>
/// What holds for any policies and any evidence, by an evaluator that shares nothing with the module. More of them:
/// <c>NARROW_CASES=5000 dotnet test --filter FullyQualifiedName~NarrowingLawTests</c>; the same again: <c>NARROW_SEED</c>.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class NarrowingLawTests
{
    private const int RequestsEach = 60;

    [Fact]
    public void Narrowed_policies_grant_no_more_than_the_source() => ForAll(isClear: false, (one, narrowed) =>
    {
        Assert.Equal(ProofOutcome.Proven, narrowed.GrantsNoMore!.Outcome);
        var target = one.Target(narrowed);
        for (var i = 0; i < RequestsEach; i++)
        {
            var request = i < one.Made.Count ? one.Made[i] : one.Request();
            var (after, before) = (Decide(target, request), Decide(one.Source, request));
            Assert.True(after <= before, $"{after} and {before} before: {request}");
        }
    });

    [Fact]
    public void Every_request_in_evidence_that_was_allowed_is_allowed()
    {
        var allowed = 0;
        ForAll(isClear: false, (one, narrowed) =>
        {
            Assert.True(
                narrowed.AllowsEvidence!.Outcome == ProofOutcome.Proven,
                $"{narrowed.AllowsEvidence.Reason} {string.Join("; ", narrowed.AllowsEvidence.Lost)}");
            var target = one.Target(narrowed);
            foreach (var request in one.Made)
                Assert.True(Decide(target, request) == SecondVerdict.Allowed, $"{Decide(target, request)}: {request}");
            allowed += one.Made.Count;
        });
        Assert.True(allowed > 0, "No request was allowed.");
    }

    [Fact]
    public void What_cannot_be_seen_is_kept_for_every_request() => ForAll(isClear: false, (one, narrowed) =>
    {
        if (one.Input.Options.DropUnseen) return;
        var target = one.Target(narrowed);
        for (var i = 0; i < RequestsEach; i++)
        {
            var request = one.Request();
            // A list of what is kept cannot have a name that the catalog does not have.
            if (request.Action == "s3:SetObject"
                || one.Input.CoverageOf!(new GrantedAction("", request.Action, [])).Status == CoverageStatus.Seen)
                continue;
            Assert.True(Decide(target, request) == Decide(one.Source, request), $"{Decide(target, request)}: {request}");
        }
    });

    /// <summary>Excess is zero: if all is seen, an action that was not used is not allowed, and neither is another resource.</summary>
    [Fact]
    public void Nothing_that_was_not_used_is_allowed_if_all_is_seen()
    {
        var denied = 0;
        ForAll(isClear: true, (one, narrowed) =>
        {
            var used = one.Input.OtherUsage.Append(one.Input.Usage).SelectMany(usage => usage.Permissions)
                .Where(permission => permission.Count > 0).ToList();
            var actions = used.Select(permission => permission.Action).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var set = new PolicySet(narrowed.Policies.Select(policy => PolicyDocument.Parse(policy.Document)));
            Assert.All(RoleGrantedActions.Of(set).Actions, action => Assert.Contains(action.Action, actions));
            var target = one.Target(narrowed);
            // A policy variable, or several regions in one pattern, can be more than what was used.
            var isExact = one.Role.AttachedPolicies.Concat(one.Role.InlinePolicies)
                .All(policy => !policy.Document!.Contains("${", StringComparison.Ordinal));
            // Any requests, and those that were made, on a resource with nearly the same name.
            foreach (var request in Enumerable.Range(0, RequestsEach).Select(_ => one.Request())
                .Concat(one.Made.Select(made => made with { Resource = $"{made.Resource}x" })).ToList())
            {
                // Of a name that the catalog does not have, nothing is known.
                if (request.Action == "s3:SetObject" || Decide(one.Source, request) != SecondVerdict.Allowed) continue;
                if (used.Exists(permission => permission.Action.Equals(request.Action, StringComparison.OrdinalIgnoreCase)
                    && (permission.ResourceArn == request.Resource || !isExact))) continue;
                Assert.True(Decide(target, request) != SecondVerdict.Allowed, $"{request}");
                denied++;
            }
        });
        Assert.True(denied > 0, "No request was allowed before.");
    }

    [Fact]
    public void Narrowing_what_is_narrowed_changes_nothing() => ForAll(isClear: false, (one, narrowed) =>
    {
        var again = RoleNarrower.Narrow(one.Input with { Role = Narrowing.With(one.Role, narrowed) });
        Assert.Equal(
            narrowed.Policies.Select(policy => (policy.PolicyName, policy.Document)),
                again.Policies.Select(policy => (policy.PolicyName, policy.Document)));
    });

    [Fact]
    public void The_order_of_the_evidence_does_not_matter() => ForAll(isClear: false, (one, narrowed) =>
    {
        var random = new Random(3);
        var again = RoleNarrower.Narrow(one.Input with
        {
            Usage = Shuffled(one.Input.Usage),
            OtherUsage = [.. one.Input.OtherUsage.Select(Shuffled)],
            Needed = [.. one.Input.Needed.Reverse()],
            LastAccessed = one.Input.LastAccessed?.Reverse().ToList(),
        });
        Assert.Equal(narrowed.Policies.Select(policy => policy.Document), again.Policies.Select(policy => policy.Document));
        Assert.Equal(Reasons(narrowed), Reasons(again));

        LambdaRoleUsage Shuffled(LambdaRoleUsage usage) => usage with { Permissions = [.. usage.Permissions.OrderBy(_ => random.Next())] };
    });

    private static IEnumerable<string> Reasons(NarrowedRole narrowed) =>
        narrowed.Policies.SelectMany(policy => policy.Statements).SelectMany(statement => statement.Reasons)
            .Select(reason => reason.ToString());

    private static SecondVerdict Decide(SecondEvaluator policies, PolicyRequest request) =>
        policies.Decide(request.Action, request.Resource, request.Context.Values);

    private static void ForAll(bool isClear, Action<RandomNarrowing, NarrowedRole> check)
    {
        var seed = Setting("NARROW_SEED") ?? Random.Shared.Next();
        var count = Setting("NARROW_CASES") ?? 40;
        TestContext.Current.TestOutputHelper!.WriteLine($"NARROW_SEED={seed} NARROW_CASES={count}");
        for (var i = 0; i < count; i++)
        {
            var one = new RandomNarrowing(new Random(unchecked(seed + i)), isClear);
            NarrowedRole? narrowed = null;
            try
            {
                narrowed = RoleNarrower.Narrow(one.Input);
                check(one, narrowed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"NARROW_SEED={unchecked(seed + i)} NARROW_CASES=1\n{Show(one, narrowed)}\n{e.Message}", e);
            }
        }
    }

    private static string Show(RandomNarrowing one, NarrowedRole? narrowed) => string.Join(
        '\n',
        one.Role.AttachedPolicies.Concat(one.Role.InlinePolicies).Select(policy => $"source {policy.Document}")
            .Append($"boundary {one.Role.PermissionsBoundary?.Document}")
            .Append($"{one.Input.Options}")
            .Concat(one.Input.OtherUsage.Append(one.Input.Usage).SelectMany(usage => usage.Permissions)
                .Select(permission => $"used {permission}"))
            .Concat(one.Input.Usage.Unmapped.Select(call => $"unmapped {call}"))
            .Concat((narrowed?.Policies ?? []).Select(policy => $"target {policy.Document}")));

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
