using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Templates;

/// <summary>Reads the settings of functions for which Lambda needs permissions, and event source mappings, of .tf files.</summary>
/// <param name="root">The root module.</param>
internal sealed class HclSettings(HclScope root)
{
    private readonly Lazy<List<(HclItem Item, HclScope Scope)>> _mappings = new(() =>
        [.. root.All.SelectMany(scope => (scope.Module?.OfType("aws_lambda_event_source_mapping") ?? []).Select(item => (item, scope)))]);

    /// <summary>Returns the settings of a function.</summary>
    public DeclaredSettings Of(HclFunction function)
    {
        var draft = new Draft(function.Item, function.Scope, function.Instance);
        var own = HclShapes.HasProviderOfRoot(function.Scope) && function.Item["provider"] is null && function.Item["region"] is null;
        var (name, _) = draft.Text(function.Item["function_name"]);
        var settings = new DeclaredSettings
        {
            FunctionName = name ?? Symbol.Fixed($"{function.Address}.function_name"),
            Region = own ? null : Symbol.Anything($"region of {function.Address}"),
            AccountId = own ? null : Symbol.Anything($"account of {function.Address}"),
            DeadLetterTargetArn = draft.Known(draft.Block("dead_letter_config"), "target_arn"),
            FileSystemArns = draft.Known(draft.Block("file_system_config"), "arn") is { } system ? [system] : [],
            LogGroup = draft.Known(draft.Block("logging_config"), "log_group"),
            KmsKeyArn = draft.Known(function.Item, "kms_key_arn"),
            IsDurable = draft.Block("durable_config") is not null,
        };
        var possible = new DeclaredSettings();
        if (draft.Block("tracing_config") is { } tracing)
        {
            var (mode, isSet) = draft.Text(tracing["mode"]);
            if (mode is not null && !Symbol.IsIn(mode)) settings = settings with { TracingMode = mode };
            else if (isSet) possible = possible with { TracingMode = "Active" };
        }

        if (draft.Block("vpc_config") is { } vpc)
        {
            var ids = draft.Items(vpc["subnet_ids"]);
            // A list that is not written can be empty.
            if (ids is null) possible = possible with { IsInVpc = true };
            else if (ids.Count > 0)
                settings = settings with
                {
                    IsInVpc = true,
                    SubnetIds = Known(ids),
                    SecurityGroupIds = Known(draft.Items(vpc["security_group_ids"]) ?? [null]),
                };
        }

        var mappings = Mappings(function, settings.FunctionName, draft.Unknown);
        possible = possible with { Mappings = [.. mappings.Where(one => !one.IsCertain).Select(one => one.Mapping)] };
        return settings with
        {
            Mappings = [.. mappings.Where(one => one.IsCertain).Select(one => one.Mapping)],
            Possible = possible.IsInVpc || possible.TracingMode is not null || possible.Mappings.Count > 0 ? possible : null,
            Unknown = [.. draft.Unknown.Distinct(StringComparer.Ordinal)],
        };
    }

    private static IReadOnlyList<string> Known(IReadOnlyList<string?> texts) =>
        texts.Contains(null) ? [] : [.. texts.OfType<string>()];

    private List<(EventSourceMapping Mapping, bool IsCertain)> Mappings(HclFunction function, string name, List<string> unknown)
    {
        var result = new List<(EventSourceMapping, bool)>();
        foreach (var (item, scope) in _mappings.Value)
        {
            foreach (var instance in HclInstances.Of(item, scope))
            {
                var draft = new Draft(item, scope, instance);
                var isOf = item["function_name"] is { } named ? IsOf(named, scope, instance, function, name, 4) : Truth.No;
                if (isOf == Truth.No) continue;
                if (isOf == Truth.Unknown)
                {
                    unknown.Add($"The function of {draft.Address} is computed when Terraform runs.");
                    continue;
                }

                var (enabled, isSet) = draft.Text(item["enabled"]);
                if (enabled == "false") continue;
                result.Add((draft.Mapping(), isOf == Truth.Yes && !instance.IsMany && instance.When is null
                    && scope.Chain.All(one => one.Instance is null or { IsMany: false, When: null })
                    && (!isSet || (enabled is not null && !Symbol.IsIn(enabled)))));
                unknown.AddRange(draft.Unknown);
            }
        }

        return result;
    }

    private enum Truth
    {
        Yes,

        /// <summary>It is one instance of the function's block.</summary>
        Maybe,

        No,

        Unknown,
    }

