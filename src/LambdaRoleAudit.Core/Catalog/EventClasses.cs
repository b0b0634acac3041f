using System.Collections.Frozen;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// How CloudTrail records the use of IAM actions, as <c>event-classes.tsv</c> says, which has the source of each row. What AWS does not
/// document is unknown: that no event was seen does then not show that an action was not used.
/// </summary>
public static class EventClasses
{
    /// <summary>First words of names whose access level agrees with the event's <c>readOnly</c>.</summary>
    private static readonly string[] Reading = ["Get", "List", "Describe", "BatchGet", "Head"];
    private static readonly string[] Writing = ["Create", "Delete", "Put", "Update", "Tag", "Untag", "Add", "Remove"];

    private static readonly FrozenDictionary<string, Row> Rows = TabTable.Read("event-classes.tsv", 5)
        .SelectMany(row => TabTable.Words(row[0]).Select(action => (Action: action, Row: row)))
        .ToFrozenDictionary(
            pair => pair.Action,
            pair => new Row(ClassOf(pair.Row[1]), TabTable.Words(pair.Row[2]), pair.Row[3]),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns how CloudTrail records an action, in any case. Unknown for what is not an action.</summary>
    /// <param name="action">The action: <c>s3:GetObject</c>.</param>
    public static EventClassOf Of(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        var known = colon < 0 ? null : ActionCatalog.Find(action[..colon])?.Find(action.ToLowerInvariant());
        if (known is null) return new EventClassOf(EventClass.Unknown, [], IsRead: false);
        var isRead = known.Level is AccessLevel.Read or AccessLevel.List;
        if (!Rows.TryGetValue(action, out var row) && !Rows.TryGetValue($"{action[..colon]}:*", out row))
            return new EventClassOf(EventClass.Unknown, [], isRead);
        return row.ReadOnly switch
        {
            "read" => new EventClassOf(row.Class, row.Types, IsRead: true) { IsReadKnown = true },
            "write" => new EventClassOf(row.Class, row.Types, IsRead: false) { IsReadKnown = true },
            "" => new EventClassOf(row.Class, row.Types, isRead) { IsReadKnown = Agrees(known.Name, isRead) },
            _ => new EventClassOf(row.Class, row.Types, isRead),
        };
    }

    private static bool Agrees(string name, bool isRead) =>
        Array.Exists(isRead ? Reading : Writing, verb => name.StartsWith(verb, StringComparison.Ordinal));

    private static EventClass ClassOf(string text) => text switch
    {
        "management" => EventClass.Management,
        "data" => EventClass.Data,
        "never" => EventClass.NeverLogged,
        "unknown" => EventClass.Unknown,
        _ => throw new InvalidDataException($"'{text}' is not a class of events."),
    };

    private sealed record Row(EventClass Class, IReadOnlyList<string> Types, string ReadOnly);
}
