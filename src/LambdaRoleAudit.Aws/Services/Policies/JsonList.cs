using System.Globalization;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>A list of resources, as a service's model describes it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Items">The field with the resources.</param>
/// <param name="ArnOf">Returns the ARN of an item; null to omit the item.</param>
internal sealed record JsonList(
    WireService Service, string Operation, string Items, Func<JsonElement, PolicyPlace, string, string?> ArnOf)
{
    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The path.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The field with the marker of the next page.</summary>
    public string Token { get; init; } = "NextToken";

    /// <summary>The parameter for the marker, if it has another name than the field.</summary>
    public string? TokenParameter { get; init; }

    /// <summary>The parameter for the size of a page; null if there is none.</summary>
    public string? Size { get; init; } = "MaxResults";

    /// <summary>The size of a page.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>True if the parameters are in the query string.</summary>
    public bool IsQuery { get; init; }

    /// <summary>True if the ARN of an item needs the id of the account, because the service returns only names.</summary>
    public bool NeedsAccount { get; init; }

    /// <summary>Returns the request for the next page.</summary>
    public WireRequest Ask(ListWalk walk)
    {
        var purpose = FormattableString.Invariant($"list of {Items}, page {walk.Page}");
        var parameters = new Dictionary<string, object>();
        if (Size is not null) parameters[Size] = int.Parse(walk.PageSize, CultureInfo.InvariantCulture);
        if (walk.Marker is { } marker) parameters[TokenParameter ?? Token] = marker;
        return IsQuery
            ? new JsonCall(null, Method, Path)
            {
                Query = parameters.ToDictionary(
                    one => one.Key, one => Convert.ToString(one.Value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal),
            }.Request(Operation, purpose)
            : new JsonCall(Method == "GET" ? null : parameters, Method, Path).Request(Operation, purpose);
    }

    /// <summary>Reads a page. Some services omit an empty list.</summary>
    public (List<string> Arns, string? Next) Read(Stream body, PolicyPlace place, string account)
    {
        using var json = AnswerJson.Parse(body);
        var arns = json.RootElement.AnswerItems(Items).Select(item => ArnOf(item, place, account)).OfType<string>().ToList();
        return (arns, json.RootElement.AnswerText(Token));
    }
}
