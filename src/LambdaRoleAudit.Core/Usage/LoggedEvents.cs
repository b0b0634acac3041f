using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// What the event selectors of a trail log (AWS CloudTrail API reference, "EventSelector", "AdvancedEventSelector",
/// "AdvancedFieldSelector").
/// </summary>
/// <param name="selectors">The selectors.</param>
internal sealed class LoggedEvents(TrailSelectors selectors)
{
    /// <summary>The value that stands for every resource of a type in basic selectors.</summary>
    private static readonly string[] Everything =
        ["arn:aws:s3", "arn:aws:s3:::", "arn:aws-cn:s3", "arn:aws-us-gov:s3", "arn:aws:lambda", "arn:aws:dynamodb"];

    /// <summary>Returns whether every event of a kind is logged: yes, some of them, or no.</summary>
    /// <param name="eventSource">The event source, such as <c>s3.amazonaws.com</c>.</param>
    /// <param name="eventName">The name of the call.</param>
    /// <param name="dataType">The resource type of a data event; null for a management event.</param>
    /// <param name="isRead">True for an event that only reads.</param>
    public LoggedPart Of(string eventSource, string eventName, string? dataType, bool isRead)
    {
        var parts = selectors.Basic.Select(selector => Basic(selector, eventSource, dataType, isRead))
            .Concat(selectors.Advanced.Select(selector => Advanced(selector, eventSource, eventName, dataType, isRead))).ToList();
        return parts.Count == 0 ? LoggedPart.None : parts.Max();
    }

    private static LoggedPart Basic(BasicSelector selector, string eventSource, string? dataType, bool isRead)
    {
        if ((selector.ReadWriteType == "ReadOnly" && !isRead) || (selector.ReadWriteType == "WriteOnly" && isRead)) return LoggedPart.None;
        if (dataType is null)
        {
            return selector.HasManagementEvents && !selector.ExcludedSources.Contains(eventSource, StringComparer.OrdinalIgnoreCase)
                ? LoggedPart.All
                : LoggedPart.None;
        }

        var values = selector.DataResources.Where(resource => resource.Type == dataType).SelectMany(resource => resource.Values).ToList();
        return values.Count == 0 ? LoggedPart.None
            : values.Exists(value => Everything.Contains(value, StringComparer.Ordinal)) ? LoggedPart.All
            : LoggedPart.Some;
    }

    /// <summary>An event is logged if every field matches. A field about the resource or the caller leaves some events out.</summary>
    private static LoggedPart Advanced(AdvancedSelector selector, string eventSource, string eventName, string? dataType, bool isRead)
    {
        var whole = LoggedPart.All;
        foreach (var field in selector.Fields)
        {
            var value = field.Field switch
            {
                "eventCategory" => dataType is null ? "Management" : "Data",
                "resources.type" => dataType,
                "readOnly" => isRead ? "true" : "false",
                "eventSource" => eventSource,
                // Selectors name events, and one action can have several: s3:PutObject has UploadPart. Which ones is not known here.
                _ => null,
            };
            if (value is null) whole = LoggedPart.Some;
            else if (!Matches(field, value)) return LoggedPart.None;
        }

        // A selector must name a category. If one does not, what it logs is not known.
        return selector.Fields.Any(field => field.Field == "eventCategory") ? whole : LoggedPart.Some;
    }

    /// <summary>The values of one operator are alternatives; of the negated operators, all must hold.</summary>
    private static bool Matches(AdvancedField field, string value) => field.Operators.All(test => test.Key switch
    {
        "Equals" => test.Value.Contains(value, StringComparer.Ordinal),
        "StartsWith" => test.Value.Any(text => value.StartsWith(text, StringComparison.Ordinal)),
        "EndsWith" => test.Value.Any(text => value.EndsWith(text, StringComparison.Ordinal)),
        "NotEquals" => !test.Value.Contains(value, StringComparer.Ordinal),
        "NotStartsWith" => !test.Value.Any(text => value.StartsWith(text, StringComparison.Ordinal)),
        "NotEndsWith" => !test.Value.Any(text => value.EndsWith(text, StringComparison.Ordinal)),
        _ => false,
    });
}

/// <summary>How much of a kind of event is logged.</summary>
internal enum LoggedPart
{
    /// <summary>None.</summary>
    None,

    /// <summary>Some, by resource or by caller; or it is not known which.</summary>
    Some,

    /// <summary>All.</summary>
    All,
}
