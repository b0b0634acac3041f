using System.Buffers;
using System.Buffers.Text;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Accounts;

/// <summary>
/// Reads a function in a list the fast way: one object, completely in the buffer, of a plain form. It accepts only the JSON grammar. At
/// anything that is not plain (an escape in a value that is kept, an object in place of a string, the end of the buffer) it gives up
/// without side effects, and the general reader reads the object or reports what is wrong.
/// </summary>
internal ref struct FunctionScanner(ReadOnlySpan<byte> data, object source, PropertyOrder order)
{
    private const int DeepestNesting = 32;

    private static readonly SearchValues<byte> StringEnds =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>Reads <c>,{…}</c>, the next function of a list, and passes it to the sink.</summary>
    /// <returns>The number of bytes read; 0 if the general reader must read the object.</returns>
    public int TryNext(IFunctionSink sink)
    {
        if (!Take((byte)',') || !Take((byte)'{')) return 0;
        ReadOnlySpan<byte> arn = default, name = default, role = default, version = default, region = default, account = default;
        ReadOnlySpan<byte> runtime = default, handler = default, packageType = default, architecture = default, revision = default;
        DateTimeOffset? lastModified = null;
        int memory = 0, timeout = 0;
        var position = 0;
        ulong seen = 0;
        do
        {
            if (!TryProperty(position++, out var field) || !Take((byte)':')) return 0;
            // A property that appears twice is not plain. The general reader decides which of the two counts.
            var bit = field is FunctionField.Other or FunctionField.Opaque ? 0 : 1UL << (int)field;
            if ((seen & bit) != 0) return 0;
            seen |= bit;
            var isRead = field switch
            {
                FunctionField.FunctionName => TryText(ref name),
                FunctionField.FunctionArn => TryText(ref arn),
                FunctionField.Role => TryText(ref role),
                FunctionField.Version => TryText(ref version),
                FunctionField.Region => TryText(ref region),
                FunctionField.AccountId => TryText(ref account),
                FunctionField.Runtime => TryText(ref runtime),
                FunctionField.Handler => TryText(ref handler),
                FunctionField.PackageType => TryText(ref packageType),
                FunctionField.RevisionId => TryText(ref revision),
                FunctionField.Architectures => TryTexts(ref architecture),
                FunctionField.LastModified => TryTime(ref lastModified),
                FunctionField.MemorySize => TryNumber(ref memory),
                FunctionField.Timeout => TryNumber(ref timeout),
                FunctionField.Opaque => TrySkip(0),
                // A property before the role can contain functions, so the general reader looks inside.
                FunctionField.Other => (!role.IsEmpty || !arn.IsEmpty || !IsNested()) && TrySkip(0),
                _ => false,
            };
            if (!isRead) return 0;
        }
        while (Take((byte)','));

        if (!Take((byte)'}') || role.IsEmpty || (name.IsEmpty && arn.IndexOf(":function:"u8) < 0)) return 0;
        sink.Add(new FunctionText
        {
            FunctionArn = arn,
            FunctionName = name,
            Role = role,
            Version = version,
            Region = region,
            AccountId = account,
            Runtime = runtime,
            Handler = handler,
            PackageType = packageType,
            Architecture = architecture,
            RevisionId = revision,
            LastModified = lastModified,
            MemorySize = memory,
            Timeout = timeout,
            Source = source,
        });
        return _at;
    }

    private bool TryProperty(int position, out FunctionField field)
    {
        SkipBlank();
        var length = order.Recognize(position, _data[_at..], out field);
        if (length > 0)
        {
            _at += length;
            return true;
        }

        if (!TryString(out var name)) return false;
        field = order.Learn(position, name);
        return true;
    }

    /// <summary>
    /// Reads a string without escapes, or null, which has no value. The general reader handles a property that appears twice.
    /// </summary>
    private bool TryText(ref ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty) return false;
        SkipBlank();
        if (Is((byte)'n')) return TryLiteral("null"u8);
        if (!TryString(out var read)) return false;
        text = read;
        return true;
    }

    private bool TryString(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take((byte)'"')) return false;
        var rest = _data[_at..];
        var length = rest.IndexOfAny(StringEnds);
        if (length < 0 || rest[length] != (byte)'"') return false;
        text = rest[..length];
        _at += length + 1;
        return true;
    }

    private bool TryTime(ref DateTimeOffset? time)
    {
        SkipBlank();
        if (Is((byte)'n')) return TryLiteral("null"u8);
        if (!TryString(out var text)) return false;
        time = LambdaTime.TryParse(text, out var parsed) ? parsed : null;
        return true;
    }

    private bool TryNumber(ref int number)
    {
        SkipBlank();
        var start = _at;
        if (!TrySkipNumber() || !Utf8Parser.TryParse(_data[start.._at], out int parsed, out var read) || read != _at - start) return false;
        number = parsed;
        return true;
    }

    /// <summary>Reads the last string of a list. Lambda's lists of architectures have one string.</summary>
    private bool TryTexts(ref ReadOnlySpan<byte> last)
    {
        if (!Take((byte)'[') || !TryString(out last)) return false;
        while (Take((byte)','))
            if (!TryString(out last)) return false;
        return Take((byte)']');
    }

    private bool IsNested()
    {
        SkipBlank();
        return _at < _data.Length && _data[_at] is (byte)'{' or (byte)'[';
    }

    /// <summary>Skips any value by the JSON grammar.</summary>
    private bool TrySkip(int depth)
    {
        SkipBlank();
        if (_at >= _data.Length || depth > DeepestNesting) return false;
        switch (_data[_at])
        {
            case (byte)'"': return TrySkipString();
            case (byte)'{':
                _at++;
                if (Take((byte)'}')) return true;
                do
                {
                    SkipBlank();
                    if (_at >= _data.Length || _data[_at] != (byte)'"' || !TrySkipString() || !Take((byte)':') || !TrySkip(depth + 1))
                        return false;
                }
                while (Take((byte)','));
                return Take((byte)'}');
            case (byte)'[':
                _at++;
                if (Take((byte)']')) return true;
                do
                {
                    if (!TrySkip(depth + 1)) return false;
                }
                while (Take((byte)','));
                return Take((byte)']');
            case (byte)'t': return TryLiteral("true"u8);
            case (byte)'f': return TryLiteral("false"u8);
            case (byte)'n': return TryLiteral("null"u8);
            default: return TrySkipNumber();
        }
    }

    private bool TrySkipString()
    {
        _at++;
        while (true)
        {
            var rest = _data[_at..];
            var length = rest.IndexOfAny(StringEnds);
            if (length < 0) return false;
            _at += length + 1;
            switch (rest[length])
            {
                case (byte)'"': return true;
                case (byte)'\\' when length + 1 < rest.Length
                    && rest[length + 1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r'
                        or (byte)'t':
                    _at++;
                    break;
                case (byte)'\\' when length + 5 < rest.Length && rest[length + 1] == (byte)'u' && AreHexDigits(rest.Slice(length + 2, 4)):
                    _at += 5;
                    break;
                default: return false;
            }
        }
    }

    private static bool AreHexDigits(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        return true;
    }

    private bool TrySkipNumber()
    {
        var start = _at;
        if (Is((byte)'-')) _at++;
        if (Is((byte)'0')) _at++;
        else if (!TryDigits()) return false;
        if (Is((byte)'.'))
        {
            _at++;
            if (!TryDigits()) return false;
        }

        if (Is((byte)'e') || Is((byte)'E'))
        {
            _at++;
            if (Is((byte)'+') || Is((byte)'-')) _at++;
            if (!TryDigits()) return false;
        }

        return _at > start;
    }

    private bool TryDigits()
    {
        var start = _at;
        while (_at < _data.Length && char.IsAsciiDigit((char)_data[_at])) _at++;
        return _at > start;
    }

    private bool TryLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_data[_at..].StartsWith(literal)) return false;
        _at += literal.Length;
        return true;
    }

    private readonly bool Is(byte mark) => _at < _data.Length && _data[_at] == mark;

    /// <summary>Skips white space and consumes the given character, if it is next.</summary>
    private bool Take(byte mark)
    {
        SkipBlank();
        if (!Is(mark)) return false;
        _at++;
        return true;
    }

    private void SkipBlank()
    {
        while (_at < _data.Length && _data[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }
}
