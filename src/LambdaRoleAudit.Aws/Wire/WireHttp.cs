using System.Buffers;
using System.Net.Http;
using Amazon.Runtime;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The HTTP side of every client of the process: one pool of connections, reused from region to region and command to
/// command. Each answer is read whole, asynchronously, into a pooled buffer before the SDK parses it: its parsers read
/// synchronously, and 17 regions that block a thread each would starve the pool. So the time-out holds for the whole answer,
/// not for its headers alone, and no more of it is read than its operation's bound.
/// </summary>
internal sealed class WireHttp : HttpClientFactory, IDisposable
{
    private static readonly SocketsHttpHandler Connections = new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        // Nobody traces these calls: no Activity for each.
        ActivityHeadersPropagator = null,
    };

    // The SDK makes the HTTP request, and has no place in it for us: what it is for goes along with the call.
    private static readonly AsyncLocal<AnswerBound?> Expected = new();

    private readonly HttpClient _client;

    public WireHttp(TimeSpan timeout) =>
        _client = new HttpClient(new WholeBodyHandler(Connections), disposeHandler: false) { Timeout = timeout };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <summary>Says how large the answer to what this call sends can be.</summary>
    public static void Expect(AnswerBound bound) => Expected.Value = bound;

    public void Dispose() => _client.Dispose();

    private sealed class WholeBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                // Of an error its beginning is enough: a proxy's page may be of any length.
                response.Content = response.IsSuccessStatusCode
                    ? await WholeBody.ReadAsync(
                        response.Content, Expected.Value?.Bytes ?? AnswerBound.CredentialBytes, isCut: false, cancellationToken)
                        .ConfigureAwait(false)
                    : await WholeBody.ReadAsync(response.Content, AnswerBound.ErrorBytes, isCut: true, cancellationToken)
                        .ConfigureAwait(false);
                return response;
            }
            catch (OperationCanceledException e)
            {
                // It came, and did not end: asked again, it would cost the whole time once more.
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

    /// <summary>A body that is in memory, in a buffer that goes back to its pool.</summary>
    private sealed class WholeBody : HttpContent
    {
        private const int FirstGuess = 16 * 1024;

        // As many pages are under way as there are regions: more than the shared pool keeps for two processors.
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
        /// <param name="most">How much of it to read.</param>
        /// <param name="isCut">What is behind that does not matter.</param>
        /// <param name="cancellationToken">Ends it at once.</param>
        /// <exception cref="LargeAnswerException">It is longer than that.</exception>
        public static async Task<WholeBody> ReadAsync(HttpContent content, int most, bool isCut, CancellationToken cancellationToken)
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
