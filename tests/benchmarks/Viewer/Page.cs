using FleetActors.Tests.Client.MapHost;

namespace FleetActors.Benchmarks.Viewer;

/// <summary>Opens the live map in a real browser.</summary>
public static class Page
{
    private const string Chromium = "/usr/bin/chromium";
    private const string Frames = "Number(document.documentElement.dataset.frames)";

    /// <summary>Takes pictures far out, nearer and near; answers the milliseconds from asking for the page to its first cars, or null without chromium.</summary>
    public static async Task<double?> Look(Uri address, string pictures, CancellationToken cancellation)
    {
        if (!File.Exists(Chromium)) return null;
        Directory.CreateDirectory(pictures);
        await using var page = await BrowserPage.Open(Chromium, address, cancellation);
        await page.WaitFor($"{Frames} >= 3", cancellation);
        var firstMs = await page.Evaluate<double>("Number(document.documentElement.dataset.firstFrameMs)", cancellation);
        await page.Screenshot(Path.Combine(pictures, "far.png"), cancellation);
        await Zoom(page, "middle.png", 4);
        await Zoom(page, "near.png", 6);
        foreach (var error in page.Errors) Console.WriteLine($"page: {error}");
        return firstMs;

        async Task Zoom(BrowserPage open, string name, int zooms)
        {
            for (var zoom = 0; zoom < zooms; zoom++) await open.Click("#zoom-in", cancellation);
            var shown = await open.Evaluate<int>(Frames, cancellation);
            await open.WaitFor($"{Frames} >= {shown + 3}", cancellation);
            await open.Screenshot(Path.Combine(pictures, name), cancellation);
        }
    }
}
