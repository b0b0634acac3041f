using System.Text.Json;

namespace LambdaRoleAudit.Usage;

/// <summary>The resources that a record names. CloudTrail writes the key in three ways, by service.</summary>
internal struct NamedResources
{
    /// <summary>The ARNs; null if there are none.</summary>
    public List<string>? Arns { get; private set; }

    /// <summary>The beginnings of ARNs, of objects in S3; null if there are none.</summary>
    public List<string>? Prefixes { get; private set; }

    /// <summary>Reads the value of <c>resources</c>.</summary>
    public static NamedResources Read(ref Utf8JsonReader reader)
    {
        var resources = default(NamedResources);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return resources;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject) resources.ReadOne(ref reader);
            else reader.Skip();
        }

        return resources;
    }

    private void ReadOne(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isArn = reader.ValueTextEquals("ARN"u8) || reader.ValueTextEquals("arn"u8);
            var isPrefix = !isArn && (reader.ValueTextEquals("ARNPrefix"u8) || reader.ValueTextEquals("arnPrefix"u8));
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isArn) (Arns ??= []).Add(reader.GetString()!);
            else if (reader.TokenType == JsonTokenType.String && isPrefix) (Prefixes ??= []).Add(reader.GetString()!);
            else reader.Skip();
        }
    }
}
