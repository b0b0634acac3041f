using System.Text.Json;
using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the settings of functions for which Lambda needs permissions, and event source mappings, of a plan or a state.</summary>
internal sealed class TerraformJsonSettings(TerraformResources resources, TerraformOrigins origins)
{
    private const string Later = "is not known before the plan is applied";

    private static readonly string[] Blocks =
    [
        "vpc_config", "tracing_config", "dead_letter_config", "file_system_config", "logging_config", "durable_config",
    ];

    /// <summary>Returns the settings of a function.</summary>
    public DeclaredSettings Of(TerraformResource function)
    {
        var unknown = new List<string>();
        foreach (var block in Blocks.Where(function.IsUnknown)) unknown.Add($"{block} of {function.Address} {Later}.");
        var settings = new DeclaredSettings
        {
            FunctionName = NameOf(function),
            Region = Arn.TryParse(function.Text("arn"), out var arn) ? arn.Region
                : function.Text("region") is { Length: > 0 } region ? region : null,
            AccountId = arn is not null ? arn.AccountId
                : Arn.TryParse(function.Text("role"), out var role) ? role.AccountId : null,
            TracingMode = Block(function, "tracing_config") is { } tracing ? TerraformJson.Text(tracing, "mode") : null,
            DeadLetterTargetArn = BlockText(function, "dead_letter_config", "target_arn", unknown),
            FileSystemArns = BlockText(function, "file_system_config", "arn", unknown) is { } system ? [system] : [],
            LogGroup = BlockText(function, "logging_config", "log_group", unknown),
            KmsKeyArn = TextOf(function, function.Values, "kms_key_arn", function.Expression("kms_key_arn"), unknown),
            IsDurable = Block(function, "durable_config") is not null,
        };
        var possible = new DeclaredSettings();
        if (Block(function, "tracing_config") is not null && settings.TracingMode is null)
            possible = possible with { TracingMode = "Active" };
        if (Block(function, "vpc_config") is { } vpc)
        {
            var subnets = TerraformJson.Of(vpc, "subnet_ids");
            if (TerraformJson.Items(subnets).Any())
                settings = settings with
                {
                    IsInVpc = true,
                    SubnetIds = Texts(subnets),
                    SecurityGroupIds = Texts(TerraformJson.Of(vpc, "security_group_ids")),
                };
            // The ids of subnets that the plan creates are not known. A list that something else gives can be empty.
            else if (!TerraformJson.IsThere(subnets))
                possible = possible with { IsInVpc = true };
        }

        var (mappings, open) = Mappings(function, unknown);
        possible = possible with { Mappings = open };
        return settings with
        {
            Mappings = mappings,
            Possible = possible.IsInVpc || possible.TracingMode is not null || open.Count > 0 ? possible : null,
            Unknown = [.. unknown.Distinct(StringComparer.Ordinal)],
        };
    }

    private (List<EventSourceMapping> Certain, List<EventSourceMapping> Possible) Mappings(TerraformResource function, List<string> unknown)
    {
        var (certain, possible) = (new List<EventSourceMapping>(), new List<EventSourceMapping>());
        foreach (var mapping in resources.OfType("aws_lambda_event_source_mapping"))
        {
            if (IsOf(mapping, function, 4) is not { } isOf)
            {
                unknown.Add($"The function of {mapping.Address} {Later}.");
                continue;
            }

            var enabled = TerraformJson.Of(mapping.Values, "enabled");
            if (!isOf || enabled.ValueKind == JsonValueKind.False) continue;
            var access = new List<(string, string)>();
            foreach (var item in TerraformJson.Items(TerraformJson.Of(mapping.Values, "source_access_configuration")))
            {
                if (TerraformJson.Text(item, "type") is { } type && TerraformJson.Text(item, "uri") is { } uri) access.Add((type, uri));
                else unknown.Add($"source_access_configuration of {mapping.Address} {Later}.");
            }

            foreach (var attribute in new[] { "source_access_configuration", "destination_config" }.Where(mapping.IsUnknown))
                unknown.Add($"{attribute} of {mapping.Address} {Later}.");
            var failure = Block(mapping, "destination_config") is { } destinations ? First(destinations, "on_failure") : null;
            (mapping.IsUnknown("enabled") ? possible : certain).Add(new()
            {
                Uuid = mapping.Address,
                EventSourceArn = TextOf(
                    mapping, mapping.Values, "event_source_arn", mapping.Expression("event_source_arn"), unknown),
                OnFailureArn = failure is { } target
                    ? TextOf(
                        mapping, target, "destination_arn",
                        At(mapping.Expression("destination_config"), "on_failure", "destination_arn"), unknown)
                    : null,
                SourceAccess = access,
            });
        }

        return (certain, possible);
    }

