using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Tests.Support;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>
/// A real CDK app: what aws-cdk-lib writes is read as it is meant, and the snippets of the plan, pasted into the app, give each function a
/// role of its own with the same permissions.
/// </summary>
public sealed partial class CdkAppTests : IDisposable
{
    private static readonly NpmPackage Package = new("aws-cdk-lib", "2.276.0");

    private static readonly string[] Functions =
    [
        "Base/Inner/Clean", "Api/Get", "Jobs/Nightly", "Prod/Base/Inner/Clean", "Prod/Api/Get", "Prod/Jobs/Nightly",
        "Shop/order-intake", "Shop/Billing/Invoices", "Shop/Report", "Shop/Low",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cdk-app-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Snippets_pasted_into_an_app_give_each_function_an_equal_role_of_its_own()
    {
        var before = await SynthAsync("before", []);
        var shared = new TemplateSet(before);
        Assert.Empty(shared.Problems);
        Assert.Equal(
            [("Prod/Base/Shared", 3), ("Base/Shared", 3), ("Shop/Shared", 4)],
            TemplateRoles.Find(shared, Selection.Everything, 2).Select(role => (Construct(role.Declaration!), role.FunctionCount))
                .OrderBy(role => role.FunctionCount).ThenByDescending(role => role.Item1.Length));

        var steps = TemplatePlanner.Plan(shared, Selection.Everything, new(), new NodeReader(() => new YamlParser()));
        Assert.Equal(Functions.Order(), steps.Select(step => Construct(step.Declaration)).Order());
        Assert.All(steps, step => Assert.Equal(["GeneratedByCdk"], step.Blockers.Select(blocker => blocker.Id)));
        var low = steps.Single(step => Construct(step.Declaration) == "Shop/Low").Snippet!;
        Assert.Contains("role: lowRole.roleArn,", low, StringComparison.Ordinal);
        Assert.Matches("The shared role is also named by resource QueuePolicy[0-9A-F]+ \\(line [0-9]+\\)\\.", low);

        var after = await SynthAsync(
            "after", steps.ToDictionary(step => Construct(step.Declaration), step => step.Snippet!, StringComparer.Ordinal));
        var mended = new TemplateSet(after);
        Assert.Empty(mended.Shared);
        Assert.Empty(mended.Problems);
        var old = Roles(before);
        var own = Roles(after);
        Assert.Equal(Functions.Order(), own.Keys.Order());
        Assert.Equal(own.Count, own.Values.Distinct().Count());
        foreach (var (function, role) in own) AssertEqual(function, old[function], role);
    }

    private static void AssertEqual(string function, DeclaredRole old, DeclaredRole own)
    {
        Assert.NotEqual(Construct(old.Declaration), Construct(own.Declaration));
        Assert.Empty(own.Unknown);
        Assert.Equal(old.Path, own.Path);
        Assert.Equal(Plain(old.PermissionsBoundaryArn), Plain(own.PermissionsBoundaryArn));
        Assert.Equal(old.ManagedPolicyArns.Select(Plain).Order(), own.ManagedPolicyArns.Select(Plain).Order());
        Assert.Equal(old.DeclaredPolicies.Select(policy => policy.PolicyName), own.DeclaredPolicies.Select(policy => policy.PolicyName));
        var (one, other) = (Policies(old), Policies(own));
        foreach (var proof in new[] { PolicyProver.GrantsNoMoreThan(one, other), PolicyProver.GrantsNoMoreThan(other, one) })
            Assert.True(proof.Outcome == ProofOutcome.Proven, $"{function}: {proof}");
        // The statements of the trust policy, in any order.
        Assert.Equal(Trust(old), Trust(own));
    }

    private static PolicySet Policies(DeclaredRole role)
    {
        Assert.NotEmpty(role.InlinePolicies);
        return new(role.InlinePolicies.Concat(role.DeclaredPolicies).Select(policy => PolicyDocument.Parse(Plain(policy.Document)!)));
    }

    private static IEnumerable<string> Trust(DeclaredRole role)
    {
        using var document = JsonDocument.Parse(Plain(role.TrustPolicy)!);
        return [.. document.RootElement.GetProperty("Statement").EnumerateArray().Select(statement => statement.GetRawText()).Order()];
    }

    /// <summary>
    /// A text with one value for each symbol. CDK passes a value of another stack by an export, or by a parameter of a nested stack.
    /// </summary>
    private static string? Plain(string? text) => text is null ? null : Symbol.Replace(text, (shown, _) => shown switch
    {
        "AWS::Partition" => "aws",
        "AWS::AccountId" => "111111111111",
        "AWS::Region" => "eu-west-1",
        _ => Bucket().IsMatch(shown) ? "arn:aws:s3:::bucket" : $"x-{shown}-x",
    });

    private static Dictionary<string, DeclaredRole> Roles(IReadOnlyList<DeclaredStack> stacks) => stacks.SelectMany(stack => stack.Functions
            .Select(function => (
                Path: Construct(function.Declaration),
                Role: stack.Roles.Single(role => role.Address == Assert.Single(function.Roles).RoleAddress))))
        .ToDictionary(pair => pair.Path, pair => pair.Role, StringComparer.Ordinal);

    private static string Construct(Declaration declaration) => Regex.Replace(declaration.ConstructPath!, "/Resource$", "");

    private async Task<IReadOnlyList<DeclaredStack>> SynthAsync(string name, Dictionary<string, string> snippets)
    {
        await Package.RequireAsync();
        var output = Path.Combine(_folder, name);
        var script = Path.Combine(TestEnvironment.RepositoryRoot, "tests", "LambdaRoleAudit.Tests", "Peers", "cdk_app.mjs");
        var start = new ProcessStartInfo("node", [script, Package.Folder, output])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var told = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(snippets));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors + await told);
        return new TemplateFiles(() => new YamlParser(), _folder).Read(output, problem => Assert.Fail(problem.Message));
    }

    [GeneratedRegex(@"Bucket[0-9A-F]{8}\.?Arn")]
    private static partial Regex Bucket();
}
