using System.Runtime.CompilerServices;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services.Policies;

/// <summary>Reads the policies of one kind of resource.</summary>
internal abstract class PolicySource
{
    /// <summary>Returns the ARNs of all resources of the kind in a region.</summary>
    public abstract IAsyncEnumerable<string> ListAsync(PolicyPlace place, CancellationToken cancellationToken);

    /// <summary>Returns the policies of a resource; empty if the resource has none.</summary>
    public abstract Task<IReadOnlyList<ResourcePolicyRecord>> ReadAsync(PolicyPlace place, Arn arn, CancellationToken cancellationToken);

    /// <summary>Reads a list, page by page.</summary>
    /// <param name="client">The client.</param>
    /// <param name="walk">The progress.</param>
    /// <param name="ask">Creates the request for the page of the walk.</param>
    /// <param name="read">Returns the items of a page, and the marker of the next page.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    protected static async IAsyncEnumerable<T> PagesAsync<T>(
        WireClient client, ListWalk walk, Func<ListWalk, WireRequest> ask, Func<Stream, (List<T> Items, string? Next)> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = WirePages.ReadAsync(
            client, walk, ask, read,
            page => (page.Items is [var first, ..] ? first?.ToString() : null, string.IsNullOrEmpty(page.Next) ? null : page.Next),
            cancellationToken);
        await foreach (var (items, _) in pages.ConfigureAwait(false))
            foreach (var item in items) yield return item;
    }
}
