namespace LambdaRoleAudit.Catalog;

/// <summary>What all calls of one event source and name have in common.</summary>
internal sealed class CallPlan
{
    private static readonly CallMapping Nothing = new(CallKind.NeedsNone, []);
    private static readonly CallMapping Unknown = new(CallKind.Unmapped, []);

    private readonly CallAction? _plain;
    private readonly IReadOnlyList<CallRule> _rules;
    private readonly CallMapping? _fixed;

    private CallPlan(CallAction? plain, IReadOnlyList<CallRule> rules)
    {
        (_plain, _rules) = (plain, rules);
        if (rules.Count > 0) return;
        if (plain is null) _fixed = Unknown;
        else if (plain.IsForAll) _fixed = new CallMapping(CallKind.Mapped, [new RequiredPermission(plain.Name, "*")]);
    }

    /// <summary>Returns the plan for an event.</summary>
    public static CallPlan For(string eventSource, string eventName)
    {
        var source = EventSourceNames.NameOf(eventSource);
        var plain = EventVersion.Remove(eventName);
        var own = CallTable.RulesOf(source, plain);
        return new CallPlan(own.All(rule => rule.IsAddition) ? Plain(source, eventName) ?? Plain(source, plain) : null, own);
    }

    /// <summary>Returns the permissions of one call.</summary>
    public CallMapping Map(ApiCall call)
    {
        if (_fixed is not null) return _fixed;
        var permissions = new List<RequiredPermission>();
        _plain?.AddTo(permissions, call);
        var isKnown = _plain is not null;
        var isCertain = true;
        foreach (var rule in _rules)
        {
            if (!Holds(rule, call)) continue;
            if (rule.Kind == CallKind.NeedsNone) return Nothing;
            isCertain &= rule.Kind != CallKind.Unmapped;
            isKnown |= rule.Kind == CallKind.Mapped && !rule.IsAddition;
            if (rule.Reader is not null) isCertain &= CallReaders.Read(rule.Reader, call, permissions);
            foreach (var action in rule.Actions) action.AddTo(permissions, call);
        }

        return isKnown && isCertain && permissions.Count > 0 ? new CallMapping(CallKind.Mapped, permissions)
            : permissions.Count == 0 ? Unknown
            : new CallMapping(CallKind.Unmapped, permissions);
    }

    private static bool Holds(CallRule rule, ApiCall call)
    {
        foreach (var condition in rule.Conditions)
        {
            if (!condition.Holds(call.RequestParameters)) return false;
        }

        return true;
    }

    private static CallAction? Plain(string source, string name)
    {
        if (name.Length == 0) return null;
        foreach (var prefix in EventSourceNames.PrefixesOf(source))
        {
            if (CallAction.Find($"{prefix}:{name}", null) is { } found) return found;
        }

        return null;
    }
}
