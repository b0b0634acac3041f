using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>A kind of resource whose service answers in JSON: one list, and one operation that returns the policy.</summary>
/// <param name="kind">The kind.</param>
/// <param name="service">The service that returns the policy.</param>
/// <param name="operation">The operation that returns the policy.</param>
/// <param name="call">Creates the request for a resource, from its name and ARN.</param>
internal sealed class JsonPolicySource(
    PolicyResourceKind kind, WireService service, string operation, Func<string, Arn, JsonCall> call) : PolicySource
{
    /// <summary>The list of the resources; null if each region has one resource.</summary>
    public JsonList? List { get; init; }

    /// <summary>The last part of the ARN of the only resource in a region. Null if the resources are listed.</summary>
    public string? Only { get; init; }

    /// <summary>The path to the policy in the response.</summary>
    public required IReadOnlyList<string> Document { get; init; }

    /// <summary>The path to the value that a write must repeat; null if there is none.</summary>
    public IReadOnlyList<string>? Revision { get; init; }

    /// <summary>The error codes for a resource without a policy.</summary>
    public IReadOnlyList<string> NoPolicy { get; init; } = [];

    /// <summary>Converts the policy in the response to the document.</summary>
    public Func<string, string> Convert { get; init; } = text => text;

    public override async IAsyncEnumerable<string> ListAsync(
        PolicyPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (List is null)
        {
            yield return place.ArnOf(service.SigningName, await place.AccountAsync(cancellationToken).ConfigureAwait(false), Only!);
            yield break;
        }

        var account = List.NeedsAccount ? await place.AccountAsync(cancellationToken).ConfigureAwait(false) : "";
        var walk = new ListWalk(List.Service, List.Operation, place.Region, List.PageSize);
        await foreach (var arn in PagesAsync(
            place.Client(List.Service), walk, List.Ask, body => List.Read(body, place, account), cancellationToken).ConfigureAwait(false))
            yield return arn;
    }

    public override async Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(
        PolicyPlace place, Arn arn, CancellationToken cancellationToken)
    {
        var text = arn.ToString();
        var request = call(PolicyResources.NameOf(kind, text), arn).Request(operation, $"policy of {text}");
        try
        {
            var (document, revision) = await place.Client(service).CallAsync(request, Read, cancellationToken).ConfigureAwait(false);
            return place.Record(kind, text, document, revision);
        }
        catch (AwsCallException e) when (e.ErrorCode is { } code && NoPolicy.Contains(code))
        {
            return [];
        }
    }

    private (string? Document, string? Revision) Read(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return (Find(json.RootElement, Document) is { } document ? Convert(document) : null,
            Revision is null ? null : Find(json.RootElement, Revision));
    }

    private static string? Find(JsonElement json, IReadOnlyList<string> path)
    {
        JsonElement? parent = json;
        foreach (var name in path.SkipLast(1)) parent = parent?.AnswerObject(name);
        return parent?.AnswerText(path[^1]);
    }
}
