using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.MapHost;

/// <summary>One page of a headless Chromium of its own, driven over its DevTools protocol.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _browser;
    private readonly string _profile;
    private readonly ClientWebSocket _tools = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _asked = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _sending = new(1);
    private int _lastId;

    private BrowserPage(Process browser, string profile) => (_browser, _profile) = (browser, profile);

    /// <summary>Errors that the page reported: uncaught exceptions, console errors, blocked or failed loads.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Address of every request that the page made.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts the browser at a path and opens an address.</summary>
    public static async Task<BrowserPage> Open(string chromium, Uri address, CancellationToken cancellation)
    {
        var profile = Directory.CreateTempSubdirectory("map-browser").FullName;
        var start = new ProcessStartInfo(chromium) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run", "--window-size=1400,900", $"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"])
            start.ArgumentList.Add(argument);
        var browser = Process.Start(start)!;
        browser.OutputDataReceived += static (_, _) => { };
        browser.ErrorDataReceived += static (_, _) => { };
        browser.BeginOutputReadLine();
        browser.BeginErrorReadLine();
        var page = new BrowserPage(browser, profile);
        try
        {
            await page.Connect(cancellation);
            await page.Ask("Runtime.enable", [], cancellation);
            await page.Ask("Log.enable", [], cancellation);
            await page.Ask("Network.enable", [], cancellation);
            await page.Ask("Page.enable", [], cancellation);
            await page.Navigate(address, cancellation);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens another address in the same tab.</summary>
    public Task Navigate(Uri address, CancellationToken cancellation) => Ask("Page.navigate", new JsonObject { ["url"] = address.ToString() }, cancellation);

    /// <summary>Opens everything from now on as if the browser had never seen it.</summary>
    public Task ForgetCache(CancellationToken cancellation) => Ask("Network.setCacheDisabled", new JsonObject { ["cacheDisabled"] = true }, cancellation);

    /// <summary>The value of a JavaScript expression in the page.</summary>
    public async Task<T> Evaluate<T>(string expression, CancellationToken cancellation)
    {
        var answer = await Ask("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, cancellation);
        if (answer?["exceptionDetails"] is { } wrong)
            throw new InvalidOperationException($"{expression}: {wrong.ToJsonString()}");
        return answer!["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task WaitFor(string condition, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            while (!await Evaluate<bool>($"new Promise(r => setTimeout(() => r(Boolean({condition})), 50))", patience.Token))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The page never had {condition}. It reported: {string.Join(" | ", Errors)}");
        }
    }

    /// <summary>Types a text as the user would, into what has the focus.</summary>
    public Task Type(string text, CancellationToken cancellation) => Ask("Input.insertText", new JsonObject { ["text"] = text }, cancellation);

    /// <summary>Clicks the middle of an element as the user would.</summary>
    public async Task Click(string selector, CancellationToken cancellation)
    {
        var middle = await Evaluate<double[]>(
            $"(() => {{ const b = document.querySelector('{selector}').getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()", cancellation);
        foreach (var kind in (string[])["mousePressed", "mouseReleased"])
        {
            await Ask("Input.dispatchMouseEvent", new JsonObject
            {
                ["type"] = kind, ["x"] = middle[0], ["y"] = middle[1], ["button"] = "left", ["clickCount"] = 1,
            }, cancellation);
        }
    }

    /// <summary>Takes a picture of the page as it is.</summary>
    public async Task Screenshot(string file, CancellationToken cancellation)
    {
        var answer = await Ask("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, cancellation);
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)answer!["data"]!), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _tools.Dispose();
        _browser.Kill(entireProcessTree: true);
        await _browser.WaitForExitAsync();
        _browser.Dispose();
        _sending.Dispose();
        _closed.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser still writes its profile; the system clears its temporary files.
        }
    }

    private async Task Connect(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var portFile = Path.Combine(_profile, "DevToolsActivePort");
        string[] lines = [];
        while (lines.Length < 2)
        {
            await Task.Delay(50, patience.Token);
            lines = File.Exists(portFile) ? await File.ReadAllLinesAsync(portFile, patience.Token) : [];
        }

        using var http = new HttpClient();
        var pages = await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{lines[0]}/json/list", patience.Token);
        var tools = pages!.First(page => (string?)page!["type"] == "page")!["webSocketDebuggerUrl"]!.ToString();
        await _tools.ConnectAsync(new Uri(tools), patience.Token);
        _ = Listen();
    }

    private async Task<JsonNode?> Ask(string method, JsonObject parameters, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        var message = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters });
        await _sending.WaitAsync(cancellation);
        try
        {
            await _tools.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience, cancellation);
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _tools.ReceiveAsync(buffer.AsMemory(), _closed.Token);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
        catch (Exception gone)
        {
            foreach (var waiting in _asked.Values)
                waiting.TrySetException(new InvalidOperationException("The browser is gone.", gone));
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && _asked.TryRemove((int)id, out var answer))
        {
            if (message["error"] is { } error)
                answer.TrySetException(new InvalidOperationException(error.ToJsonString()));
            else
                answer.TrySetResult(message["result"]);
            return;
        }

        var parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
                Errors.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "assert":
                Errors.Enqueue(parameters["args"]!.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] == "error":
                Errors.Enqueue(parameters["entry"]!.ToJsonString());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters!["request"]!["url"]!.ToString());
                break;
        }
    }
}
