using System.Runtime.CompilerServices;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>Reads the pages of a list, smaller ones if a page is too large.</summary>
internal static class WirePages
{
    /// <summary>Returns the pages.</summary>
    /// <param name="client">The client.</param>
    /// <param name="walk">The walk, at its start.</param>
    /// <param name="ask">Creates the request for the page of the walk.</param>
    /// <param name="read">Reads a page.</param>
    /// <param name="look">Returns what identifies the first item of a page, and the marker of the next page; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the operation at once.</param>
    /// <exception cref="AwsCallException">A page could not be read. The pages before it were returned.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        WireClient client, ListWalk walk, Func<ListWalk, WireRequest> ask, Func<Stream, T> read,
        Func<T, (string? First, string? Next)> look, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await PageAsync().ConfigureAwait(false);
            var (first, next) = look(page);
            yield return page;
            if (next is null) yield break;
            walk.Saw(first);
            walk.GoOn(next);
        }

        async Task<T> PageAsync()
        {
            while (true)
            {
                try
                {
                    return await client.CallAsync(ask(walk), read, cancellationToken).ConfigureAwait(false);
                }
                catch (AwsCallException e) when (walk.CanBeSmaller(e))
                {
                }
            }
        }
    }
}
