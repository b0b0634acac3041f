using System.Globalization;

namespace LambdaRoleAudit.Templates;

/// <summary>An instance of a module in a folder of .tf files.</summary>
internal sealed class HclScope
{
    /// <summary>The files of the module; null if it is not in the folder.</summary>
    public required HclModule? Module { get; init; }

    /// <summary>The module that calls this one; null for the root module.</summary>
    public HclScope? Parent { get; init; }

    /// <summary>The folder that Terraform runs in: that of the root module.</summary>
    public string? RunFolder { get => field ?? Parent?.RunFolder ?? Module?.Folder; init; }

    /// <summary>The block that calls the module; null for the root module.</summary>
    public HclItem? Call { get; init; }

    /// <summary>The instance of the call; null for the root module.</summary>
    public HclInstance? Instance { get; init; }

    /// <summary>The work that is left for the folder.</summary>
    public required HclEffort Effort { get; init; }

    /// <summary>What the address of a resource in the module begins with.</summary>
    public string Prefix => Call is null ? "" : $"{Parent!.Prefix}module.{Call.Name}{TerraformSteps.Written(Instance!.Index)}.";

    /// <summary>The modules that this one calls.</summary>
    public List<HclScope> Children { get; } = [];

    /// <summary>This module and those that call it, this one first.</summary>
    public IEnumerable<HclScope> Chain
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Parent) yield return scope;
        }
    }

    /// <summary>This module and those that it calls, at any depth.</summary>
    public IEnumerable<HclScope> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>
    /// Follows local values, each.value and the variables of modules to what is written. The variables of the root module, and what is
    /// not written, are returned as they are.
    /// </summary>
    /// <returns>The expression, and the module that it is in.</returns>
    public (HclPlaced Value, HclScope Scope, HclInstance? Instance) Follow(HclPlaced value, HclInstance? instance)
    {
        var at = (Value: value, Scope: this, Instance: instance);
        for (var step = 0; step < MostSteps; step++)
        {
            if (!Effort.Spend() || at.Scope.Next(at.Value, at.Instance) is not { } next) return at;
            at = next;
        }

        return at;
    }

    /// <summary>The most values that lead from one to the next. A local value can name itself.</summary>
    private const int MostSteps = 50;

    private (HclPlaced Value, HclScope Scope, HclInstance? Instance)? Next(HclPlaced value, HclInstance? instance)
    {
        switch (value.Expression)
        {
            case HclTemplate { Parts: [{ Expression: { } only }] }:
                return (value.With(only), this, instance);
            case HclReference { Steps: ["local", var name, .. var rest] } when Module?.Local(name) is { } local:
                return Pick(local, rest) is { } picked ? (picked, this, instance) : null;
            case HclReference { Steps: ["each", "value", .. var rest] } when instance?.Value is { } each:
                return Pick(each, rest) is { } item ? (item, instance.ValueScope!, instance.ValueInstance) : null;
            case HclReference { Steps: ["var", var name, .. var rest] } when Parent is not null:
                if (Call![name] is { } given) return Pick(given, rest) is { } part ? (part, Parent, Instance) : null;
                if (Module?.Variable(name)?["default"] is not { } preset) return null;
                return Pick(preset, rest) is { } written ? (written, this, instance) : null;
            default:
                return null;
        }
    }

    /// <summary>Picks the value at steps out of an object or a list that is written; what follows a role is an attribute of it.</summary>
    public static HclPlaced? Pick(HclPlaced value, IEnumerable<string> steps)
    {
        var left = steps.ToList();
        while (left.Count > 0)
        {
            if (value.Expression is HclReference { Steps: ["aws_iam_role", _, ..] } role)
                return value.With(new HclReference(role.Span, [.. role.Steps, .. left]));
            var step = left[0];
            left.RemoveAt(0);
            if (value.Expression is HclTuple list)
            {
                if (step is not ['[', .. var digits] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                    || at >= list.Items.Count) return null;
                value = value.With(list.Items[at]);
                continue;
            }

            var key = step.StartsWith("[\"", StringComparison.Ordinal) ? step[2..] : step;
            if (value.Expression is not HclObject items || TerraformSteps.IsIndex(key)
                || items.Items.Any(item => item.Key is null)) return null;
            var found = items.Items.LastOrDefault(item => item.Key == key).Value;
            if (found is null) return null;
            value = value.With(found);
        }

        return value;
    }
}
