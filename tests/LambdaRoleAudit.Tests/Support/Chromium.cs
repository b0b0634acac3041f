using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// A headless Chromium that shows one page, spoken to by its DevTools protocol. Missing: a local run skips; CI requires it.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonObject> _events = [];
    private int _id;

    private Chromium(Process process, DirectoryInfo profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>What the page wrote to the console, threw, or was refused.</summary>
    public IEnumerable<string> Complaints =>
        _events.Where(message => (string?)message["method"] is "Runtime.exceptionThrown" or "Log.entryAdded" or "Runtime.consoleAPICalled")
            .Select(message => message["params"]!.ToJsonString());

    /// <summary>Addresses that the page asked for, its own excepted.</summary>
    public IEnumerable<string> Requests =>
        _events.Where(message => (string?)message["method"] == "Network.requestWillBeSent")
            .Select(message => (string)message["params"]!["request"]!["url"]!);

    /// <summary>Opens a file in a window of that size.</summary>
    public static async Task<Chromium> OpenAsync(
        string file, int width = 1280, int height = 900, bool dark = false, bool hasScript = true)
    {
        if (Find() is not { } program)
        {
            const string reason = "Chromium is needed (Debian: apt-get install chromium).";
            Assert.False(TestEnvironment.IsCi, reason);
            Assert.Skip(reason);
            throw new InvalidOperationException(reason);
        }

        var profile = Directory.CreateTempSubdirectory("lra-chromium-");
        var start = new ProcessStartInfo(
            program,
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
                "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", $"--window-size={width},{height}", "about:blank"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true
        };
        var chromium = new Chromium(Process.Start(start)!, profile);
        var address = "";
        while (await chromium._process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("DevTools listening on ", StringComparison.Ordinal)) continue;
            address = line["DevTools listening on ".Length..];
            break;
        }

        _ = chromium._process.StandardError.ReadToEndAsync();
        _ = chromium._process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient();
        var targets = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://{new Uri(address).Authority}/json/list")))!.AsArray();
        await chromium._socket.ConnectAsync(
            new Uri((string)targets.Single(target => (string?)target!["type"] == "page")!["webSocketDebuggerUrl"]!), default);
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" }) await chromium.SendAsync($"{domain}.enable");
        await chromium.SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 700 });
        await chromium.SendAsync(
            "Emulation.setEmulatedMedia",
            new { features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } } });
        if (!hasScript) await chromium.SendAsync("Emulation.setScriptExecutionDisabled", new { value = true });
        await chromium.SendAsync("Page.navigate", new { url = new Uri(file).AbsoluteUri });
        await chromium.WaitAsync("Page.loadEventFired");
        return chromium;
    }

    /// <summary>The value of an expression in the page; promises are waited for.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.True(answer["exceptionDetails"] is null, answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>Presses keys, as a person does.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            var code = key switch { "Tab" => 9, "Enter" => 13, " " => 32, _ => 0 };
            await SendAsync(
                "Input.dispatchKeyEvent",
                new
                {
                    type = "keyDown", key, code = key, windowsVirtualKeyCode = code,
                    text = key == "Enter" ? "\r" : key == " " ? " " : code == 0 ? key : ""
                });
            await SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
        }
    }

    /// <summary>A picture of the page, whole.</summary>
    public async Task ScreenshotAsync(string file)
    {
        var picture = await SendAsync("Page.captureScreenshot", new { format = "png", captureBeyondViewport = false });
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)picture["data"]!));
    }

    /// <summary>Lays the page out as it is on paper.</summary>
    public Task EmulatePrintAsync() => SendAsync("Emulation.setEmulatedMedia", new { media = "print" });

    /// <summary>The page as it would be printed.</summary>
    public async Task PrintAsync(string file)
    {
        var paper = await SendAsync("Page.printToPDF", new { printBackground = true });
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)paper["data"]!));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (var tries = 0; ; tries++)
        {
            try
            {
                _profile.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                // A helper process of it still writes.
                await Task.Delay(50);
            }
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private async Task<JsonObject> SendAsync(string method, object? parameters = null)
    {
        var id = ++_id;
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } }), WebSocketMessageType.Text,
            endOfMessage: true, default);
        while (true)
        {
            var message = await ReceiveAsync();
            if ((int?)message["id"] != id) _events.Add(message);
            else if (message["error"] is { } error) throw new InvalidOperationException($"{method}: {error}");
            else return message["result"]!.AsObject();
        }
    }

    private async Task WaitAsync(string method)
    {
        while (!_events.Exists(message => (string?)message["method"] == method)) _events.Add(await ReceiveAsync());
    }

    private async Task<JsonObject> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, patience.Token);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(Encoding.UTF8.GetString(text.ToArray()))!.AsObject();
        }
    }
}
