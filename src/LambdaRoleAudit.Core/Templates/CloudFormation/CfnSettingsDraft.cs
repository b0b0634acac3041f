using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The settings of a function while they are collected.</summary>
internal sealed class CfnSettingsDraft
{
    private readonly List<string> _unknown = [];
    private readonly List<EventSourceMapping> _mappings = [];
    private readonly List<EventSourceMapping> _possible = [];

    /// <summary>The settings without the mappings.</summary>
    public DeclaredSettings Settings { get; set; } = new();

    /// <summary>Settings that some values of parameters give.</summary>
    public DeclaredSettings Possible { get; set; } = new();

    /// <summary>Remembers what cannot be determined.</summary>
    /// <param name="sentence">The whole sentence.</param>
    public void Unknown(string sentence)
    {
        if (!_unknown.Contains(sentence)) _unknown.Add(sentence);
    }

    /// <summary>Returns text with symbols; null if the value is not set, or if it cannot be determined, which is noted.</summary>
    public string? Text(CfnEvaluator evaluator, CfnValue value, string what)
    {
        switch (value)
        {
            case CfnText { Text: "null", IsJson: true } or CfnNoValue:
                return null;
            case CfnText or CfnSymbol when evaluator.TextOf(value) is { Length: > 0 } text:
                return CfnJson.Deferred(text);
            default:
                Unknown($"{what} cannot be determined: {Reason(value)}.");
                return null;
        }
    }

    /// <summary>Adds an event source mapping.</summary>
    public void Mapping(
        CfnEvaluator evaluator, string name, CfnValue source, CfnValue enabled, CfnValue destinations, CfnValue access,
        bool isSelfManaged = false)
    {
        if (enabled is CfnText { Text: var written } && written.Equals("false", StringComparison.OrdinalIgnoreCase)) return;
        var arn = Text(evaluator, source, $"The source of event source mapping {name}");
        if (source is CfnNoValue && !isSelfManaged) Unknown($"The source of event source mapping {name} is not set.");
        string? failed = null;
        if (destinations is CfnMap map && map["OnFailure"] is { } failure)
        {
            if (failure is CfnMap target)
                failed = Text(evaluator, target["Destination"] ?? CfnNoValue.Instance, $"The destination of event source mapping {name}");
            else
                Unknown($"The destination of event source mapping {name} cannot be determined: {Reason(failure)}.");
        }
        else if (destinations is not (CfnMap or CfnNoValue))
        {
            Unknown($"The destination of event source mapping {name} cannot be determined: {Reason(destinations)}.");
        }

        // A mapping that a parameter enables is one that some deployments have.
        (enabled is CfnNoValue or CfnText ? _mappings : _possible).Add(new()
        {
            Uuid = name, EventSourceArn = arn, OnFailureArn = failed, SourceAccess = Access(evaluator, access, name),
        });
    }

    /// <summary>Returns the settings.</summary>
    public DeclaredSettings Finish()
    {
        var possible = Possible with { Mappings = _possible };
        return Settings with
        {
            Mappings = _mappings,
            Possible = possible.IsInVpc || possible.TracingMode is not null || _possible.Count > 0 ? possible : null,
            Unknown = _unknown,
        };
    }

    /// <summary>Returns why a value is not determined.</summary>
    public static string Reason(CfnValue value) => value switch
    {
        CfnUnknown unknown => unknown.Reason,
        CfnSymbol symbol => $"it is known at deployment only (${{{symbol.Name}}})",
        _ => "it does not have the form that CloudFormation expects",
    };

    private List<(string Type, string Uri)> Access(CfnEvaluator evaluator, CfnValue access, string name)
    {
        var result = new List<(string, string)>();
        if (access is CfnNoValue) return result;
        foreach (var item in access is CfnList list ? list.Items : [access])
        {
            if (item is CfnMap { Entries: not [] } map && map["Type"] is CfnText { Text: var type } && !Symbol.IsIn(type)
                && (map["URI"] ?? CfnNoValue.Instance) is CfnText or CfnSymbol && evaluator.TextOf(map["URI"]!) is { } uri)
                result.Add((type, CfnJson.Deferred(uri)));
            else
                Unknown($"The access settings of event source mapping {name} cannot be determined.");
        }

        return result;
    }
}
