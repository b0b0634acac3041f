using System.Buffers;
using System.Globalization;
using System.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// The data of one function, collected field by field, for sources that do not have a function's text in one piece. See
/// <see cref="FunctionText"/>.
/// </summary>
internal sealed class FunctionFields
{
    private static readonly FunctionField[] Texts =
    [
        FunctionField.FunctionArn, FunctionField.FunctionName, FunctionField.Role, FunctionField.Version, FunctionField.Region,
        FunctionField.AccountId,
        FunctionField.Runtime, FunctionField.Handler, FunctionField.PackageType, FunctionField.Architectures, FunctionField.RevisionId,
    ];

    private readonly string?[] _values = new string?[(int)FunctionField.RevisionId + 1];
    private string? _fault;
    private DateTimeOffset? _lastModified;
    private int _memorySize;
    private int _timeout;

    public string? FunctionName => _values[(int)FunctionField.FunctionName];

    public string? FunctionArn => _values[(int)FunctionField.FunctionArn];

    public string? Role => _values[(int)FunctionField.Role];

    public string? Region => _values[(int)FunctionField.Region];

    /// <summary>True if a function is named, even if other fields are missing.</summary>
    public bool NamesFunction =>
        !string.IsNullOrEmpty(FunctionName) || (FunctionArn is { } arn && arn.Contains(":function:", StringComparison.Ordinal));

    /// <summary>Clears all fields, for the next object.</summary>
    public void Clear()
    {
        Array.Clear(_values);
        _lastModified = null;
        _memorySize = _timeout = 0;
        _fault = null;
    }

    /// <summary>
    /// Records why the function cannot be read. The reason is reported instead of the function. Only the first reason counts.
    /// </summary>
    public void Refuse(string why) => _fault ??= why;

    /// <summary>
    /// Returns true for a field that identifies the function or its role. Such a field must be a string and must appear once.
    /// </summary>
    public static bool IsIdentity(FunctionField field) =>
        field is FunctionField.FunctionName or FunctionField.FunctionArn or FunctionField.Role;

    /// <summary>Sets a field.</summary>
    public void Set(FunctionField field, string? value)
    {
        switch (field)
        {
            case FunctionField.LastModified:
                _lastModified = value is not null && LambdaTime.TryParse(Encoding.UTF8.GetBytes(value), out var time) ? time : null; break;
            case FunctionField.MemorySize: _memorySize = Number(value); break;
            case FunctionField.Timeout: _timeout = Number(value); break;
            default:
                if (Array.IndexOf(Texts, field) < 0) break;
                if (IsIdentity(field) && value is not null && _values[(int)field] is { Length: > 0 } before && before != value)
                    Refuse($"{field} appears twice, with different values.");
                _values[(int)field] = value;
                break;
        }
    }

    /// <summary>Copies a complete function whose text will not remain valid.</summary>
    public void Set(in FunctionText function)
    {
        foreach (var field in Texts)
            _values[(int)field] = Of(function, field) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : null;
        _lastModified = function.LastModified;
        _memorySize = function.MemorySize;
        _timeout = function.Timeout;
    }

    /// <summary>Passes the function, or the reason why it cannot be read, to the sink.</summary>
    public void GiveTo(IFunctionSink sink, object source, DateTimeOffset? observed)
    {
        if (_fault is { } why)
        {
            sink.Report(InputProblems.FunctionEntryInvalid(FunctionName ?? FunctionArn ?? "", why, source));
            return;
        }

        var size = 0;
        foreach (var value in _values) size += value is null ? 0 : Encoding.UTF8.GetMaxByteCount(value.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, 1));
        try
        {
            var rest = buffer.AsSpan();
            sink.Add(new FunctionText
            {
                FunctionArn = Encode(FunctionField.FunctionArn, ref rest),
                FunctionName = Encode(FunctionField.FunctionName, ref rest),
                Role = Encode(FunctionField.Role, ref rest),
                Version = Encode(FunctionField.Version, ref rest),
                Region = Encode(FunctionField.Region, ref rest),
                AccountId = Encode(FunctionField.AccountId, ref rest),
                Runtime = Encode(FunctionField.Runtime, ref rest),
                Handler = Encode(FunctionField.Handler, ref rest),
                PackageType = Encode(FunctionField.PackageType, ref rest),
                Architecture = Encode(FunctionField.Architectures, ref rest),
                RevisionId = Encode(FunctionField.RevisionId, ref rest),
                MemorySize = _memorySize,
                Timeout = _timeout,
                LastModified = _lastModified,
                Observed = observed,
                Source = source,
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ReadOnlySpan<byte> Encode(FunctionField field, ref Span<byte> rest)
    {
        var length = Encoding.UTF8.GetBytes(_values[(int)field], rest);
        var text = rest[..length];
        rest = rest[length..];
        return text;
    }

    private static ReadOnlySpan<byte> Of(in FunctionText function, FunctionField field) => field switch
    {
        FunctionField.FunctionArn => function.FunctionArn,
        FunctionField.FunctionName => function.FunctionName,
        FunctionField.Role => function.Role,
        FunctionField.Version => function.Version,
        FunctionField.Region => function.Region,
        FunctionField.AccountId => function.AccountId,
        FunctionField.Runtime => function.Runtime,
        FunctionField.Handler => function.Handler,
        FunctionField.PackageType => function.PackageType,
        FunctionField.Architectures => function.Architecture,
        _ => function.RevisionId,
    };

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
