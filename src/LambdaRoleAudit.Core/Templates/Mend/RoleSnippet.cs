using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// What to write by hand into a template of CloudFormation or SAM: the role, with the text of the shared one, and its use. If the snippet
/// has not all permissions of the shared role, it says so.
/// </summary>
/// <param name="context">The template.</param>
/// <param name="function">The function.</param>
/// <param name="use">The shared role.</param>
/// <param name="logicalId">The logical id of the new role.</param>
internal sealed class RoleSnippet(MendContext context, DeclaredFunction function, RoleUse use, string logicalId)
{
    /// <summary>A text that a person can review. Each function of a role has one.</summary>
    private const int MostCharacters = 64 * 1024;

    private static readonly string[] Policies = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];

    /// <summary>Returns the text.</summary>
    /// <param name="narrowed">The narrowed role; null if it was not narrowed.</param>
    /// <param name="isNarrowing">True if the plan was to narrow the role.</param>
    public string Text(RoleCopy? narrowed, bool isNarrowing)
    {
        var place = $"{function.Declaration.File}:{TemplateIssues.Text(function.Declaration.Line)}";
        var isJson = context.Resources.IsFlow;
        var written = (narrowed is null ? null : Written(() => narrowed)) ?? Copied();
        var isWhole = written is not null;
        written ??= isJson ? Json(logicalId) : Yaml(logicalId);
        var use = isJson ? $$"""  "Role": {"Fn::GetAtt": ["{{logicalId}}", "Arn"]}""" : $"  Role: !GetAtt {logicalId}.Arn";
        return $"Under Resources, add a role for {function.FunctionName} alone:\n\n{written.ReplaceLineEndings("\n")}\n\n"
            + Notes(isWhole, narrowed is not null, isNarrowing)
            + $"In the Properties of {function.Declaration.Address} ({place}), set:\n\n{use}\n";
    }

    private string Notes(bool isWhole, bool isNarrowed, bool isNarrowing)
    {
        var notes = new StringBuilder();
        if (!isWhole)
            notes.Append("This role does not have the permissions of the shared role").Append(Source is null
                ? ", which are not known from this template. Add what the function needs.\n\n"
                : $" {Source.Key.Value}, whose text could not be copied. Add its policies.\n\n");
        else if (isNarrowing && !isNarrowed)
            notes.Append("This role has all permissions of the shared role: it is not narrowed.\n\n");
        if (!isNarrowed && Attached() is { Count: > 0 } attached)
            notes.Append("Policies of other resources name the shared role, and their permissions are not in this text. Attach them to the "
                + $"new role too: {NameList.Few(attached)}.\n\n");
        return notes.ToString();
    }

    private MappingEntry? Source => context.ResourceOf(use.RoleAddress);

    /// <summary>The shared role's text as the role of the function; null if it cannot be copied.</summary>
    private string? Copied()
    {
        if (Source is not { } source || source.Value.Span.Length > MostCharacters) return null;
        var there = WithFeeds();
        // With the function's condition, if both can have one.
        return (function.Node?["Condition"] is ScalarNode condition ? Written(() => Copy(condition.Value)) : null)
            ?? Written(() => Copy(null));

        RoleCopy Copy(string? condition) =>
            new(there, source, attachments: null, function.Declaration.Address, condition, narrowed: null, logicalId);
    }

    private static string? Written(Func<RoleCopy> copy)
    {
        try
        {
            return copy().Text();
        }
        catch (MendBlocked)
        {
            return null;
        }
    }

    /// <summary>The template with line feeds, at the same places: a line that ends with a carriage return has no indentation.</summary>
    private MendContext WithFeeds()
    {
        var source = context.Layout.Source;
        return context.Layout.HasOnlyReturns
            ? new(context.Stack, TemplateText.Of(source.Path, source.Encode(source.Text.Replace('\r', '\n'))), context.Layout.Root)
            : context;
    }

    /// <summary>The policies that name the shared role where they attach, in whatever form.</summary>
    private List<string> Attached()
    {
        if (use.RoleAddress is not { } role) return [];
        var name = ((Source?.Value.Target as MappingNode)?["Properties"] as MappingNode)?["RoleName"] is ScalarNode { Tag: null } plain
            ? plain.Value : null;
        return [.. context.Resources.Entries.Where(entry => Attaches(entry, role, name)).Select(entry => entry.Key.Value)];
    }

    private bool Attaches(MappingEntry entry, string role, string? name)
    {
        if (entry.Value.Target is not MappingNode policy || policy["Type"] is not ScalarNode type || !Policies.Contains(type.Value))
            return false;
        var properties = policy["Properties"] as MappingNode;
        return (properties?["Roles"] ?? properties?["RoleName"]) is { } roles
            && (context.References.In(roles.Target, role).Count > 0
                || (name is not null && NodeWalk.All(roles.Target).OfType<ScalarNode>().Any(scalar => scalar.Value == name)));
    }

    private static string Yaml(string logicalId) => $"""
          {logicalId}:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal:
                      Service: lambda.amazonaws.com
                    Action: sts:AssumeRole
              ManagedPolicyArns:
                - !Sub arn:${"{AWS::Partition}"}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
              # Policies: what else the function needs
        """;

    private static string Json(string logicalId) => $$"""
          "{{logicalId}}": {
            "Type": "AWS::IAM::Role",
            "Properties": {
              "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                  {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ]
              },
              "ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}]
            }
          }
        """;
}
