using System.Text.Json;

namespace LambdaRoleAudit.Templates;

/// <summary>
/// Finds where a value comes from that a plan does not know, from the references of its expression. Terraform's JSON lists the references
/// and not the expression. So what is known already is left out: in <c>var.create ? aws_iam_role.r[0].arn : var.role</c>, if the variables
/// are known, the value can only come from the role. If one origin remains, it is the one; if several remain, it cannot be determined.
/// </summary>
/// <remarks>See "JSON Output Format", "Expression Representation", on developer.hashicorp.com.</remarks>
/// <param name="resources">The resources of the plan.</param>
internal sealed class TerraformOrigins(TerraformResources resources)
{
    private const int MostLevels = 40;
    private const int MostReferences = 2_000;

    /// <summary>The references that are left for one attribute: modules can pass values on in more ways than there is time for.</summary>
    private int _left;

    /// <summary>Finds where the value of an attribute comes from.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="attribute">The attribute, whose value is not known.</param>
    public TerraformOrigin Of(TerraformResource resource, string attribute) =>
        One(All(resource, attribute), $"{resource.Address}.{attribute}");

    /// <summary>Finds all places that the value of an attribute comes from, for a list.</summary>
    public IReadOnlyList<TerraformOrigin> All(TerraformResource resource, string attribute) =>
        All(resource, resource.Expression(attribute));

    /// <summary>Finds all places that the value of an expression comes from.</summary>
    public IReadOnlyList<TerraformOrigin> All(TerraformResource resource, JsonElement expression)
    {
        _left = MostReferences;
        var forEach = TerraformJson.Of(resource.Configuration, "for_each_expression");
        return OfExpression(expression, new(resource.Scope, resource.Index, forEach, 0));
    }

    /// <summary>The place of an expression.</summary>
    /// <param name="Scope">The module.</param>
    /// <param name="Index">The index of the instance that the expression is evaluated for.</param>
    /// <param name="ForEach">The expression of <c>for_each</c>.</param>
    /// <param name="Level">The number of modules that were passed.</param>
    private readonly record struct Place(TerraformScope Scope, string Index, JsonElement ForEach, int Level);

    private static TerraformOrigin One(IReadOnlyList<TerraformOrigin> origins, string what)
    {
        if (origins.FirstOrDefault(origin => origin.Reason is not null) is { } unknown) return unknown;
        return origins.Count switch
        {
            1 => origins[0],
            0 => TerraformOrigin.Unknown($"{what} is not known before the plan is applied, and nothing in its expression says why."),
            _ => TerraformOrigin.Unknown(
                $"{what} depends on several values: {string.Join(", ", origins.Select(one => one.Resource?.Address ?? one.Imported))}."),
        };
    }

    private IReadOnlyList<TerraformOrigin> OfExpression(JsonElement expression, in Place place)
    {
        if (place.Level > MostLevels || _left <= 0) return [TerraformOrigin.Unknown("The modules pass the value on in too many ways.")];
        var references = TerraformSteps.Longest(TerraformJson.Texts(TerraformJson.Of(expression, "references")));
        var byIndex = references.Any(steps => IsOwnIndex(steps)) ? place.Index : "";
        var others = references.Count(steps => !IsOwnIndex(steps));
        var origins = new List<TerraformOrigin>();
        _left -= references.Count;
        foreach (var steps in references)
            origins.AddRange(OfReference(steps, byIndex, others == 1, place));
        return origins.DistinctBy(origin => origin.Identity).ToList();
    }

    private static bool IsOwnIndex(IReadOnlyList<string> steps) => steps is ["each", "key"] or ["count", "index"];

    private IEnumerable<TerraformOrigin> OfReference(
        IReadOnlyList<string> steps, string byIndex, bool isAlone, in Place place) => steps switch
        {
            ["each", "value", ..] => OfEachValue(place),
            ["each" or "count" or "path" or "terraform" or "tofu" or "self", ..] => [],
            ["var", var name, ..] => OfVariable(name, place),
            ["local", var name, ..] => [TerraformOrigin.Unknown(
            $"It comes from the local value local.{name}, and the JSON of a plan does not contain local values. Read the folder of .tf "
            + "files.")],
            ["module", var name, ..] => OfOutput(name, steps.Skip(2).ToList(), byIndex, place),
            ["data", var type, var name, ..] => OfResource($"data.{type}.{name}", type, steps.Skip(3).ToList(), byIndex, isAlone, place),
            [var type, var name, ..] => OfResource($"{type}.{name}", type, steps.Skip(2).ToList(), byIndex, isAlone, place),
            _ => [TerraformOrigin.Unknown($"The reference {string.Join('.', steps)} is not understood.")],
        };

