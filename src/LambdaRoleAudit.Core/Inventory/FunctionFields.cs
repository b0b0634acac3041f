using System.Globalization;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Inventory;

/// <summary>
/// What a source says of one function, as text, before it is known to be one: the step that the readers of JSON, CSV and
/// PowerShell objects share.
/// </summary>
internal sealed class FunctionFields
{
    public string? FunctionName;
    public string? FunctionArn;
    public string? Role;
    public string? Version;
    public string? Region;
    public string? AccountId;
    public string? Runtime;
    public string? Handler;
    public string? PackageType;
    public string? Architecture;
    public string? RevisionId;
    public DateTimeOffset? LastModified;
    public int MemorySize;
    public int Timeout;

    /// <summary>True where a function is named, whatever else is missing.</summary>
    public bool NamesFunction => !string.IsNullOrEmpty(FunctionName) || IsFunctionArn(FunctionArn);

    /// <summary>Forgets everything, for the next object.</summary>
    public void Clear()
    {
        FunctionName = FunctionArn = Role = Version = Region = AccountId = null;
        Runtime = Handler = PackageType = Architecture = RevisionId = null;
        LastModified = null;
        MemorySize = Timeout = 0;
    }

    /// <summary>Takes over a field by its name, as CSV and PowerShell objects give it.</summary>
    public void Set(FunctionField field, string value)
    {
        switch (field)
        {
            case FunctionField.FunctionName: FunctionName = value; break;
            case FunctionField.FunctionArn: FunctionArn = value; break;
            case FunctionField.Role: Role = value; break;
            case FunctionField.Version: Version = value; break;
            case FunctionField.Region: Region = value; break;
            case FunctionField.AccountId: AccountId = value; break;
            case FunctionField.Runtime: Runtime = value; break;
            case FunctionField.Handler: Handler = value; break;
            case FunctionField.PackageType: PackageType = value; break;
            case FunctionField.Architectures: Architecture = value; break;
            case FunctionField.RevisionId: RevisionId = value; break;
            case FunctionField.LastModified: LastModified = LambdaTime.TryParse(value, out var time) ? time : null; break;
            case FunctionField.MemorySize: MemorySize = ParseNumber(value); break;
            case FunctionField.Timeout: Timeout = ParseNumber(value); break;
        }
    }

    /// <summary>
    /// The function that the fields describe, or the problem with them. <paramref name="source"/> is what a person would
    /// look at: a file's path, or the object itself.
    /// </summary>
    public LambdaFunction? Build(StringPool pool, object source, out Problem? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(Role))
        {
            problem = InputProblems.FunctionWithoutRole(FunctionName ?? FunctionArn ?? "", source);
            return null;
        }

        if (!string.IsNullOrEmpty(FunctionArn)) return BuildFromArn(FunctionArn, pool, source, out problem);

        // Without an ARN the role's account is the function's: Lambda takes no role of another account.
        var account = AccountId ?? (Arn.TryParseRole(Role, out var role) ? role.AccountId : "");
        return Build(pool, FunctionName!, "", Region ?? "", account, Version ?? LambdaFunction.Latest);
    }

    private LambdaFunction? BuildFromArn(string arn, StringPool pool, object source, out Problem? problem)
    {
        problem = null;
        // arn:partition:lambda:region:account:function:name[:qualifier], sliced in place: this runs once a function.
        Span<Range> parts = stackalloc Range[9];
        var text = arn.AsSpan();
        var count = text.Split(parts, ':');
        if (count is < 7 or > 8
            || !text[parts[0]].SequenceEqual("arn") || !text[parts[2]].SequenceEqual("lambda")
            || text[parts[3]].IsEmpty || text[parts[4]].Length != 12
            || !text[parts[5]].SequenceEqual("function") || text[parts[6]].IsEmpty)
        {
            problem = InputProblems.InvalidFunctionArn(arn, source);
            return null;
        }

        var region = pool.Get(text[parts[3]]);
        var account = pool.Get(text[parts[4]]);
        var name = text[parts[6]];
        var qualifier = count == 8 ? text[parts[7]] : default;
        var version = Version
            ?? (qualifier.Length > 0 && qualifier[0] is >= '0' and <= '9' ? pool.Get(qualifier) : LambdaFunction.Latest);

        // FunctionVersion=ALL qualifies the unpublished function too (":$LATEST"), and an alias may stand there.
        // One function or version has one ARN here, so that sources agree.
        var unqualified = count == 8 ? arn[..(arn.Length - qualifier.Length - 1)] : arn;
        var canonical = version == LambdaFunction.Latest ? unqualified
            : qualifier.SequenceEqual(version) ? arn
            : $"{unqualified}:{version}";
        var nameText = FunctionName is { } given && name.SequenceEqual(given) ? given : name.ToString();
        return Build(pool, nameText, canonical, region, account, version);
    }

    private LambdaFunction Build(StringPool pool, string name, string arn, string region, string account, string version) => new()
    {
        FunctionName = name,
        FunctionArn = arn,
        Role = Role!,
        Region = region,
        AccountId = account,
        Version = version == LambdaFunction.Latest ? LambdaFunction.Latest : version,
        Configuration = Runtime is null && Handler is null && PackageType is null && LastModified is null && RevisionId is null
            ? null
            : new FunctionConfiguration(
                Runtime, Handler, PackageType, Architecture is null ? null : pool.Get(Architecture.AsSpan()),
                MemorySize, Timeout, LastModified, RevisionId),
    };

    private static int ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool IsFunctionArn(string? arn) => arn is not null && arn.Contains(":function:", StringComparison.Ordinal);
}