    private static Truth IsOf(HclPlaced value, HclScope scope, HclInstance? instance, HclFunction function, string name, int levels)
    {
        (value, scope, instance) = scope.Follow(value, instance);
        if (value.Expression is HclReference { Steps: [var type, var id, .. var rest] })
        {
            if (type == "aws_lambda_function")
                return scope != function.Scope || id != function.Item.Name ? Truth.No
                    : rest.Any(TerraformSteps.IsIndex) || function.Instance.Index.Length > 0 ? Truth.Maybe : Truth.Yes;
            if (type == "aws_lambda_alias" && levels > 0
                && scope.Module?.Resource($"aws_lambda_alias.{id}")?["function_name"] is { } target)
                return IsOf(target, scope, instance, function, name, levels - 1);
            if (type == "module")
                return $"{function.Scope.Prefix}.".StartsWith($"{scope.Prefix}module.{id}.", StringComparison.Ordinal)
                    || function.Scope.Prefix.StartsWith($"{scope.Prefix}module.{id}[", StringComparison.Ordinal) ? Truth.Unknown : Truth.No;
            // A function that is named by a variable of the root module or a data source is deployed elsewhere.
            if (type == "data") return Truth.No;
        }

        if (HclDocuments.Text(value, scope, instance) is not { } text) return Truth.Unknown;
        var at = text.IndexOf("function:", StringComparison.Ordinal) is >= 0 and var prefix ? prefix + "function:".Length : 0;
        if (text.AsSpan(at).StartsWith(name, StringComparison.Ordinal)
            && (text.Length == at + name.Length || text[at + name.Length] == ':'))
            return Truth.Yes;
        // "${aws_lambda_function.f.arn}:live"
        return Symbol.AllIn(text).Any(symbol => symbol.StartsWith($"{function.Address}.", StringComparison.Ordinal)) ? Truth.Yes : Truth.No;
    }

    /// <summary>A block whose values are read.</summary>
    private sealed class Draft(HclItem item, HclScope scope, HclInstance instance)
    {
        public List<string> Unknown { get; } = [];

        public string Address => $"{scope.Prefix}{item.Block.Label(0)}.{item.Name}";

        /// <summary>Returns a nested block; null if there is none, or if it is dynamic, which is noted.</summary>
        public HclItem? Block(string type) => Block(item, type);

        /// <summary>Returns a text, and whether it is set; the text is null if it is not set or computed.</summary>
        public (string? Text, bool IsSet) Text(HclPlaced? value)
        {
            if (value is null || scope.Follow(value, instance).Value.Expression is HclLiteral { Text: "null" }) return (null, false);
            return (HclDocuments.Text(value, scope, instance) is { Length: > 0 } text ? text : null, true);
        }

        /// <summary>Returns a text; null if it is not set, or if it is computed, which is noted.</summary>
        public string? Known(HclItem? block, string attribute)
        {
            var (text, isSet) = Text(block?[attribute]);
            if (text is null && isSet) Unknown.Add($"{attribute} of {Address} is computed when Terraform runs.");
            return text;
        }

        /// <summary>Returns the texts of a list, null for one that is computed; null if the list is.</summary>
        public IReadOnlyList<string?>? Items(HclPlaced? value)
        {
            if (value is null) return [];
            var (list, place, at) = scope.Follow(value, instance);
            return list.Expression is HclTuple tuple
                ? [.. tuple.Items.Select(one => HclDocuments.Text(list.With(one), place, at))]
                : null;
        }

        public EventSourceMapping Mapping()
        {
            var access = new List<(string, string)>();
            foreach (var block in item.Block.Body.OfType("source_access_configuration"))
            {
                var one = new HclItem(item.File, block);
                if (Known(one, "type") is { } type && Known(one, "uri") is { } uri) access.Add((type, uri));
            }

            Block("source_access_configuration");
            var destinations = Block("destination_config");
            return new()
            {
                Uuid = Address,
                EventSourceArn = Known(item, "event_source_arn"),
                OnFailureArn = destinations is null ? null : Known(Block(destinations, "on_failure"), "destination_arn"),
                SourceAccess = access,
            };
        }

        private HclItem? Block(HclItem parent, string type)
        {
            if (parent.Block.Body.OfType("dynamic").Any(block => block.Label(0) == type))
                Unknown.Add($"The blocks {type} of {Address} are computed when Terraform runs (dynamic).");
            return parent.Block.Body.OfType(type).FirstOrDefault() is { } found ? new(item.File, found) : null;
        }
    }
}
