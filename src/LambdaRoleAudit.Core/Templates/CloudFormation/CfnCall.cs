namespace LambdaRoleAudit.Templates;

/// <summary>A call of an intrinsic function, in its short form (<c>!Sub</c>) or its long form (<c>Fn::Sub</c>).</summary>
/// <param name="Name">The function's name without <c>Fn::</c>: <c>Ref</c>, <c>GetAtt</c>, <c>Sub</c>.</param>
/// <param name="Argument">The argument. For a short form, the node that has the tag.</param>
/// <param name="IsShort">True for the short form.</param>
internal readonly record struct CfnCall(string Name, TemplateNode Argument, bool IsShort)
{
    private const string Prefix = "Fn::";

    /// <summary>Returns the call that a node is; null if it is not one.</summary>
    public static CfnCall? Of(TemplateNode node)
    {
        var target = node.Target;
        return target.Tag is ['!', not '!', ..] tag ? new(tag[1..], target, IsShort: true) : Long(target);
    }

    /// <summary>Returns the call in the long form that a node is, whatever its tag: <c>!Base64 {Ref: Name}</c> has both forms.</summary>
    public static CfnCall? Long(TemplateNode target)
    {
        if (target is not MappingNode { Entries: [var only] }) return null;
        var key = only.Key.Value;
        if (key is "Ref" or "Condition") return new(key, only.Value.Target, IsShort: false);
        return key.StartsWith(Prefix, StringComparison.Ordinal) && !key.StartsWith(CfnLoop.Prefix, StringComparison.Ordinal)
            ? new(key[Prefix.Length..], only.Value.Target, IsShort: false)
            : null;
    }

    /// <summary>The arguments of a function that takes a list; empty if it was given something else.</summary>
    public IReadOnlyList<TemplateNode> List => Argument is SequenceNode list && (IsShort || list.Tag is null) ? list.Items : [];

    /// <summary>The three parts of <c>Fn::If</c>; null if this is not one.</summary>
    public (string Condition, TemplateNode IfTrue, TemplateNode IfFalse)? If =>
        Name == "If" && List is [var condition, var one, var other] && condition.Target is ScalarNode name
            ? (name.Value, one.Target, other.Target)
            : null;
}
