using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Usage;

/// <summary>
/// Who made a call: the element <c>userIdentity</c> of a CloudTrail record, as far as it is about sessions of roles (AWS CloudTrail user
/// guide, "CloudTrail userIdentity element"; <c>inScopeOf</c> has the function since 2025).
/// </summary>
internal struct TrailIdentity
{
    private string? _type;
    private string? _arn;
    private string? _issuer;
    private string? _scopeType;
    private string? _scope;

    /// <summary>Reads the element.</summary>
    public static TrailIdentity Read(ref Utf8JsonReader reader, RepeatedTexts texts)
    {
        var identity = default(TrailIdentity);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return identity;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8)) identity._type = Text(ref reader, texts);
            else if (reader.ValueTextEquals("arn"u8)) identity._arn = Text(ref reader, texts);
            else if (reader.ValueTextEquals("sessionContext"u8)) identity.ReadContext(ref reader, texts);
            else if (reader.ValueTextEquals("inScopeOf"u8)) identity.ReadScope(ref reader, texts);
            else SkipValue(ref reader);
        }

        return identity;
    }

    /// <summary>
    /// Returns the session of a role; null for another principal. Only <c>sessionIssuer</c> has the role's path; without it, the role's ARN
    /// has no path.
    /// </summary>
    public readonly RoleSession? Session()
    {
        // arn:aws:sts::111122223333:assumed-role/role-name/session-name
        if (_type != "AssumedRole" || !Arn.TryParse(_arn, out var arn) || arn.Service != "sts") return null;
        var parts = arn.Resource.Split('/', 3);
        if (parts.Length < 3 || parts[0] != "assumed-role") return null;
        var role = Arn.TryParseRole(_issuer, out _) ? _issuer! : $"arn:{arn.Partition}:iam::{arn.AccountId}:role/{parts[1]}";
        return new RoleSession(role, parts[2], arn.AccountId, arn.Partition, FunctionArn());
    }

    /// <summary>The texts that determine the session.</summary>
    public readonly (string?, string?, string?, string?, string?) Key => (_type, _arn, _issuer, _scopeType, _scope);

    private readonly string? FunctionArn()
    {
        if (_scopeType != "AWS::Lambda::Function" || _scope is null) return null;
        // A qualifier is not part of the function's identity here: arn:aws:lambda:region:account:function:name:qualifier
        var parts = _scope.Split(':');
        return parts.Length >= 7 && parts[0] == "arn" && parts[2] == "lambda" && parts[5] == "function" && parts[6].Length > 0
            ? string.Join(':', parts[..7])
            : null;
    }

    private void ReadContext(ref Utf8JsonReader reader, RepeatedTexts texts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("sessionIssuer"u8))
            {
                SkipValue(ref reader);
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("arn"u8)) _issuer = Text(ref reader, texts);
                else SkipValue(ref reader);
            }
        }
    }

    private void ReadScope(ref Utf8JsonReader reader, RepeatedTexts texts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("issuerType"u8)) _scopeType = Text(ref reader, texts);
            else if (reader.ValueTextEquals("credentialsIssuedTo"u8)) _scope = Text(ref reader, texts);
            else SkipValue(ref reader);
        }
    }

    private static string? Text(ref Utf8JsonReader reader, RepeatedTexts texts)
    {
        reader.Read();
        return texts.Read(ref reader);
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}

/// <summary>A session of a role.</summary>
/// <param name="RoleArn">The role's ARN, with its path if the record has it.</param>
/// <param name="SessionName">The name of the session.</param>
/// <param name="AccountId">The account of the role: 12 digits.</param>
/// <param name="Partition">The partition.</param>
/// <param name="FunctionArn">The function to which the credentials were issued, without a qualifier; null if the record names none.</param>
internal sealed record RoleSession(string RoleArn, string SessionName, string AccountId, string Partition, string? FunctionArn);
