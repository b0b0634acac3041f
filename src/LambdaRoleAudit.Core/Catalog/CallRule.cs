namespace LambdaRoleAudit.Catalog;

/// <summary>A row of <c>call-exceptions.tsv</c>: the permissions of a call whose parameters fulfil the condition.</summary>
internal sealed class CallRule
{
    /// <summary>Reads a row.</summary>
    public CallRule(string condition, string actions, string template)
    {
        Conditions = [.. TabTable.Words(condition).Select(word => new CallCondition(word))];
        IsAddition = actions.StartsWith('+');
        Kind = actions switch { "-" => CallKind.NeedsNone, "?" => CallKind.Unmapped, _ => CallKind.Mapped };
        Reader = actions.StartsWith('@') ? actions[1..] : null;
        Template = template.Length == 0 ? null : ResourceTemplate.ReadAll(template);
        Actions = Kind == CallKind.Mapped && Reader is null
            ? [.. TabTable.Words(actions.TrimStart('+')).Select(action => CallAction.Of(action, Template))]
            : [];
    }

    /// <summary>What the request's parameters fulfil, all of it.</summary>
    public IReadOnlyList<CallCondition> Conditions { get; }

    /// <summary>True if the actions are needed in addition to the action of the call's name.</summary>
    public bool IsAddition { get; }

    /// <summary>What is known of the call.</summary>
    public CallKind Kind { get; }

    /// <summary>The name of the code that reads the permissions from the parameters. Null if they are in <see cref="Actions"/>.</summary>
    public string? Reader { get; }

    /// <summary>The resource, if the action's own templates do not say it.</summary>
    public IReadOnlyList<ResourceTemplate>? Template { get; }

    /// <summary>The actions.</summary>
    public IReadOnlyList<CallAction> Actions { get; }
}
