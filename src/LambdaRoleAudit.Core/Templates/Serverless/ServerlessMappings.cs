using System.Text.Json.Nodes;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>The event source mappings that the framework makes of a function's events.</summary>
/// <param name="service">The service.</param>
/// <param name="unknown">Receives what was not read, as whole sentences.</param>
/// <param name="certain">Receives the mappings.</param>
/// <param name="possible">Receives mappings that some deployments have.</param>
internal sealed class ServerlessMappings(
    ServerlessService service, List<string> unknown, List<EventSourceMapping> certain, List<EventSourceMapping> possible)
{
    /// <summary>The kinds of access of a kafka event, as Lambda names them.</summary>
    private static readonly Dictionary<string, string> Access = new(StringComparer.Ordinal)
    {
        ["vpcSubnet"] = "VPC_SUBNET", ["vpcSecurityGroup"] = "VPC_SECURITY_GROUP", ["saslScram256Auth"] = "SASL_SCRAM_256_AUTH",
        ["saslScram512Auth"] = "SASL_SCRAM_512_AUTH", ["saslPlainAuth"] = "BASIC_AUTH",
        ["clientCertificateTlsAuth"] = "CLIENT_CERTIFICATE_TLS_AUTH", ["serverRootCaCertificate"] = "SERVER_ROOT_CA_CERTIFICATE",
    };

    /// <summary>Adds the mappings of a list of events.</summary>
    public void Add(TemplateNode? events)
    {
        if (events is null) return;
        if (events is not SequenceNode list)
        {
            unknown.Add("The events were not read.");
            return;
        }

        foreach (var item in list.Items)
        {
            if (service.Variables.Follow(item) is MappingNode mapping && mapping.AllEntries.FirstOrDefault() is { } entry)
                Event(entry.Key.Value, service.Json.Of(entry.Value));
            else
                unknown.Add("An event was not read.");
        }
    }

    private void Event(string type, JsonNode? settings)
    {
        if (type is not ("sqs" or "stream" or "msk" or "activemq" or "rabbitmq" or "kafka"))
        {
            if (type.Contains("${", StringComparison.Ordinal)) unknown.Add($"The event {type} was not read.");
            return;
        }

        var mapping = settings is JsonObject one && ServerlessText.Function(one) is null ? one : null;
        var access = new List<(string, string)>();
        if (type is "activemq" or "rabbitmq" && TextOf(mapping?["basicAuthArn"], "basicAuthArn") is { } secret)
            access.Add(("BASIC_AUTH", secret));
        if (type == "kafka") Kafka(mapping?["accessConfigurations"] as JsonObject, access);
        var source = type == "kafka" ? null : SourceOf(type, mapping, settings);
        if (source is null && type != "kafka") return;
        var enabled = mapping?["enabled"]?.ToString();
        if (enabled == "false") return;
        (enabled is null or "true" ? certain : possible).Add(new()
        {
            Uuid = type, EventSourceArn = source, SourceAccess = access, OnFailureArn = Failed(mapping?["destinations"]),
        });
    }

    private string? SourceOf(string type, JsonObject? mapping, JsonNode? settings)
    {
        var source = TextOf(mapping is null ? settings : mapping["arn"], $"The source of an event {type}");
        if (type == "stream" && mapping?["consumer"] is { } consumer && consumer.ToString() != "false")
        {
            if (consumer.ToString() != "true") return TextOf(consumer, "The consumer of a stream");
            unknown.Add("The framework makes the consumer of a stream and names it.");
        }

        return source;
    }

    private void Kafka(JsonObject? settings, List<(string, string)> access)
    {
        if (settings is null) unknown.Add("The accessConfigurations of a kafka event were not read.");
        foreach (var (key, value) in settings ?? [])
        {
            foreach (var item in value is JsonArray list ? [.. list] : new[] { value })
            {
                if (!Access.TryGetValue(key, out var type)) unknown.Add($"What {key} of a kafka event requires is not known.");
                else if (TextOf(item, key) is { } text) access.Add((type, text));
            }
        }
    }

    private string? Failed(JsonNode? destinations)
    {
        if (destinations is null) return null;
        if (destinations is not JsonObject { Count: > 0 } map || map["onFailure"] is not { } failure)
        {
            unknown.Add("The destinations of an event were not read.");
            return null;
        }

        return TextOf(
            failure is JsonObject typed && ServerlessText.Function(typed) is null ? typed["arn"] : failure, "The destination of an event");
    }

    private string? TextOf(JsonNode? value, string what)
    {
        var text = value is null ? null : service.Texts.TextOf(value);
        if (text is not { Length: > 0 }) unknown.Add($"{what} was not read.");
        return text;
    }
}
