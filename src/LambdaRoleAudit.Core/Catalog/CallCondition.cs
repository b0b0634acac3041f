using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// A condition on a request parameter: <c>name</c> (it has a value), <c>!name</c>; <c>name=value</c>, <c>name!=value</c> (it has a value,
/// and another one); <c>name~part</c>, <c>name!~part</c> (it has a value, without this part).
/// </summary>
internal sealed class CallCondition
{
    private readonly bool _isNot;
    private readonly bool _isPart;
    private readonly string? _value;

    /// <summary>Reads a condition.</summary>
    public CallCondition(string text)
    {
        var operation = text.IndexOfAny(['=', '~']);
        if (operation < 0)
        {
            _isNot = text.StartsWith('!');
            Path = new ParameterPath(text.TrimStart('!'));
            return;
        }

        _value = text[(operation + 1)..];
        _isPart = text[operation] == '~';
        _isNot = text[operation - 1] == '!';
        Path = new ParameterPath(text[..operation].TrimEnd('!'));
    }

    /// <summary>The parameter.</summary>
    public ParameterPath Path { get; }

    /// <summary>Returns true if the parameters fulfil the condition.</summary>
    public bool Holds(JsonElement parameters)
    {
        if (_value is null) return Path.HasValue(parameters) != _isNot;
        if (Path.IsSingle(parameters, out var value))
            return value is { } found && ParameterPath.TextOf(found) is { } single && Matches(single) != _isNot;
        return Path.TextsIn(parameters).Any(text => text is not null && Matches(text) != _isNot);
    }

    private bool Matches(string text) => _isPart
        ? text.Contains(_value!, StringComparison.OrdinalIgnoreCase)
        : string.Equals(text, _value, StringComparison.OrdinalIgnoreCase);
}
