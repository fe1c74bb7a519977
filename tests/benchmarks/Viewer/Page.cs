using FleetActors.Tests.Client.MapHost;

namespace FleetActors.Benchmarks.Viewer;

/// <summary>Opens the live map in a real browser.</summary>
public static class Page
{
    private const string Chromium = "/usr/bin/chromium";
    private const string FirstFrame = "Number(document.documentElement.dataset.firstFrameMs)";
    private const string Frames = "Number(document.documentElement.dataset.frames)";

    /// <summary>
    /// Takes pictures far out, nearer and near; answers the milliseconds from asking for the page to its first cars, in a browser
    /// that has just started and in one that runs. Null without chromium.
    /// </summary>
    public static async Task<(double ColdMs, double WarmMs)?> Look(Uri address, string pictures, CancellationToken cancellation)
    {
        if (!File.Exists(Chromium)) return null;
        Directory.CreateDirectory(pictures);
        await using var page = await BrowserPage.Open(Chromium, address, cancellation);
        await page.WaitFor($"{Frames} >= 3", cancellation);
        var coldMs = await page.Evaluate<double>(FirstFrame, cancellation);
        await page.Evaluate<bool>("(window.isOld = true, setTimeout(() => location.reload()), true)", cancellation);
        await page.WaitFor($"!window.isOld && {Frames} >= 3", cancellation);
        var warmMs = await page.Evaluate<double>(FirstFrame, cancellation);
        await page.Screenshot(Path.Combine(pictures, "far.png"), cancellation);
        await Zoom(page, "middle.png", 4);
        await Zoom(page, "near.png", 6);
        foreach (var error in page.Errors.Where(error => !error.Contains("/v1/kpis", StringComparison.Ordinal))) Console.WriteLine($"page: {error}");
        return (coldMs, warmMs);

        async Task Zoom(BrowserPage open, string name, int zooms)
        {
            for (var zoom = 0; zoom < zooms; zoom++) await open.Click("#zoom-in", cancellation);
            var shown = await open.Evaluate<int>(Frames, cancellation);
            await open.WaitFor($"{Frames} >= {shown + 3}", cancellation);
            await open.Screenshot(Path.Combine(pictures, name), cancellation);
        }
    }
}