    /// <summary>True if a mapping or an alias is one of a function; null if this is not known.</summary>
    private bool? IsOf(TerraformResource resource, TerraformResource function, int levels)
    {
        if (resource.Text("function_name") is { } text)
        {
            var name = function.Text("function_name");
            return text == function.Text("arn") || (name is not null && IsNamed(text, name));
        }

        var found = levels > 0 ? origins.All(resource, "function_name") : [];
        if (found.Count != 1 || found[0].Imported is not { } imported) return null;
        if (imported.StartsWith($"{function.Address}.", StringComparison.Ordinal)) return true;
        var other = resources.All.FirstOrDefault(one => imported.StartsWith($"{one.Address}.", StringComparison.Ordinal));
        return other?.Type switch
        {
            "aws_lambda_function" => false,
            "aws_lambda_alias" => IsOf(other, function, levels - 1),
            _ => null,
        };
    }

    /// <summary>A name, or an ARN or a part of one that ends with it, each with or without a qualifier.</summary>
    private static bool IsNamed(string text, string name)
    {
        var at = text.IndexOf("function:", StringComparison.Ordinal) is >= 0 and var prefix ? prefix + "function:".Length : 0;
        return text.AsSpan(at).StartsWith(name, StringComparison.Ordinal)
            && (text.Length == at + name.Length || text[at + name.Length] == ':');
    }

    private static string NameOf(TerraformResource function) =>
        function.Text("function_name") is { Length: > 0 } name ? name : Symbol.Fixed($"{function.Address}.function_name");

    private static JsonElement? Block(TerraformResource resource, string name) => First(resource.Values, name);

    private static JsonElement? First(JsonElement values, string name) =>
        TerraformJson.Items(TerraformJson.Of(values, name)).FirstOrDefault() is { ValueKind: JsonValueKind.Object } block ? block : null;

    private string? BlockText(TerraformResource resource, string block, string attribute, List<string> unknown) =>
        Block(resource, block) is { } values
            ? TextOf(resource, values, attribute, At(resource.Expression(block), attribute), unknown)
            : null;

    /// <summary>The expression in a block of the configuration, which is a list of blocks.</summary>
    private static JsonElement At(JsonElement blocks, params string[] names)
    {
        foreach (var name in names)
        {
            if (blocks.ValueKind == JsonValueKind.Array) blocks = TerraformJson.Items(blocks).FirstOrDefault();
            blocks = TerraformJson.Of(blocks, name);
        }

        return blocks;
    }

    /// <summary>A text; a symbol if one resource of the plan gives it; null if it is not set, or not known, which is noted.</summary>
    private string? TextOf(TerraformResource resource, JsonElement values, string attribute, JsonElement expression, List<string> unknown)
    {
        if (TerraformJson.Of(values, attribute) is { ValueKind: not JsonValueKind.Undefined } value)
            return TerraformJson.Text(value) is { Length: > 0 } text ? text : null;
        if (!TerraformJson.IsThere(expression)) return null;
        if (origins.All(resource, expression) is [{ Imported: { } imported }]) return Symbol.Fixed(imported);
        unknown.Add($"{attribute} of {resource.Address} {Later}.");
        return null;
    }

    private static List<string> Texts(JsonElement list)
    {
        var texts = TerraformJson.Texts(list).ToList();
        return texts.Count == TerraformJson.Items(list).Count() ? texts : [];
    }
}
