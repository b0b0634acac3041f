using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Random policies, and what a function did with them.</summary>
public sealed class RandomNarrowing
{
    private static readonly string[] Beginnings = ["s3:Get", "s3:P", "s3:", "sqs:S", "lambda:", "dynamodb:", "iam:", "a", "e"];

    private readonly Random _random;
    private readonly RandomPolicies _policies;

    /// <summary>A role and the evidence of one function.</summary>
    /// <param name="random">The source of everything.</param>
    /// <param name="isClear">True if all is seen: each resource is known, every call has an action, and unseen actions are dropped.</param>
    public RandomNarrowing(Random random, bool isClear)
    {
        _random = random;
        _policies = new RandomPolicies(random);
        var source = _policies.Set();
        Role = Narrowing.Role([.. source.Policies.Select((policy, i) => ($"p{i}", Named(policy.Text)))]) with
        {
            PermissionsBoundary = source.Boundary is { } boundary
                ? new RolePolicy("b", "arn:aws:iam::111122223333:policy/b", boundary.Text)
                : null,
        };
        if (random.Next(3) == 0)
        {
            Role = Role with
            {
                AttachedPolicies = [Role.InlinePolicies[0] with { PolicyArn = "arn:aws:iam::111122223333:policy/p0" }],
                InlinePolicies = [.. Role.InlinePolicies.Skip(1)],
            };
        }

        Source = Second(Role.AttachedPolicies.Concat(Role.InlinePolicies).Select(policy => policy.Document!));
        var own = Permissions(isClear);
        var unmapped = isClear || random.Next(4) > 0
            ? Array.Empty<UnmappedCall>()
            : [new UnmappedCall(random.Next(2) == 0 ? "s3.amazonaws.com" : "sqs.amazonaws.com", "Fold", 1, Narrowing.Now.AddDays(-1),
                null)];
        var unseen = isClear ? [] : Enumerable.Range(0, random.Next(4)).Select(_ => Beginnings[random.Next(Beginnings.Length)]).ToArray();
        Input = new NarrowingInput
        {
            Role = Role,
            Usage = Narrowing.Quiet with { Permissions = own, Unmapped = unmapped },
            OtherUsage = random.Next(3) == 0
                ? [Narrowing.Quiet with { FunctionName = null, FunctionArn = null, Permissions = Permissions(isClear) }] : [],
            Needed = isClear || random.Next(3) > 0
                ? []
                : [Narrowing.Needed("s3:GetObject", "arn:aws:s3:::bucket-?/*"),
                    Narrowing.Needed("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:123456789012:queue")],
            LastAccessed = isClear || random.Next(2) == 0
                ? null
                : [new LastAccessedService("s3", null, []), new LastAccessedService("lambda", Narrowing.Now.AddDays(-2), [])],
            Options = new NarrowingOptions
            {
                ResourceScope = isClear ? NarrowedResourceScope.Seen : (NarrowedResourceScope)random.Next(3),
                DropUnseen = isClear || random.Next(2) == 0,
            },
            Now = Narrowing.Now,
            CoverageOf = Narrowing.Unseen(unseen),
        };
    }

    /// <summary>The role.</summary>
    public ExecutionRole Role { get; }

    /// <summary>The input.</summary>
    public NarrowingInput Input { get; }

    /// <summary>The role by the second evaluator.</summary>
    public SecondEvaluator Source { get; }

    /// <summary>The requests that are in evidence, with the context that they had.</summary>
    public List<PolicyRequest> Made { get; } = [];

    /// <summary>Another request.</summary>
    public PolicyRequest Request() => _policies.Request();

    /// <summary>The narrowed role by the second evaluator.</summary>
    public SecondEvaluator Target(NarrowedRole narrowed) => Second(narrowed.Policies.Select(policy => policy.Document));

    /// <summary>Gives most statements a Sid; the Sid of a part of one can be the Sid of another.</summary>
    private string Named(string document)
    {
        string[] sids = ["S", "S2", "S3"];
        var next = 0;
        return System.Text.RegularExpressions.Regex.Replace(
            document, "\\{\"Effect\":", match => _random.Next(4) == 0 ? match.Value : $"{{\"Sid\":\"{sids[next++]}\",\"Effect\":");
    }

    private SecondEvaluator Second(IEnumerable<string> documents) => new([.. documents], Role.PermissionsBoundary?.Document);

    /// <summary>The requests that the role allowed, as records show them, and some that it denied.</summary>
    private UsedPermission[] Permissions(bool isClear)
    {
        var used = new Dictionary<(string, string?), UsedPermission>();
        for (var i = _random.Next(12); i > 0; i--)
        {
            var request = _policies.Request();
            // Most requests are denied, and what matters is those that are not.
            for (var tries = 0; tries < 8 && !IsAllowed(request); tries++) request = _policies.Request();
            var name = NameOf(request.Action);
            var resource = isClear || _random.Next(8) > 0 ? request.Resource : null;
            var isAllowed = IsAllowed(request);
            if (isAllowed) Made.Add(request);
            var seen = used.GetValueOrDefault((name, resource)) ?? Narrowing.Used(name, resource, count: 0);
            used[(name, resource)] = isAllowed ? seen with { Count = seen.Count + 1 } : seen with { DeniedCount = seen.DeniedCount + 1 };
        }

        return [.. used.Values];
    }

    private bool IsAllowed(PolicyRequest request) =>
        Source.Decide(request.Action, request.Resource, request.Context.Values) == SecondVerdict.Allowed;

    /// <summary>As AWS writes the action.</summary>
    private static string NameOf(string action) =>
        ActionCatalog.Find(action.Split(':')[0])?.Find(action.ToLowerInvariant()) is { } known
            ? $"{action.Split(':')[0].ToLowerInvariant()}:{known.Name}" : action;
}
