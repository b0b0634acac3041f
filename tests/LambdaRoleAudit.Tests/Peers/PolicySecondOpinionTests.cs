using System.Text.RegularExpressions;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The evaluator beside one that we did not write.</summary>
public partial class PolicySecondOpinionTests
{
    private const int Sets = 5_000;
    private const int RequestsEach = 20;

    /// <summary>
    /// Where the two differ, and what AWS's documentation says. A difference that none of these explains fails the test; so
    /// does an explanation that nothing needs any more.
    /// </summary>
    private static readonly (string Why, Func<PolicySet, PolicyRequest, PolicyDecision, bool> Applies)[] Explanations =
    [
        // IAM user guide, "Version": in 2008-10-17 "variables such as ${aws:username} aren't recognized as variables and are
        // instead treated as literal strings". iam-simulate replaces them there too.
        ("a policy variable in a document of version 2008-10-17",
            (set, _, _) =>
                Documents(set)
                    .Any(document =>
                        document.Version == PolicyDocument.DefaultVersion && document.Text.Contains("${", StringComparison.Ordinal))),
        // IAM user guide, "IfExists": "If the key is not present, evaluate the condition element as true"; "ForAnyValue":
        // false where the key is not there. Which of them wins is not said: we leave it open, iam-simulate says false.
        ("ForAnyValue with IfExists on a key that is not there",
            (set, request, ours) =>
                ours.Verdict == PolicyVerdict.Depends && ours.DependsOn.Contains("aws:TagKeys", StringComparer.OrdinalIgnoreCase)
                    && !request.Context.Values.ContainsKey("aws:TagKeys")
                    && Documents(set).Any(document => AnyIfExists().IsMatch(document.Text))),
        // IAM user guide, "Variables and tags": "If AWS cannot resolve a variable this might cause the entire statement to be
        // invalid". Might: of NotResource we leave it open, iam-simulate takes the statement out.
        ("a policy variable without a value in NotResource",
            (_, request, ours) =>
                ours.Verdict == PolicyVerdict.Depends && ours.DependsOn.Contains("aws:username")
                    && !request.Context.Values.ContainsKey("aws:username")),
        // The same page: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value".
        // iam-simulate says that they do not.
        ("a policy variable without a value in a negated condition",
            (set, request, _) =>
                !request.Context.Values.ContainsKey("aws:username")
                    && Documents(set).Any(document => NegatedVariable().IsMatch(document.Text))),
        // IAM user guide, "NotIpAddress": "All IP addresses except the specified IP address or range". iam-simulate says of an
        // IPv6 address that it is not outside a single IPv4 address.
        ("an IPv6 address and a single IPv4 address",
            (set, request, _) =>
                request.Context.Values.TryGetValue("aws:SourceIp", out var address) && address[0].Contains(':', StringComparison.Ordinal)
                    && Documents(set)
                        .Any(document =>
                            document.Text.Contains("NotIpAddress", StringComparison.Ordinal)
                                && document.Text.Contains("\"192.0.2.1\"", StringComparison.Ordinal))),
    ];

    [Fact]
    public async Task Both_say_the_same_or_the_difference_is_explained()
    {
        var policies = new RandomPolicies(new Random(20261124));
        var cases = Enumerable.Range(0, Sets)
            .Select(_ => (Set: policies.Set(), Requests: Enumerable.Range(0, RequestsEach).Select(_ => policies.Request()).ToArray()))
            .ToList();
        var answers = await IamSimulate.AskAsync(cases);
        Assert.Equal(Sets, answers.Count);
        var seconds = cases.Select(one => new SecondEvaluator([.. one.Set.Policies.Select(policy => policy.Text)], one.Set.Boundary?.Text))
            .ToList();
        var explained = Explanations.ToDictionary(explanation => explanation.Why, _ => 0);
        int allowed = 0, denied = 0;
        for (var i = 0; i < cases.Count; i++)
            for (var j = 0; j < RequestsEach; j++)
            {
                var (set, request) = (cases[i].Set, cases[i].Requests[j]);
                var ours = PolicyEvaluator.Evaluate(set, request);
                // Ours, and the one that was written beside it, are one: what holds of the one here holds of the other.
                var second = seconds[i].Decide(request.Action, request.Resource, request.Context.Values);
                Assert.True(
                    (int)second == (int)ours.Verdict,
                    $"Ours {ours.Verdict}, the second {second}: "
                    + $"{request}\n{string.Join('\n', Documents(set).Select(document => document.Text))}");
                var theirs = answers[i][j] switch
                {
                    "Allowed" => PolicyVerdict.Allowed,
                    "ExplicitlyDenied" or "ImplicitlyDenied" => PolicyVerdict.Denied,
                    var other => throw new InvalidOperationException(other),
                };
                if (ours.Verdict == theirs)
                {
                    if (theirs == PolicyVerdict.Allowed) allowed++;
                    else denied++;
                    continue;
                }

                var why = Explanations.FirstOrDefault(explanation => explanation.Applies(set, request, ours)).Why;
                Assert.True(
                    why is not null,
                    $"Ours {ours.Verdict}, theirs {theirs}: "
                    + $"{request}\n{string.Join('\n', Documents(set).Select(document => document.Text))}");
                explained[why]++;
            }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{allowed} allowed and {denied} denied by both; {string.Join("; ", explained.Select(pair => $"{pair.Value}: {pair.Key}"))}");
        Assert.All(explained, pair => Assert.True(pair.Value > 0, $"Nothing needs the explanation: {pair.Key}"));
        Assert.True(
            explained.Values.Sum() < Sets * RequestsEach / 100, "Too many differences to be the exceptions that they are explained as.");
        Assert.True(allowed > 10_000 && denied > 10_000, $"{allowed} allowed, {denied} denied: the cases are one-sided.");
    }

    private static IEnumerable<PolicyDocument> Documents(PolicySet set) =>
        set.Boundary is { } boundary ? set.Policies.Append(boundary) : set.Policies;

    [GeneratedRegex("String(Not)[A-Za-z]*\":{[^}]*\\${aws:username}")]
    private static partial Regex NegatedVariable();

    [GeneratedRegex("ForAnyValue:[A-Za-z]+IfExists")]
    private static partial Regex AnyIfExists();
}
