using System.Text;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>What holds of every patch, on random templates in all forms.</summary>
public sealed class MendPropertyTests
{
    [Fact]
    public void Each_function_has_an_equal_role_of_its_own_and_nothing_else_changes()
    {
        var (applied, blocked, largest) = (0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var text = RandomTemplate.Of(seed);
            try
            {
                var (stack, steps) = Plan(text);
                var patched = Mending.Patched(text, steps);
                VerifyBytes(text, patched, steps);
                VerifyMeaning(stack, Mending.Stack(patched), steps);
                applied += steps.Count(step => step.CanApply);
                blocked += steps.Count(step => !step.CanApply);
                largest = Math.Max(largest, stack.Functions.Count == 0 ? 0 : ((MappingNode)stack.Root!["Resources"]!).Entries.Count);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{text}", e);
            }
        }

        Assert.True(applied > 1500, $"{applied} applied");
        Assert.InRange(blocked, 1, applied / 10);
        Assert.True(largest > 450);
    }

    private static (DeclaredStack Stack, IReadOnlyList<LambdaTemplateRepairStep> Steps) Plan(string text)
    {
        var stack = Mending.Stack(text);
        var steps = Mending.Plan(stack);
        Assert.All(steps.Where(step => !step.CanApply), step => Assert.Equal("ValueFromAlias", Assert.Single(step.Blockers).Id));
        return (stack, steps);
    }

    /// <summary>Without the new texts, and with the old ones in their places, the bytes are those of the file.</summary>
    private static void VerifyBytes(string text, string patched, IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        var edits = steps.Where(step => step.CanApply).SelectMany(step => step.Edits).OrderBy(edit => edit.Offset)
            .ThenBy(edit => edit.OldText.Length > 0).ToList();
        var mark = text.StartsWith('\uFEFF') ? 1 : 0;
        var back = new StringBuilder(text[..mark]);
        int before = mark, after = mark;
        foreach (var edit in edits)
        {
            var same = edit.Offset + mark - before;
            back.Append(patched, after, same).Append(edit.OldText);
            Assert.Equal(edit.NewText, patched.Substring(after + same, edit.NewText.Length));
            (before, after) = (edit.Offset + mark + edit.OldText.Length, after + same + edit.NewText.Length);
            // What goes is a logical id or a Role, never more.
            Assert.True(edit.OldText.Length < 120, edit.OldText);
        }

        back.Append(patched, after, patched.Length - after);
        Assert.Equal(text, back.ToString());
        if (text.Contains("\r\n", StringComparison.Ordinal))
            Assert.DoesNotContain('\n', patched.Replace("\r\n", "", StringComparison.Ordinal));
    }

    private static void VerifyMeaning(DeclaredStack before, DeclaredStack after, IReadOnlyList<LambdaTemplateRepairStep> steps)
    {
        var (old, now) = (Resources(before), Resources(after));
        var moved = steps.Where(step => step.CanApply).ToDictionary(step => step.Declaration.Address);
        var sources = Mending.Shared(before).ToDictionary(one => one.Function.Declaration.Address, one => one.Role.RoleAddress!);
        foreach (var section in before.Root!.Entries.Where(entry => entry.Key.Value != "Resources"))
            Assert.Equal(Canonical(section.Value), Canonical(after.Root![section.Key.Value]!));
        foreach (var function in after.Functions)
        {
            var name = function.Declaration.Address;
            var role = Assert.Single(function.Roles).RoleAddress;
            if (!moved.TryGetValue(name, out var step))
            {
                Assert.Equal(before.Functions.Single(one => one.Declaration.Address == name).Roles[0].RoleAddress, role);
                continue;
            }

            Assert.Equal(step.TargetRole, role);
            Assert.Equal(1, after.Functions.Count(other => other.Roles.Any(use => use.RoleAddress == role)));
            var (source, copy) = ((MappingNode)old[sources[name]], (MappingNode)now[role!]);
            Assert.Equal(Resource(source, "RoleName"), Resource(copy, "RoleName"));
            Assert.Null(((MappingNode)copy["Properties"]!)["RoleName"]);
            Assert.Equal(Canonical(function.Node!["Condition"]), Canonical(copy["Condition"]));
        }

        // The rest is there, in its order, and differs only in its roles.
        var added = moved.Values.Select(step => step.TargetRole!).ToHashSet();
        Assert.Equal(old.Keys, now.Keys.Where(old.ContainsKey));
        foreach (var (name, node) in old)
        {
            var (one, other) = ((MappingNode)node, (MappingNode)now[name]);
            Assert.Equal(Resource(one, "Role", "Roles"), Resource(other, "Role", "Roles"));
            Assert.Equal(Canonical(one["Condition"]), Canonical(other["Condition"]));
            if ((one["Properties"] as MappingNode)?["Roles"] is not SequenceNode roles) continue;
            var items = ((SequenceNode)((MappingNode)other["Properties"]!)["Roles"]!).Items.Select(item => Canonical(item)).ToList();
            Assert.Equal(roles.Items.Select(item => Canonical(item)), items.Where(item => !added.Any(role => Names(item, role))));
            var mine = moved.Values.Where(step => roles.Items.Any(item => Names(Canonical(item), sources[step.Declaration.Address])));
            Assert.All(mine, step => Assert.Single(items, item => Names(item, step.TargetRole!)));
            // The function waits until the policy is attached, unless the step says that it cannot.
            foreach (var step in mine.Where(step => !step.Warnings.Any(issue => issue.Id == "PolicyAttachedLater")))
                Assert.Contains(
                    $"'{name}'", Canonical(((MappingNode)now[step.Declaration.Address])["DependsOn"]), StringComparison.Ordinal);
        }

        static bool Names(string item, string role) => item.Contains($"'{role}'", StringComparison.Ordinal);
    }

    private static Dictionary<string, TemplateNode> Resources(DeclaredStack stack) =>
        ((MappingNode)stack.Root!["Resources"]!).Entries.ToDictionary(entry => entry.Key.Value, entry => entry.Value.Target);

    /// <summary>A resource without its condition and its order, and without some properties.</summary>
    private static string Resource(MappingNode resource, params string[] without) =>
        string.Join("\n", resource.AllEntries.Where(entry => entry.Key.Value is not ("Condition" or "DependsOn"))
            .OrderBy(entry => entry.Key.Value, StringComparer.Ordinal)
            .Select(entry => entry.Key.Value + Canonical(entry.Value, entry.Key.Value == "Properties" ? without : [])));

    /// <summary>A node as one text, whatever its style: aliases written out, keys sorted, short and long forms alike.</summary>
    private static string Canonical(TemplateNode? node, params string[] without) => node?.Target switch
    {
        null => "",
        MappingNode mapping => "{" + string.Join(", ", mapping.AllEntries.Where(entry => !without.Contains(entry.Key.Value))
            .OrderBy(entry => entry.Key.Value, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key.Value}: {Canonical(entry.Value)}")) + "}",
        SequenceNode list => Called(list, "[" + string.Join(", ", list.Items.Select(item => Canonical(item))) + "]"),
        ScalarNode scalar => Called(scalar, $"'{scalar.Value}'"),
        _ => throw new InvalidOperationException(),
    };

    private static string Called(TemplateNode node, string value) => node.Tag switch
    {
        null or "!" => value,
        "!Ref" => $"{{Ref: {value}}}",
        _ => $"{{Fn::{node.Tag[1..]}: {value}}}",
    };
}
