using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What to change in a CDK app: cdk.out is written anew by each <c>cdk synth</c>, so the template is not the place.</summary>
internal sealed partial class CdkSnippet
{
    private static readonly string AwsManaged = AwsManagedPolicies.Arn("");

    /// <summary>Stands for the name of the new role in what is said of all functions.</summary>
    private const string NewRole = "\0";

    private readonly CdkCode _code;
    private readonly MendContext _context;
    private readonly DeclaredFunction _function;
    private readonly DeclaredRole? _role;
    private readonly CdkConstruct _construct;
    private readonly string _id;
    private readonly string _variable;

    private CdkSnippet(MendContext context, DeclaredFunction function, DeclaredRole? role)
    {
        (_context, _function, _role) = (context, function, role);
        _construct = new(function.Declaration);
        _id = _construct.Free($"{_construct.Id}Role", context.Constructs.Value);
        var word = string.Concat(NotWord().Replace(_construct.Id, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((part, i) => (i == 0 ? char.ToLowerInvariant(part[0]) : char.ToUpperInvariant(part[0])) + part[1..]));
        if (word.Length == 0 || char.IsAsciiDigit(word[0])) word = $"function{word}";
        (_variable, _code) = ($"{word}Role", new($"{word}Value"));
    }

    /// <summary>Returns TypeScript for a role of the function's own.</summary>
    public static string Of(MendContext context, DeclaredFunction function, DeclaredRole? role) =>
        new CdkSnippet(context, function, role).Text();

    private string Text()
    {
        var role = Role();
        var text = new StringBuilder();
        Comment(text, $"Function {_function.FunctionName} ({_function.Declaration.File}:{TemplateIssues.Text(_function.Declaration.Line)})"
            + (_construct.Path is { } path ? $": construct {path}" : ""));
        if (_role is not null)
            Comment(text, $"Its role {_role.Declaration.Address}, which other functions use too"
                + (new CdkConstruct(_role.Declaration).Path is { } shared ? $": construct {shared}" : ""));
        Comment(text, "This is TypeScript. It needs:");
        Comment(text, "  import * as cdk from 'aws-cdk-lib';");
        Comment(text, "  import * as iam from 'aws-cdk-lib/aws-iam';");
        text.Append('\n');
        Comment(text, _role is null
            ? "1. Before the function is created, create a role for it alone:"
            : "1. Before the function is created, create a role for it alone, with the permissions of the shared one:");
        if (_code.Values.Any())
        {
            Comment(text, "   In place of each text in angle brackets, write the value, for example bucket.bucketArn.");
            foreach (var (name, shown) in _code.Values)
                text.Append(CultureInfo.InvariantCulture, $"const {name} = {CdkCode.Quoted($"<{shown}>")};\n");
        }

        text.Append(role).Append('\n');
        Comment(text, $"2. In the properties of the function{(_construct.Path is null ? "" : $" '{_construct.Id}'")}, set role:");
        Comment(text, $"     role: {_variable}{(_construct.IsLowLevel ? ".roleArn" : "")},");
        if (_role is not null) Uses(text);
        if (!_construct.IsLowLevel)
        {
            Comment(text, "Or leave the property out, and write no role. The construct then creates one, which has only what you grant");
            Comment(text, "to the function: bucket.grantRead(fn), fn.addToRolePolicy(...).");
        }

        return text.ToString();
    }

    private string Role()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"const {_variable} = new iam.Role(this, {CdkCode.Quoted(_id)}, {{\n");
        text.Append("  assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),\n");
        if (_role is null)
        {
            Comment(text, "The policies of the shared role, which is not declared in the app:", 2);
            return text.Append("  managedPolicies: [],\n});\n").ToString();
        }

