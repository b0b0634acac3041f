using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>moto, an AWS emulator that we did not write, as a server on loopback.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly Process _process;

    private MotoServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<MotoServer> StartAsync()
    {
        await Python.RequireAsync();
        var port = FreePort();
        var process = Programs.Start(
            "python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", $"{port}"],
            new Dictionary<string, string?> { ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true" });
        // Read away what it logs, or it stops when the pipe is full.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var url = new Uri($"http://127.0.0.1:{port}/");
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(url, "moto-api/"), patience.Token);
                return new MotoServer(process, url);
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    /// <summary>Empties it.</summary>
    public async Task ResetAsync()
    {
        using var client = new HttpClient();
        (await client.PostAsync(new Uri(Url, "moto-api/reset"), null)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
