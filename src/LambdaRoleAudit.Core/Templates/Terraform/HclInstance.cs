namespace LambdaRoleAudit.Templates;

/// <summary>An instance of a resource or a module in a folder of .tf files.</summary>
internal sealed record HclInstance
{
    /// <summary>The index of the instance, as part of a path. Empty if the block has neither count nor for_each.</summary>
    public required string Index { get; init; }

    /// <summary>True if it stands for any number of instances, since the text does not say how many there are.</summary>
    public bool IsMany { get; init; }

    /// <summary>The value of <c>each.value</c>, if it is written; null otherwise.</summary>
    public HclPlaced? Value { get; init; }

    /// <summary>The module that <see cref="Value"/> is written in: that of the block, or one that passes it as an argument.</summary>
    public HclScope? ValueScope { get; init; }

    /// <summary>The instance of the module's call that passes <see cref="Value"/>; null if none does.</summary>
    public HclInstance? ValueInstance { get; init; }

    /// <summary>True if <c>each.value</c> is <c>each.key</c>, since <c>for_each</c> is a set.</summary>
    public bool IsSet { get; init; }

    /// <summary>What decides whether there is the one instance, as <c>count = var.create ? 1 : 0</c> does; null if nothing does.</summary>
    public (string Condition, bool Holds)? When { get; init; }

    /// <summary>The expression of <c>count</c>, <c>for_each</c> or <c>enabled</c> as it is written; null if there is none.</summary>
    public string? Repeated { get; init; }
}