        if (_role.Path != "/") text.Append(CultureInfo.InvariantCulture, $"  path: {_code.Text(_role.Path)},\n");
        List<string> managed = [.. _role.ManagedPolicyArns.Select(Managed), .. Declared(_role.ManagedPolicyArns.Count)];
        if (managed.Count > 0)
            text.Append("  managedPolicies: [\n").AppendJoin("", managed.Select(one => $"    {one},\n")).Append("  ],\n");
        if (_role.PermissionsBoundaryArn is { } boundary)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(this, {Named("Boundary")}, {_code.Text(boundary)}),\n");
        if (_role.InlinePolicies.Count > 0)
            text.Append("  inlinePolicies: {\n").AppendJoin("", _role.InlinePolicies.Select(Inline)).Append("  },\n");
        if (OwnIdentity.PolicyWith(_role) is { } own)
            Comment(text, $"{Symbol.Shown(own)} limits the shared role by its own name, or by who asks. Write it for the new role.", 2);
        foreach (var reason in _role.Unknown) Comment(text, $"Not known: {reason}", 2);
        text.Append("});\n");
        foreach (var statement in OtherTrust())
            text.Append(
                CultureInfo.InvariantCulture,
                $"{_variable}.assumeRolePolicy?.addStatements(\n  iam.PolicyStatement.fromJson({statement}),\n);\n");
        return text.ToString();
    }

    private string Managed(string arn, int index) => arn.StartsWith(AwsManaged, StringComparison.Ordinal)
        ? $"iam.ManagedPolicy.fromAwsManagedPolicyName({_code.Text(arn[AwsManaged.Length..])})"
        : ByArn(_code.Text(arn), index);

    /// <summary>Policies that the app declares: the new role has the policy itself, not a copy.</summary>
    private IEnumerable<string> Declared(int first) => _role!.DeclaredPolicies.Select((policy, i) => ByArn(
        _role.OtherStack is { } stack ? _code.Value($"{stack}/{policy.PolicyName}") : $"cdk.Fn.ref({CdkCode.Quoted(policy.PolicyName)})",
        first + i));

    private string ByArn(string arn, int index) =>
        $"iam.ManagedPolicy.fromManagedPolicyArn(this, {Named($"Policy{TemplateIssues.Text(index + 1)}")}, {arn})";

    private string Named(string what) => CdkCode.Quoted(_construct.Free($"{_construct.Id}{what}", _context.Constructs.Value));

    private string Inline(InlinePolicy policy, int index)
    {
        var name = Symbol.IsIn(policy.PolicyName) ? $"Policy{TemplateIssues.Text(index + 1)}" : policy.PolicyName;
        return Parsed(policy.Document) is { } document && !IsOlder(document)
            ? $"    {CdkCode.Quoted(name)}: iam.PolicyDocument.fromJson({_code.Json(document, 4)}),\n"
            : $"    // {VisibleText.Of(name)}: a policy that cannot be written here\n";
    }

    /// <summary>
    /// CDK writes version 2012-10-17 of policies, in which <c>${...}</c> is a variable. In the older version, it is plain text.
    /// </summary>
    private static bool IsOlder(JsonElement document) => document.GetRawText().Contains("${", StringComparison.Ordinal)
        && !(document.TryGetProperty("Version", out var version) && Is(version, "2012-10-17"));

    /// <summary>The statements of the trust policy beside that for Lambda.</summary>
    private IEnumerable<string> OtherTrust()
    {
        if (_role?.TrustPolicy is not { } trust || Parsed(trust) is not { } document) yield break;
        if (!document.TryGetProperty("Statement", out var statements)) yield break;
        foreach (var one in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements])
            if (one.ValueKind == JsonValueKind.Object && !IsPlain(one)) yield return _code.Json(one, 2);
    }

    /// <summary>True for the statement that CDK writes for the service principal of Lambda.</summary>
    private static bool IsPlain(JsonElement statement) => statement.EnumerateObject().All(one => one.Name switch
    {
        "Effect" => Is(one.Value, "Allow"),
        "Action" => Is(one.Value, "sts:AssumeRole"),
        "Principal" => one.Value.ValueKind == JsonValueKind.Object && one.Value.EnumerateObject().ToList() is [{ Name: "Service" } service]
            && Is(service.Value, "lambda.amazonaws.com"),
        _ => false,
    });

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private void Uses(StringBuilder text)
    {
        if (_role!.OtherStack is not null)
        {
            Comment(text, "Look for other places that name the shared role, such as resource policies. They do not name the new one.");
            return;
        }

        if (!_context.CdkUses.TryGetValue(_role.Address, out var uses)) _context.CdkUses[_role.Address] = uses = [.. FindUses(_role)];
        foreach (var use in uses) Comment(text, use.Replace(NewRole, _variable, StringComparison.Ordinal));
    }

    private IEnumerable<string> FindUses(DeclaredRole role)
    {
        if (_context.ResourceOf(role.Address) is not { } source) return [];
        try
        {
            var attachments = new RoleAttachments(_context, role.Address, role.RoleName);
            var uses = RoleUses.Of(_context, source, "", attachments);
            return
            [
                .. uses.Count == 0
                    ? Enumerable.Empty<string>()
                    : [
                        $"The shared role is also named by {NameList.Few(uses)}.",
                        $"Check each of them, and add {NewRole} there if the function needs it."],
                .. RoleUses.PoliciesNaming(_context, role.Address, attachments)
                    .Select(policy => $"The policy {policy} names the shared role. In the copy, check if it is to name {NewRole}."),
            ];
        }
        catch (MendBlocked)
        {
            // A policy attaches in a form that is not read. The role's list of unknown parts has it.
            return [];
        }
    }

    private static JsonElement? Parsed(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Comment(StringBuilder text, string words, int indent = 0) =>
        text.Append(' ', indent).Append("// ").Append(VisibleText.Of(words)).Append('\n');

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotWord();
}