    private IEnumerable<TerraformOrigin> OfEachValue(in Place place)
    {
        var references = TerraformSteps.Longest(TerraformJson.Texts(TerraformJson.Of(place.ForEach, "references")));
        // for_each = aws_iam_role.r: each instance has the role with its own key.
        return references is [[not ("var" or "local" or "module" or "data" or "each"), _]]
            ? OfResource(string.Join('.', references[0]), references[0][0], [], place.Index, true, place)
            : OfExpression(place.ForEach, place with { Level = place.Level + 1, ForEach = default });
    }

    private IEnumerable<TerraformOrigin> OfVariable(string name, in Place place)
    {
        // The variables of the root module are known in every plan.
        if (place.Scope.Parent is not { } parent) return [];
        var expression = TerraformJson.At(place.Scope.Call, "expressions", name);
        var forEach = TerraformJson.Of(place.Scope.Call, "for_each_expression");
        return OfExpression(expression, new(parent, place.Scope.Index, forEach, place.Level + 1));
    }

    private IEnumerable<TerraformOrigin> OfOutput(string module, List<string> rest, string byIndex, in Place place)
    {
        var isDynamic = rest.Count == 0;
        var index = isDynamic ? byIndex : "";
        if (rest.Count > 0 && TerraformSteps.IsIndex(rest[0])) (index, rest) = (rest[0], rest.Skip(1).ToList());
        var child = place.Scope.Child(module, index);
        var outputs = TerraformJson.Of(child.Module, "outputs");
        var inside = new Place(child, rest.LastOrDefault(TerraformSteps.IsIndex) ?? "", default, place.Level + 1);
        if (rest.Count > 0) return OfExpression(TerraformJson.At(outputs, rest[0], "expression"), inside);
        if (index.Length == 0)
            return [TerraformOrigin.Unknown($"It comes from module.{module}, and the plan does not say from which of its instances.")];
        // module.m[each.key].output: the output is not named. It is known only if the module's outputs lead to one role.
        return RolesOnly(TerraformJson.Properties(outputs)
            .SelectMany(output => OfExpression(TerraformJson.Of(output.Value, "expression"), inside)), $"module.{module}");
    }

    private static List<TerraformOrigin> RolesOnly(IEnumerable<TerraformOrigin> origins, string module)
    {
        var roles = origins.Where(one => one.Imported is null && one.Resource?.Type is null or "aws_iam_role")
            .DistinctBy(one => one.Identity).ToList();
        return roles.Count > 0 ? roles : [TerraformOrigin.Unknown($"It comes from {module}, and none of its outputs leads to a role.")];
    }

    private IEnumerable<TerraformOrigin> OfResource(
        string localAddress, string type, List<string> rest, string byIndex, bool isAlone, in Place place)
    {
        var instances = resources.Named(place.Scope, localAddress);
        // Without an instance, it gives nothing: count is 0, or the data source has been read already.
        if (instances.Count == 0) return [];
        var index = rest.Count > 0 && TerraformSteps.IsIndex(rest[0]) ? rest[0] : null;
        var attribute = rest.Skip(index is null ? 0 : 1).FirstOrDefault();
        index ??= attribute is not null ? "" : byIndex.Length > 0 ? byIndex : null;
        var address = place.Scope.Prefix + localAddress;
        var found = instances.Count == 1 && index is null ? instances[0] : instances.FirstOrDefault(one => one.Index == index);
        if (found is not null) return Found(found, attribute, isAlone);
        // An instance that is named and does not exist gives nothing. If its key is computed, it can be another one.
        return index is not null && attribute is not null
            ? []
            : [TerraformOrigin.Unknown($"It comes from one of the instances of {address}; the plan does not say which.")];
    }

    private static IEnumerable<TerraformOrigin> Found(TerraformResource found, string? attribute, bool isAlone)
    {
        if (attribute is not null && TerraformJson.IsThere(TerraformJson.Of(found.Values, attribute))) return [];
        if (found is { Type: "aws_iam_role" or "aws_iam_policy", IsData: false }) return [new(found, Attribute: attribute)];
        // The condition of an expression can be unknown, too. Only if there is nothing else, the value is the resource's.
        return isAlone && attribute is not null
            ? [new(Imported: $"{found.Address}.{attribute}", Attribute: attribute)]
            : [TerraformOrigin.Unknown($"It depends on {found.Address}, which is not known before the plan is applied.")];
    }
}
