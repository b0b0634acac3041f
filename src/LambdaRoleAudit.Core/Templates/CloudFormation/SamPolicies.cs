using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Reads <c>Policies</c> of a SAM function: names and ARNs of managed policies, policy documents, and policy templates (SAM developer
/// guide, "AWS SAM policy templates").
/// </summary>
internal sealed partial class SamPolicies(CfnRoleDraft draft, CfnManagedPolicies managed)
{
    /// <summary>Adds the policies. One policy need not be in a list.</summary>
    public void Add(CfnValue policies)
    {
        if (policies is CfnNoValue or CfnText { Text: "null", IsJson: true }) return;
        var items = policies is CfnList list ? list.Items : [policies];
        for (var i = 0; i < items.Count; i++) Policy(items[i], $"{draft.Address}Policy{i}");
    }

    /// <summary>Adds an inline policy that allows actions, each on one resource.</summary>
    public static void Allow(
        CfnRoleDraft draft, string name, string? version, params IEnumerable<(string Action, CfnValue Resource)> allowed)
    {
        var statements = allowed.Select(one => Map(("Action", Text(one.Action)), ("Resource", one.Resource), ("Effect", Text("Allow"))));
        var parts = new List<(string, CfnValue)> { ("Statement", new CfnList([.. statements])) };
        if (version is not null) parts.Insert(0, ("Version", Text(version)));
        if (draft.Document(Map([.. parts]), name) is { } document) draft.InlinePolicies.Add(new(name, document));
    }

    private void Policy(CfnValue policy, string name)
    {
        switch (policy)
        {
            case CfnMap map when map["Statement"] is not null:
                if (draft.Document(map, name) is { } document) draft.InlinePolicies.Add(new(name, document));
                break;
            case CfnMap { Entries: [var (template, parameters)] } when PolicyTemplates.Names.Contains(template):
                Template(template, parameters, name);
                break;
            case CfnMap { Entries: [var (template, _)] }:
                draft.Unknown(name, $"the policy template {template} is not known");
                break;
            case CfnText { Text: var text } when !Symbol.IsIn(text) && !text.StartsWith("arn:", StringComparison.Ordinal):
                if (AwsManagedPolicies.PathOf(text) is { } path) draft.AddManaged(AwsManagedPolicies.Arn(path), managed);
                else draft.Unknown(name, $"the ARN of the managed policy {text} is not known");
                break;
            case CfnText or CfnSymbol:
                if (draft.Text(policy, name) is { } arn) draft.AddManaged(arn, managed);
                break;
            default:
                draft.Document(policy is CfnMap ? new CfnUnknown("it is not a policy") : policy, name);
                break;
        }
    }

    /// <summary>
    /// The template's placeholders get marks that JSON does not escape, and the marks become the values afterwards, so that the values' own
    /// symbols stay as they are.
    /// </summary>
    private void Template(string template, CfnValue parameters, string name)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in PolicyTemplates.ParametersOf(template))
        {
            if ((parameters as CfnMap)?[parameter] is not { } value || draft.Text(value, $"{template}.{parameter}") is not { } text)
            {
                draft.Unknown(name, $"the parameter {parameter} of the policy template {template} is not text");
                return;
            }

            values[parameter] = text;
        }

        string[] fixedTexts = [Symbol.Fixed("AWS::Partition"), Symbol.Fixed("AWS::Region"), Symbol.Fixed("AWS::AccountId")];
        string[] all = [.. fixedTexts, .. values.Values];
        var marked = values.Keys.Select((key, index) => (key, index)).ToDictionary(pair => pair.key, pair => Mark(pair.index + 3));
        // SAM writes the templates' statements without a version.
        var json = PolicyTemplates.Fill(template, marked, Mark(0), Mark(1), Mark(2))
            .Replace("\"Version\":\"2012-10-17\",", "", StringComparison.Ordinal);
        draft.InlinePolicies.Add(new(name, Marks().Replace(json, mark => CfnJson.Escape(all[mark.Groups[1].Value[0] - 'A']))));
    }

    private static string Mark(int index) => $"<<{(char)('A' + index)}>>";

    private static CfnMap Map(params (string Key, CfnValue Value)[] entries) =>
        new([.. entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))]);

    private static CfnText Text(string text) => new(text);

    [GeneratedRegex("<<([A-Z])>>")]
    private static partial Regex Marks();
}
