using System.Buffers;
using System.Net.Http;
using Amazon.Runtime;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The HTTP client of the process: one connection pool, reused across regions and commands. Each response is read completely and
/// asynchronously into a pooled buffer before the SDK parses it, because the SDK's parsers read synchronously, and 17 regions that block a
/// thread each would starve the thread pool. So the timeout applies to the entire response, not only to its headers, and no more of it is
/// read than its operation's limit.
/// </summary>
internal sealed class WireHttp : HttpClientFactory, IDisposable
{
    private static readonly SocketsHttpHandler Connections = new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        // Nobody traces these calls, so no Activity is created for each.
        ActivityHeadersPropagator = null,
    };

    // The SDK creates the HTTP request and has no place for additional data, so the purpose is passed along with the call.
    private static readonly AsyncLocal<AnswerBound?> Expected = new();

    private readonly HttpClient _client;

    /// <summary>Creates the client of a session.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="isPerRead">True if the time limit starts again with each part of a response that arrives: a file may take longer than a
    /// short answer, but not if nothing arrives.</param>
    public WireHttp(TimeSpan timeout, bool isPerRead = false) =>
        _client = new HttpClient(new WholeBodyHandler(Connections, isPerRead ? timeout : null), disposeHandler: false)
        {
            Timeout = isPerRead ? Timeout.InfiniteTimeSpan : timeout,
        };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <summary>Sets the maximum size of the response to this call.</summary>
    public static void Expect(AnswerBound bound) => Expected.Value = bound;

    public void Dispose() => _client.Dispose();

    private sealed class WholeBodyHandler(HttpMessageHandler inner, TimeSpan? perRead) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (perRead is not { } limit) return await SendAsync(request, static () => { }, cancellationToken).ConfigureAwait(false);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(limit);
            try
            {
                return await SendAsync(request, () => patience.CancelAfter(limit), patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TaskCanceledException(e.Message, new TimeoutException(e.Message, e));
            }
        }

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Action onRead, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            onRead();
            try
            {
                // For an error, the beginning is enough: a proxy's page can have any length.
                response.Content = response.IsSuccessStatusCode
                    ? await WholeBody.ReadAsync(
                        response.Content, Expected.Value?.Bytes ?? AnswerBound.CredentialBytes, isCut: false, onRead, cancellationToken)
                        .ConfigureAwait(false)
                    : await WholeBody.ReadAsync(response.Content, AnswerBound.ErrorBytes, isCut: true, onRead, cancellationToken)
                        .ConfigureAwait(false);
                return response;
            }
            catch (OperationCanceledException e)
            {
                // The response began but did not end. A retry would take the entire timeout again.
                response.Dispose();
                throw new SilentEndpointException(e);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    /// <summary>A body in memory, in a buffer that is returned to its pool.</summary>
    private sealed class WholeBody : HttpContent
    {
        private const int FirstGuess = 16 * 1024;

        // As many pages are in progress as there are regions, which is more than the shared pool keeps for two processors.
        private static readonly ArrayPool<byte> Buffers = ArrayPool<byte>.Create(maxArrayLength: 1 << 20, maxArraysPerBucket: 64);

        private readonly int _length;
        private byte[]? _buffer;

        private WholeBody(byte[] buffer, int length)
        {
            _buffer = buffer;
            _length = length;
        }

        /// <summary>Reads a body.</summary>
        /// <param name="content">The body.</param>
        /// <param name="most">The number of bytes to read.</param>
        /// <param name="isCut">True if anything beyond the limit can be ignored.</param>
        /// <param name="onRead">Called when a part has arrived.</param>
        /// <param name="cancellationToken">Cancels the operation at once.</param>
        /// <exception cref="LargeAnswerException">The body is longer than the limit.</exception>
        public static async Task<WholeBody> ReadAsync(
            HttpContent content, int most, bool isCut, Action onRead, CancellationToken cancellationToken)
        {
            using (content)
            {
                if (content.Headers.ContentLength > most && !isCut) throw new LargeAnswerException(most);
                // One byte more, which shows that there is more.
                var buffer = Buffers.Rent((int)Math.Min(content.Headers.ContentLength ?? FirstGuess, most) + 1);
                var length = 0;
                try
                {
                    var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                    while (true)
                    {
                        if (length == buffer.Length) buffer = Grow(buffer, length, most + 1);
                        var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                        if (read == 0) break;
                        onRead();
                        length += read;
                        if (length <= most) continue;
                        if (!isCut) throw new LargeAnswerException(most);
                        length = most;
                        break;
                    }
                }
                catch
                {
                    Buffers.Return(buffer);
                    throw;
                }

                var whole = new WholeBody(buffer, length);
                foreach (var (name, values) in content.Headers) whole.Headers.TryAddWithoutValidation(name, values);
                return whole;
            }
        }

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open();

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(Open());

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            stream.WriteAsync(_buffer!, 0, _length);

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer) Buffers.Return(buffer);
            base.Dispose(disposing);
        }

        private Stream Open() =>
            new MemoryStream(
                _buffer ?? throw new ObjectDisposedException(nameof(WholeBody)), 0, _length, writable: false, publiclyVisible: true);

        private static byte[] Grow(byte[] buffer, int length, int most)
        {
            var larger = Buffers.Rent(Math.Min(buffer.Length * 2, most));
            buffer.AsSpan(0, length).CopyTo(larger);
            Buffers.Return(buffer);
            return larger;
        }
    }
}
