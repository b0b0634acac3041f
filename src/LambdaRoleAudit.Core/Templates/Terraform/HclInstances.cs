using System.Globalization;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds the instances of a block from its <c>count</c>, <c>for_each</c> or <c>enabled</c>, if the text says which there are.
/// </summary>
internal static class HclInstances
{
    /// <summary>The most instances that are listed one by one.</summary>
    private const int Most = 1000;

    /// <summary>Returns the instances of a block; one that stands for many if the text does not say which there are.</summary>
    /// <param name="block">The block.</param>
    /// <param name="scope">The module that it is in.</param>
    public static IReadOnlyList<HclInstance> Of(HclItem block, HclScope scope)
    {
        if (block["count"] is { } count) return Bounded(Counted(count, scope), scope) ?? [Many(count, "count.index")];
        if (block["for_each"] is { } forEach) return Bounded(Each(forEach, scope), scope) ?? [Many(forEach, "each.key")];
        return block.Block.Body.OfType("lifecycle").Select(lifecycle => lifecycle.Body["enabled"]).FirstOrDefault(one => one is not null)
            is { } enabled
            ? Enabled(new(block.File, enabled.Expression), scope)
            : [new() { Index = "" }];
    }

    /// <summary>OpenTofu 1.11 and later: <c>lifecycle { enabled = var.create }</c>. Such a resource has no index.</summary>
    private static IReadOnlyList<HclInstance> Enabled(HclPlaced enabled, HclScope scope) => Truth(enabled, scope) switch
    {
        true => [new() { Index = "" }],
        false => [],
        null => [new() { Index = "", Repeated = enabled.Written, When = HclConditions.Of(enabled, scope, holds: true) }],
    };

    private static List<HclInstance>? Bounded(List<HclInstance>? instances, HclScope scope) =>
        instances is not null && scope.Effort.Spend(instances.Count) ? instances : null;

    private static HclInstance Many(HclPlaced repeated, string index) => new()
    {
        Index = TerraformSteps.Computed(index),
        IsMany = true,
        Repeated = repeated.Written,
        IsSet = repeated.Expression is HclCall { Name: "toset" },
    };

    private static List<HclInstance>? Counted(HclPlaced count, HclScope scope)
    {
        var (value, place, _) = scope.Follow(count, null);
        if (value.Expression is HclChoice choice)
        {
            var then = Number(value.With(choice.Then), place);
            var other = Number(value.With(choice.Else), place);
            var condition = value.With(choice.Condition);
            if (Truth(condition, place) is { } holds) return Numbered(holds ? then : other, count);
            if ((then, other) is not ((1, 0) or (0, 1))) return null;
            return [new()
            {
                Index = TerraformSteps.Number("0"), Repeated = count.Written, When = HclConditions.Of(condition, place, then == 1),
            }];
        }

        return Numbered(Number(value, place), count);
    }

    private static List<HclInstance>? Numbered(int? number, HclPlaced count) => number is not (>= 0 and <= Most) ? null
        : Enumerable.Range(0, number.Value).Select(i => new HclInstance
        {
            Index = TerraformSteps.Number(i.ToString(CultureInfo.InvariantCulture)), Repeated = count.Written,
        }).ToList();

    private static List<HclInstance>? Each(HclPlaced forEach, HclScope scope)
    {
        var (value, place, at) = scope.Follow(forEach, null);
        var isSet = false;
        if (value.Expression is HclCall { Name: "toset", Arguments: [var argument] })
        {
            isSet = true;
            (value, place, at) = place.Follow(value.With(argument), at);
        }

        var items = value.Expression switch
        {
            HclObject map when !isSet => map.Items.Select(item => (item.Key, item.Value)),
            HclTuple list when isSet => list.Items.Select(item => ((item as HclTemplate)?.Literal, item)),
            _ => null,
        };
        var read = items?.Take(Most + 1).ToList();
        if (read is null || read.Count > Most || read.Any(item => item.Item1 is null)) return null;
        return read.DistinctBy(item => item.Item1, StringComparer.Ordinal).Select(item => new HclInstance
        {
            Index = TerraformSteps.Key(item.Item1!),
            Repeated = forEach.Written,
            IsSet = isSet,
            Value = value.With(item.Item2),
            ValueScope = place,
            ValueInstance = at,
        }).ToList();
    }

    private static int? Number(HclPlaced value, HclScope scope) =>
        scope.Follow(value, null).Value.Expression is HclLiteral literal
        && int.TryParse(literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns a truth value, if it is written.</summary>
    public static bool? Truth(HclPlaced value, HclScope scope) =>
        scope.Follow(value, null).Value.Expression is HclLiteral literal && bool.TryParse(literal.Text, out var truth) ? truth : null;
}
