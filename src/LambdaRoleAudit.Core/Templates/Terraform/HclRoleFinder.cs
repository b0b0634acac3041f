using System.Collections.Immutable;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the resource that an expression in a folder of .tf files names. Only what is written is followed: references, local values, the
/// arguments and outputs of modules in the folder, and choices. Anything else has a reason why it cannot be determined.
/// </summary>
internal static class HclRoleFinder
{
    private const int MostLevels = 30;
    private const int MostTargets = 32;

    /// <summary>Finds the resources: one, or one for each value of the conditions.</summary>
    /// <param name="type">The type of the resource: <c>aws_iam_role</c> or <c>aws_iam_policy</c>.</param>
    /// <param name="value">The expression.</param>
    /// <param name="scope">The module that it is in.</param>
    /// <param name="instance">The instance of the resource that it is evaluated for; null if it is not one's.</param>
    public static IReadOnlyList<HclRoleTarget> Find(string type, HclPlaced value, HclScope scope, HclInstance? instance)
    {
        var targets = Find(type, value, scope, instance, 0).Take(MostTargets + 1).ToList();
        return targets.Count > MostTargets ? [HclRoleTarget.Unknown($"{Shown(value)} has too many choices.")] : targets;
    }

    private static IEnumerable<HclRoleTarget> Find(string type, HclPlaced value, HclScope scope, HclInstance? instance, int level)
    {
        if (level > MostLevels || !scope.Effort.Spend()) return [HclRoleTarget.Unknown($"{Shown(value)} leads through too many values.")];
        (value, scope, instance) = scope.Follow(value, instance);
        return value.Expression switch
        {
            HclTemplate template => [OfTemplate(template, value, scope)],
            HclReference reference => OfReference(type, reference.Steps, value, scope, instance, level),
            HclChoice choice => OfChoice(type, choice, value, scope, instance, level),
            HclCall call => OfCall(type, call, value, scope, instance, level),
            _ => [NotLiteral(value)],
        };
    }

    /// <summary>An ARN. Where it contains only what is equal for all functions of the module, equal texts are equal ARNs.</summary>
    private static HclRoleTarget OfTemplate(HclTemplate template, HclPlaced value, HclScope scope)
    {
        if (template.Literal is { Length: > 0 } arn) return new() { Imported = arn, IsLiteral = true, Source = (value, scope) };
        return template.Parts.All(part => part.Text is not null
                || part.Expression is HclReference { Steps: ["var" or "local" or "data", ..] })
            && !value.Written.Contains("[(", StringComparison.Ordinal)
            ? new() { Imported = scope.Prefix + value.Written.Trim('"'), Source = (value, scope) }
            : NotLiteral(value);
    }

    private static IEnumerable<HclRoleTarget> OfReference(
        string type, ImmutableArray<string> steps, HclPlaced value, HclScope scope, HclInstance? instance, int level)
    {
        var isStatic = !steps.Any(step => step.StartsWith("[(", StringComparison.Ordinal) || step == "[*");
        return steps switch
        {
            ["each" or "count" or "self" or "path" or "terraform", ..] => [NotLiteral(value)],
            ["var" or "local" or "data", _, ..] => isStatic
                ? [new() { Imported = scope.Prefix + value.Written, Source = (value, scope) }]
                : [NotLiteral(value)],
            ["module", var name, .. var rest] => OfOutput(type, name, rest, value, scope, instance, level),
            [var declared, var name, .. var rest] when declared == type => [OfResource(type, name, rest, value, scope, instance)],
            [_, _, _, ..] when isStatic && scope.Module?.Resource($"{steps[0]}.{steps[1]}") is not null =>
                [new() { Imported = scope.Prefix + value.Written, Source = (value, scope) }],
            _ => [NotLiteral(value)],
        };
    }

    private static IEnumerable<HclRoleTarget> OfOutput(
        string type, string name, IEnumerable<string> rest, HclPlaced value, HclScope scope, HclInstance? instance, int level)
    {
        var steps = rest.ToList();
        var index = "";
        if (steps.Count > 0 && TerraformSteps.IsIndex(steps[0])) (index, steps) = (OwnIndex(steps[0], instance) ?? "[*", steps[1..]);
        var child = scope.Children.FirstOrDefault(one => one.Call!.Name == name && one.Instance!.Index == index);
        if (child is null || steps.Count == 0) return [NotLiteral(value)];
        if (child.Module is null)
            return [new() { Imported = $"{child.Prefix}{string.Join('.', steps)}".Replace(".[", "[", StringComparison.Ordinal) }];
        return child.Module.Output(steps[0]) is { } output && steps.Count == 1
            ? Find(type, output, child, null, level + 1)
            : [NotLiteral(value)];
    }

