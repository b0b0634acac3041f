using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Errors;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Repair;

/// <summary>
/// Reads plans from a file or from pipeline objects. Each property of a step is checked before the step is created, so that an error names
/// the step and the property. An invalid step does not affect the others.
/// </summary>
public static class RepairPlanReader
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true, Converters = { new JsonStringEnumConverter(), new StoredTime() }
    };

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Member>> Members = new();

    /// <summary>Properties that Export-LambdaRoleReport -Format Json, remoting and jobs add to an object.</summary>
    private static readonly string[] Labels = ["Kind", "PSComputerName", "PSShowComputerName", "RunspaceId", "PSSourceJobInstanceId"];

    private static readonly string[] Proofs = [nameof(ProofOutcome.Proven), nameof(ProofOutcome.Refuted), nameof(ProofOutcome.Unknown)];

    /// <summary>Returns the steps in a file's text: a list of steps, or a single step.</summary>
    /// <param name="json">The text, as UTF-8.</param>
    /// <param name="path">The file.</param>
    /// <param name="onProblem">Receives each step that cannot be read.</param>
    /// <exception cref="ProblemException">The file is not a plan, or the plan is empty.</exception>
    public static IReadOnlyList<LambdaRoleRepairStep> Read(ReadOnlyMemory<byte> json, string path, Action<Problem> onProblem)
    {
        var plan = $"The file '{path}'";
        try
        {
            using var document = JsonDocument.Parse(json);
            // ConvertTo-Json writes a single object without a list.
            JsonElement[] items = document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray()]
                : [document.RootElement];
            if (items.Length == 0)
                throw new ProblemException(RepairErrors.InvalidPlan.About(plan, ("plan", plan), ("reason", "it is an empty list.")));
            var steps = new List<LambdaRoleRepairStep>();
            for (var i = 0; i < items.Length; i++)
            {
                try
                {
                    if (OfTemplate(items[i]) is { } declared) throw new ProblemException(declared);
                    steps.Add(ReadStep(items[i], string.Create(CultureInfo.InvariantCulture, $"Step {i + 1}"), $" of the file '{path}'"));
                }
                catch (ProblemException e)
                {
                    onProblem(e.Problem);
                }
            }

            return steps;
        }
        catch (JsonException e)
        {
            throw new ProblemException(RepairErrors.InvalidPlan.About(
                plan, ("plan", plan), ("reason", $"it is invalid or incomplete JSON: {e.Message}")));
        }
    }

    /// <summary>Returns a problem if a step is one of a plan for a template; null if it is not.</summary>
    private static Problem? OfTemplate(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryFind(nameof(LambdaTemplateRepairStep.TemplatePlanVersion), out _))
            return null;
        var file = json.TryFind("Declaration", out var place) && place.ValueKind == JsonValueKind.Object ? place.Text("File") : null;
        var name = $"Function {json.Text(nameof(LambdaTemplateRepairStep.FunctionName))}";
        return TemplateErrors.PlanOfTemplate.About(name, ("name", name), ("path", file));
    }

    /// <summary>Reads one step.</summary>
    /// <param name="json">The step.</param>
    /// <param name="name">The name of the step in an error.</param>
    /// <param name="of">The source of the step, which follows the name.</param>
    /// <exception cref="ProblemException">The JSON is not a step. The error names the property.</exception>
    public static LambdaRoleRepairStep ReadStep(JsonElement json, string name, string of)
    {
        var function = "";
        try
        {
            if (FaultOfObject(typeof(LambdaRoleRepairStep), json, "") is { } fault) throw Invalid(fault);
            var step = json.Deserialize<LambdaRoleRepairStep>(Options)!;
            if (json.TryFind(nameof(LambdaRoleRepairStep.CanApply), out var canApply) && canApply.ValueKind == JsonValueKind.False
                && step.CanApply)
                throw Invalid("CanApply is false, but the step does not have a blocker: a blocker was removed.");
            if (AliasPlanReading.Removed(json, step) is { } alias) throw Invalid(alias);
            // A blocked step is not applied, so it may contain the values that block it.
            return step.Blockers.Count == 0 && FaultOf(step) is { } wrong ? throw Invalid(wrong) : step;
        }
        catch (JsonException e)
        {
            throw Invalid(e.Message);
        }

        ProblemException Invalid(string why)
        {
            try
            {
                if (json.Text(nameof(LambdaRoleRepairStep.FunctionName)) is { } named) function = $" (function '{named}')";
            }
            catch (JsonException)
            {
                // The name is not valid Unicode, so this is what is wrong with the step.
            }

            var step = $"{name}{function}{of}";
            return new ProblemException(RepairErrors.InvalidStep.About(step, ("step", step), ("reason", why)));
        }
    }

    /// <summary>Returns what is wrong with a value for a property of the given type; null if nothing is.</summary>
    private static string? Fault(Type type, bool mayBeNull, JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Null) return mayBeNull ? null : $"{path} is null.";
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            if (json.ValueKind != JsonValueKind.String) return $"{path} is not a string.";
            json.Unicode(path);
            return null;
        }

        if (type == typeof(int))
            return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out _) ? null : $"{path} is not an integer.";
        if (type == typeof(long))
            return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out _) ? null : $"{path} is not an integer.";
        if (type == typeof(DateTimeOffset))
            return StoredTime.Of(json) is not null ? null : $"{path} is not a time.";
        if (type == typeof(bool))
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{path} is neither true nor false.";
        if (type.IsEnum) return IsDefined(type, json, path) ? null : $"{path} is not one of {string.Join(", ", Enum.GetNames(type))}.";
        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            if (json.ValueKind != JsonValueKind.Object) return $"{path} is not an object.";
            if (json.Repeated() is { } repeated) return $"{path}.{repeated} appears twice.";
            return json.EnumerateObject().Select(property => Fault(typeof(string), false, property.Value, $"{path}.{property.Name}"))
                .FirstOrDefault(fault => fault is not null);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ItemList<>))
        {
            if (json.ValueKind != JsonValueKind.Array) return $"{path} is not a list.";
            return json.EnumerateArray()
                .Select((item, i) =>
                    Fault(type.GetGenericArguments()[0], false, item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))
                .FirstOrDefault(fault => fault is not null);
        }

        return FaultOfObject(type, json, path);
    }

    /// <summary>
    /// Returns true for the name of an enumeration value, or for the number that ConvertTo-Json writes. The framework's converter would
    /// accept any number.
    /// </summary>
    private static bool IsDefined(Type type, JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.String => Enum.GetNames(type).Contains(json.Unicode(path), StringComparer.OrdinalIgnoreCase),
        JsonValueKind.Number => json.TryGetInt32(out var number) && Enum.IsDefined(type, number),
        _ => false,
    };

    private static string? FaultOfObject(Type type, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) return path.Length == 0 ? "it is not an object." : $"{path} is not an object.";
        var prefix = path.Length == 0 ? "" : path + ".";
        if (json.Repeated(ignoreCase: true) is { } repeated) return $"{prefix}{repeated} appears twice.";
        var members = Members.GetOrAdd(type, MembersOf);
        if (type == typeof(LambdaRoleRepairStep) && FaultOfVersion(json) is { } version) return version;
        foreach (var property in json.EnumerateObject())
        {
            if (path.Length == 0 && Labels.Contains(property.Name, StringComparer.Ordinal)) continue;
            if (members.FirstOrDefault(member => member.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase)) is not { } member)
                return $"{prefix}{property.Name} is unknown.";
            if (Fault(member.Type, member.MayBeNull, property.Value, $"{prefix}{member.Name}") is { } fault) return fault;
        }

        return members.FirstOrDefault(member =>
            (member.IsRequired || IsNeeded(type, member))
                && !json.EnumerateObject()
                    .Any(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase))) is { } missing
            ? $"{prefix}{missing.Name} is missing."
            : null;
    }

    /// <summary>
    /// The blockers of a step are part of its review. A step from which they were removed must not count as a step without blockers.
    /// </summary>
    private static bool IsNeeded(Type type, Member member) =>
        type == typeof(LambdaRoleRepairStep) && member.Name == nameof(LambdaRoleRepairStep.Blockers);

    /// <summary>A step with another version of the format can have other properties, so the version is reported first.</summary>
    private static string? FaultOfVersion(JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!property.Name.Equals(nameof(LambdaRoleRepairStep.PlanVersion), StringComparison.OrdinalIgnoreCase)) continue;
            return !property.Value.ValueKind.Equals(JsonValueKind.Number) || !property.Value.TryGetInt32(out var version)
                ? "PlanVersion is not an integer."
                : version != LambdaRoleRepairStep.CurrentVersion
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"it has PlanVersion {version}, but this module applies version {LambdaRoleRepairStep.CurrentVersion}. Plan again.")
                    : null;
        }

        return "PlanVersion is missing.";
    }

    private static IReadOnlyList<Member> MembersOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        var required = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0)
                .Select(property => new Member(
                    property.Name, property.PropertyType, nullability.Create(property).ReadState == NullabilityState.Nullable,
                    property.IsDefined(typeof(RequiredMemberAttribute)) || required.Contains(property.Name))),
        ];
    }

    /// <summary>Returns what is wrong with a step that will be applied; null if nothing is.</summary>
    private static string? FaultOf(LambdaRoleRepairStep step)
    {
        if (step.RepairId.Length == 0) return "RepairId is empty.";
        if (!step.FunctionArn.StartsWith("arn:", StringComparison.Ordinal)
            || !FunctionReference.TryParse(step.FunctionArn, out var function) || function.Qualifier is not null)
            return "FunctionArn is not a Lambda function's ARN.";
        if (function.FunctionName != step.FunctionName) return "FunctionName is not the name in FunctionArn.";
        if (function.Region != step.Region) return "Region is not the region in FunctionArn.";
        if (!Arn.TryParseRole(step.SourceRoleArn, out _)) return "SourceRoleArn is not a role's ARN.";
        if (!RoleNames.IsValid(step.TargetRoleName)) return "TargetRoleName is not a valid role name.";
        if (!RoleNames.IsValidPath(step.TargetPath)) return "TargetPath is not a valid IAM path.";
        if (!Proofs.Contains(step.Proof)) return $"Proof is not one of {string.Join(", ", Proofs)}.";
        if (step.CanApply && step.Proof != nameof(ProofOutcome.Proven))
            return $"Proof is {step.Proof}: a step that is not proven is not applied.";
        if (step.MaxSessionDuration is < 3600 or > 43200) return "MaxSessionDuration is not between 3600 and 43200.";
        if (step.PermissionsBoundaryArn is { } boundary && !Arn.TryParse(boundary, out _)) return "PermissionsBoundaryArn is not an ARN.";
        for (var i = 0; i < step.AttachedPolicyArns.Count; i++)
            if (!Arn.TryParse(step.AttachedPolicyArns[i], out _))
                return string.Create(CultureInfo.InvariantCulture, $"AttachedPolicyArns[{i}] is not an ARN.");
        for (var i = 0; i < step.CreatedPolicies.Count; i++)
            if (step.CreatedPolicies[i].PolicyName != CreatedPolicy.NameOf(step.TargetRoleName, i + 1))
                return string.Create(
                    CultureInfo.InvariantCulture, $"CreatedPolicies[{i}].PolicyName is not TargetRoleName with the number {i + 1}.");
        if (step.Strategy == RepairStrategy.Used != step.Narrowing is not null)
            return "Strategy and Narrowing do not belong together: the strategy Used, and no other, has a Narrowing.";
        if (step is { CanApply: true, Narrowing: { } narrowing })
        {
            if (narrowing.EvidenceProof != nameof(ProofOutcome.Proven))
                return $"Narrowing.EvidenceProof is {narrowing.EvidenceProof ?? "null"}: a step that is not proven is not applied.";
            if (narrowing.DaysWithRecords < narrowing.MinimumDays)
                return "Narrowing.DaysWithRecords is less than Narrowing.MinimumDays: a blocker was removed.";
        }

        return AliasPlanReading.Fault(step) ?? FaultOf(step.InlinePolicies, nameof(step.InlinePolicies))
            ?? FaultOf(step.CreatedPolicies, nameof(step.CreatedPolicies)) ?? FaultOfPolicy(step.TrustPolicy, "TrustPolicy");
    }

    private static string? FaultOf(ItemList<InlinePolicy> policies, string path)
    {
        for (var i = 0; i < policies.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (!RoleNames.IsValidPolicyName(policies[i].PolicyName)) return $"{at}.PolicyName is not a valid policy name.";
            if (FaultOfPolicy(policies[i].Document, $"{at}.Document") is { } fault) return fault;
        }

        return null;
    }

    private static string? FaultOfPolicy(string document, string path)
    {
        try
        {
            PolicyDocument.Parse(document);
            return null;
        }
        catch (PolicyFormatException e)
        {
            return $"{path} is not a policy document: {e.Message}";
        }
    }

    private sealed record Member(string Name, Type Type, bool MayBeNull, bool IsRequired);
}
