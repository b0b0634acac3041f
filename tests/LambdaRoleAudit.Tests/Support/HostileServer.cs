using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// An endpoint that answers as it is told, byte by byte, as no HTTP server would: on a bare socket, so that what the client
/// took before it hung up can be counted.
/// </summary>
public sealed partial class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HostileRequest, HostileAnswer> _answer;
    private readonly Task _accepting;
    private long _sent;
    private int _number;

    private HostileServer(Func<HostileRequest, HostileAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>The bodies' bytes that were handed to the network.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public ConcurrentQueue<HostileRequest> Requests { get; } = [];

    public static HostileServer Start(Func<HostileRequest, HostileAnswer> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.SendBufferSize = 64 * 1024;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await ReadRequestAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                var answer = _answer(request);
                var length = answer.Length is { } known ? $"Content-Length: {known}\r\n" : "Connection: close\r\n";
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} OK\r\n{length}{answer.Headers}\r\n"), _stop.Token);
                foreach (var piece in answer.Pieces)
                {
                    await stream.WriteAsync(piece, _stop.Token);
                    Interlocked.Add(ref _sent, piece.Length);
                    if (answer.Pause > TimeSpan.Zero) await Task.Delay(answer.Pause, _stop.Token);
                }

                if (answer.Length is null) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client hung up, which is what it should do; or the test is over.
        }
    }

    private async Task<HostileRequest?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        var text = head.ToString();
        var length = ContentLength().Match(text) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new HostileRequest(Interlocked.Increment(ref _number), text.Split("\r\n")[0], Encoding.UTF8.GetString(body));
    }

    [GeneratedRegex(@"\r\nContent-Length: (\d+)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}

/// <summary>A request that came.</summary>
/// <param name="Number">Which of all.</param>
/// <param name="Line">Its first line.</param>
/// <param name="Body">Its body.</param>
public sealed record HostileRequest(int Number, string Line, string Body)
{
    /// <summary>The operation of the Query protocol; empty where it is none.</summary>
    public string Action => Body.Split('&').FirstOrDefault(part => part.StartsWith("Action=", StringComparison.Ordinal))?[7..] ?? "";
}

/// <summary>What to answer.</summary>
/// <param name="Pieces">The body.</param>
/// <param name="Length">What Content-Length says; null for a body that ends with the connection.</param>
public sealed record HostileAnswer(IEnumerable<byte[]> Pieces, long? Length)
{
    public int Status { get; init; } = 200;

    /// <summary>More headers, each with its line's end.</summary>
    public string Headers { get; init; } = "";

    public TimeSpan Pause { get; init; }

    public static HostileAnswer Of(byte[] body) => new([body], body.Length);

    public static HostileAnswer Of(string body) => Of(Encoding.UTF8.GetBytes(body));

    /// <summary>A text that repeats for a gigabyte.</summary>
    public static HostileAnswer Gigabyte(string start, string unit, bool isLengthTold)
    {
        const long length = 1L << 30;
        return new HostileAnswer(Pieces(), isLengthTold ? length : null);

        IEnumerable<byte[]> Pieces()
        {
            var first = Encoding.UTF8.GetBytes(start);
            yield return first;
            var more = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 64 * 1024 / unit.Length)));
            for (long sent = first.Length; sent < length; sent += more.Length)
                yield return sent + more.Length <= length ? more : more[..(int)(length - sent)];
        }
    }

    /// <summary>The headers at once, and then a byte now and then.</summary>
    public static HostileAnswer Drip() =>
        new(Enumerable.Repeat(" "u8.ToArray(), int.MaxValue), 4000) { Pause = TimeSpan.FromMilliseconds(20) };
}
