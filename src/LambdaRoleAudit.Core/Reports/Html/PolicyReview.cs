using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Reports;

/// <summary>The policies of resources that treat a new role differently, and the commands for their owners.</summary>
internal static class PolicyReview
{
    /// <summary>Returns the policies as HTML; empty if there are none.</summary>
    public static string Of(IReadOnlyCollection<ResourcePolicyHit> hits)
    {
        var text = new StringBuilder();
        foreach (var hit in hits)
        {
            text.Append("<p>").Append(HtmlText.Encode($"{hit.ResourceType} {hit.ResourceArn}: {hit.Reason}"));
            Append(text, "Statements of the policy", hit.Statements);
            Append(text, "To add the new role", hit.PatchCommands);
            Append(text, "To take the role out again", hit.RemovalCommands);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, ItemList<string> lines)
    {
        if (lines.Count == 0) return;
        text.Append("<details><summary>").Append(title).Append("</summary><pre>")
            .AppendJoin('\n', lines.Select(HtmlText.Encode)).Append("</pre></details>");
    }
}
