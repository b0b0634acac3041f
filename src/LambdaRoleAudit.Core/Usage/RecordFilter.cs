using System.Globalization;
using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Decides from the bytes of a record whether it can be about the scope. A record that is not of interest is not parsed. The filter is
/// wrong only to one side: it can let a record pass that is not of interest.
/// </summary>
internal sealed class RecordFilter
{
    private readonly bool _isEverything;
    private readonly Utf8Set _roles;
    private readonly Utf8Set _functions;

    public RecordFilter(UsageScope scope)
    {
        _isEverything = scope.IsEverything;
        _roles = SetOf(scope.RoleNames);
        _functions = SetOf(scope.Roles.SelectMany(role => role.Functions).Select(NameOf));
    }

    /// <summary>Returns true if a record may be about a role or a function in scope.</summary>
    public bool MayMatter(ReadOnlySpan<byte> record) =>
        HasRole(record) || HasFunction(record) || HidesText(record);

    /// <summary>A session of a role in scope: <c>arn:aws:sts::111122223333:assumed-role/name/session</c>.</summary>
    private bool HasRole(ReadOnlySpan<byte> record)
    {
        while (record.IndexOf(":assumed-role/"u8) is >= 0 and var found)
        {
            if (_isEverything) return true;
            record = record[(found + 14)..];
            var end = record.IndexOf((byte)'/');
            if (end > 0 && _roles.Find(record[..end]) >= 0) return true;
        }

        return false;
    }

    /// <summary>
    /// A function in scope under another role: <c>"credentialsIssuedTo":"arn:aws:lambda:eu-west-1:111122223333:function:name"</c>.
    /// </summary>
    private bool HasFunction(ReadOnlySpan<byte> record)
    {
        var scope = record.IndexOf("inScopeOf"u8);
        if (scope < 0) return false;
        if (_isEverything) return true;
        record = record[scope..];
        while (record.IndexOf(":function:"u8) is >= 0 and var function)
        {
            record = record[(function + 10)..];
            var end = record.IndexOfAny((byte)'"', (byte)':', (byte)'\\');
            if (end > 0 && _functions.Find(record[..end]) >= 0) return true;
        }

        return false;
    }

    /// <summary>
    /// Returns true if the record has an escape sequence that can hide what is looked for: an escaped slash, or the code of a character
    /// that needs none. CloudTrail writes neither, but other programs that copy records do.
    /// </summary>
    private static bool HidesText(ReadOnlySpan<byte> record)
    {
        while (record.IndexOf((byte)'\\') is >= 0 and var found && found + 1 < record.Length)
        {
            var next = record[found + 1];
            // In a record that is itself a string, the backslash is escaped.
            if (next == '\\' && found + 2 < record.Length && record[found + 2] is (byte)'/' or (byte)'u') return true;
            if (next == '/' || (next == 'u' && IsPlainCharacter(record[(found + 2)..]))) return true;
            record = record[(found + 2)..];
        }

        return false;
    }

    /// <summary>True for the four digits of a printable ASCII character, except those that programs escape for HTML.</summary>
    private static bool IsPlainCharacter(ReadOnlySpan<byte> digits) =>
        digits.Length >= 4 && digits[0] == '0' && digits[1] == '0'
        && int.TryParse(digits.Slice(2, 2), NumberStyles.AllowHexSpecifier, null, out var code)
        && code is > ' ' and < 0x7F && !"<>&'\"\\".Contains((char)code, StringComparison.Ordinal);

    private static string NameOf(string functionArn) => Arn.TryParse(functionArn, out var arn) ? arn.Resource.Split(':')[^1] : functionArn;

    private static Utf8Set SetOf(IEnumerable<string> names)
    {
        var set = new Utf8Set(foldCase: false);
        foreach (var name in names) set.GetOrAdd(Encoding.UTF8.GetBytes(name), out _);
        return set;
    }
}
