using System.Text.Json;

namespace LambdaRoleAudit.Catalog;

/// <summary>
/// A condition on a request parameter: <c>name</c> (the parameter has a value), <c>!name</c>, <c>name=value</c>, or <c>name!=value</c>
/// (it has a value, and another one).
/// </summary>
internal sealed class CallCondition
{
    private readonly bool _isNot;
    private readonly string? _value;

    /// <summary>Reads a condition.</summary>
    public CallCondition(string text)
    {
        _isNot = text.StartsWith('!');
        var path = text.TrimStart('!');
        var equals = path.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            _value = path[(equals + 1)..];
            _isNot = path[equals - 1] == '!';
            path = path[..equals].TrimEnd('!');
        }

        Path = new ParameterPath(path);
    }

    /// <summary>The parameter.</summary>
    public ParameterPath Path { get; }

    /// <summary>Returns true if the parameters fulfil the condition.</summary>
    public bool Holds(JsonElement parameters)
    {
        if (_value is null) return Path.HasValue(parameters) != _isNot;
        return Path.TextsIn(parameters).Any(text => text is not null && string.Equals(text, _value, StringComparison.OrdinalIgnoreCase) != _isNot);
    }
}