    private static HclRoleTarget OfResource(
        string type, string name, IEnumerable<string> rest, HclPlaced value, HclScope scope, HclInstance? instance)
    {
        if (scope.Module?.Resource($"{type}.{name}") is not { } role)
            return HclRoleTarget.Unknown($"{Shown(value)} names a resource that is not in the folder.");
        var (index, attribute) = rest.ToList() switch
        {
            [var only] when !TerraformSteps.IsIndex(only) => ("", only),
            [var one, var only] when TerraformSteps.IsIndex(one) => (one, only),
            // aws_iam_role.r.*.arn[0] and aws_iam_role.r[*].arn[0]
            ["[*", var only, var one] when TerraformSteps.IsIndex(one) => (one, only),
            _ => ("", ""),
        };
        if (attribute is not ("arn" or "name" or "id")) return NotLiteral(value);
        return Instance(role, index, value, scope, instance);
    }

    private static HclRoleTarget Instance(HclItem role, string index, HclPlaced value, HclScope scope, HclInstance? instance)
    {
        var instances = HclInstances.Of(role, scope);
        if (index == "[*")
        {
            return instances is [{ IsMany: false } single]
                ? new() { Role = role, Scope = scope, Index = single.Index }
                : HclRoleTarget.Unknown($"{Shown(value)} names all instances of the role.");
        }

        var isOwn = index is "[(each.key" or "[(count.index" || (index == "[(each.value" && instance is { IsSet: true });
        if (isOwn && instance is { IsMany: true })
        {
            return instances is [{ IsMany: true } many] && many.Repeated == instance.Repeated && many.Index == instance.Index
                ? new() { Role = role, Scope = scope, Index = many.Index }
                : NotLiteral(value);
        }

        if (isOwn) index = OwnIndex(index, instance) ?? index;
        return instances.Any(one => one.Index == index && !one.IsMany)
            ? new() { Role = role, Scope = scope, Index = index }
            : HclRoleTarget.Unknown($"{Shown(value)} names an instance of a role, and the text does not say which instances there are.");
    }

    /// <summary>Returns the index that each.key or count.index stands for; null if it is computed in another way.</summary>
    private static string? OwnIndex(string index, HclInstance? instance) =>
        !index.StartsWith("[(", StringComparison.Ordinal) ? index
        : instance is { Index.Length: > 0 } && (index is "[(each.key" or "[(count.index" || (index == "[(each.value" && instance.IsSet))
            ? instance.Index : null;

    private static IEnumerable<HclRoleTarget> OfChoice(
        string type, HclChoice choice, HclPlaced value, HclScope scope, HclInstance? instance, int level)
    {
        var condition = value.With(choice.Condition);
        var then = value.With(choice.Then);
        var other = value.With(choice.Else);
        if (HclInstances.Truth(condition, scope) is { } holds) return Find(type, holds ? then : other, scope, instance, level + 1);
        var written = condition.Written;
        if (written.Contains("each.", StringComparison.Ordinal) || written.Contains("count.", StringComparison.Ordinal))
            return [NotLiteral(value)];
        var (key, isTrue) = HclConditions.Of(condition, scope, holds: true);
        return Under(key, isTrue, Find(type, then, scope, instance, level + 1))
            .Concat(Under(key, !isTrue, Find(type, other, scope, instance, level + 1)));
    }

    private static IEnumerable<HclRoleTarget> Under(string condition, bool holds, IEnumerable<HclRoleTarget> targets)
    {
        foreach (var target in targets)
        {
            if (target.Conditions.TryGetValue(condition, out var already))
            {
                if (already == holds) yield return target;
            }
            else
            {
                yield return target with { Conditions = new Dictionary<string, bool>(target.Conditions) { [condition] = holds } };
            }
        }
    }

    /// <summary>The usual ways to take the one instance of a role that has a count.</summary>
    private static IEnumerable<HclRoleTarget> OfCall(
        string type, HclCall call, HclPlaced value, HclScope scope, HclInstance? instance, int level)
    {
        var picked = call switch
        {
            { Name: "one", Arguments: [HclReference one] } => one,
            { Name: "join", Arguments: [HclTemplate { Literal: "" }, HclReference one] } => one,
            { Name: "element", Arguments: [HclReference one, HclLiteral { Text: "0" }] } => one,
            _ => null,
        };
        return picked is not null && picked.Steps.Contains("[*")
            ? Find(type, value.With(picked), scope, instance, level + 1)
            : [NotLiteral(value)];
    }

    private static HclRoleTarget NotLiteral(HclPlaced value) =>
        HclRoleTarget.Unknown($"{Shown(value)} is computed when Terraform runs.");

    private static string Shown(HclPlaced value) =>
        value.Written is { Length: > 100 } text ? $"The expression '{text[..100]}…'" : $"The expression '{value.Written}'";
}
