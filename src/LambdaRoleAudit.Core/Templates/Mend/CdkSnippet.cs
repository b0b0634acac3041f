using System.Globalization;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>What to change in a CDK app: cdk.out is written anew by each <c>cdk synth</c>, so the template is not the place.</summary>
internal static class CdkSnippet
{
    /// <summary>Returns TypeScript for a role of the function's own.</summary>
    public static string Of(DeclaredFunction function, DeclaredRole? role)
    {
        var path = Construct(function.Declaration.ConstructPath!);
        var id = path[(path.LastIndexOf('/') + 1)..];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"// {path}: the construct of function {function.Declaration.Address}\n");
        if (role?.Declaration.ConstructPath is { } shared)
            text.Append(
                CultureInfo.InvariantCulture, $"// {Construct(shared)}: the construct of its role {role.Address}, which others use too\n");
        text.Append($$"""

            // Either remove the property `role`: the construct then makes a role of its own, and grants add to it
            // (bucket.grantRead(fn), fn.addToRolePolicy(...)).
            // Or give the function a role with the permissions of the shared one:
            const role = new iam.Role(this, '{{id}}Role', {
              assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),

            """.ReplaceLineEndings("\n"));
        if (role is { ManagedPolicyArns.Count: > 0 })
        {
            text.Append("  managedPolicies: [\n");
            for (var i = 0; i < role.ManagedPolicyArns.Count; i++)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"    iam.ManagedPolicy.fromManagedPolicyArn(this, '{id}Policy{i + 1}', {Quoted(role.ManagedPolicyArns[i])}),\n");
            text.Append("  ],\n");
        }

        if (role is not null && role.InlinePolicies.Concat(role.DeclaredPolicies).ToList() is { Count: > 0 } policies)
        {
            text.Append("  inlinePolicies: {\n");
            foreach (var policy in policies)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"    {Quoted(policy.PolicyName)}: iam.PolicyDocument.fromJson({Symbol.Shown(policy.Document)}),\n");
            text.Append("  },\n");
        }

        if (role is null) text.Append("  // The policies of the shared role, which another stack or account declares.\n");
        text.Append("});\n");
        if (role is not null && Symbols(role))
            text.Append("// ${...} stands for a value of the deployment: put the construct's attribute there.\n");
        text.Append(
            CultureInfo.InvariantCulture, $"new lambda.Function(this, '{id}', {{ role, /* the other properties as they are */ }});\n");
        return text.ToString();
    }

    private static bool Symbols(DeclaredRole role) =>
        role.ManagedPolicyArns.Concat(role.InlinePolicies.SelectMany(policy => new[] { policy.PolicyName, policy.Document }))
            .Any(Symbol.IsIn);

    /// <summary>The path of the construct that a person writes: the resource in it has the last part <c>Resource</c>.</summary>
    private static string Construct(string path) =>
        path.EndsWith("/Resource", StringComparison.Ordinal) ? path[..^"/Resource".Length] : path;

    private static string Quoted(string text) =>
        $"'{Symbol.Shown(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
