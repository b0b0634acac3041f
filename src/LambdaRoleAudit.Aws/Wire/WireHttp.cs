using System.Buffers;
using System.Net.Http;
using Amazon.Runtime;

namespace LambdaRoleAudit.Aws.Wire;

/// <summary>
/// The HTTP side of every client of the process: one pool of connections, reused from region to region and command to
/// command. Each answer is read whole, asynchronously, into a pooled buffer before the SDK parses it: its parsers read
/// synchronously, and 17 regions that block a thread each would starve the pool.
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

    private readonly HttpClient _client;

    public WireHttp(TimeSpan timeout) =>
        _client = new HttpClient(new WholeBodyHandler(Connections), disposeHandler: false) { Timeout = timeout };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    private sealed class WholeBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                response.Content = await WholeBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
                return response;
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

        public static async Task<WholeBody> ReadAsync(HttpContent content, CancellationToken cancellationToken)
        {
            using (content)
            {
                var buffer = Buffers.Rent((int)Math.Min(content.Headers.ContentLength + 1 ?? FirstGuess, 1 << 26));
                var length = 0;
                try
                {
                    var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                    while (true)
                    {
                        if (length == buffer.Length) buffer = Grow(buffer, length);
                        var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                        if (read == 0) break;
                        length += read;
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

        private Stream Open() => new MemoryStream(_buffer ?? throw new ObjectDisposedException(nameof(WholeBody)), 0, _length, writable: false, publiclyVisible: true);

        private static byte[] Grow(byte[] buffer, int length)
        {
            var larger = Buffers.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            Buffers.Return(buffer);
            return larger;
        }
    }
}
