using FleetActors.Tests.Client.MapHost;

namespace FleetActors.Benchmarks.Viewer;

/// <summary>Opens the live map in a real browser.</summary>
public static class Page
{
    private const string Chromium = "/usr/bin/chromium";
    private const string FirstFrame = "Number(document.documentElement.dataset.firstFrameMs)";
    private const string Frames = "Number(document.documentElement.dataset.frames)";

    /// <summary>How often the page is opened in a browser that runs; the median is quoted.</summary>
    private const int Openings = 5;

    private static readonly Uri Blank = new("about:blank");

    /// <summary>
    /// Takes pictures far out, nearer and near; answers the milliseconds from asking for the page to its first cars on screen: in
    /// a browser that has just been started, and in one that shows an empty tab and has nothing of the page in its cache.
    /// Null without chromium.
    /// </summary>
    public static async Task<(double ColdMs, double RunningMs)?> Look(Uri address, string pictures, CancellationToken cancellation)
    {
        if (!File.Exists(Chromium)) return null;
        Directory.CreateDirectory(pictures);
        await using var page = await BrowserPage.Open(Chromium, address, cancellation);
        await page.WaitFor($"{Frames} >= 3", cancellation);
        var coldMs = await page.Evaluate<double>(FirstFrame, cancellation);
        await page.ForgetCache(cancellation);
        List<double> runningMs = [];
        while (runningMs.Count < Openings)
        {
            await page.Navigate(Blank, cancellation);
            await page.WaitFor("location.href === 'about:blank' && document.readyState === 'complete'", cancellation);
            await page.Navigate(address, cancellation);
            await page.WaitFor($"location.href !== 'about:blank' && {Frames} >= 2 && {FirstFrame} > 0", cancellation);
            runningMs.Add(await page.Evaluate<double>(FirstFrame, cancellation));
        }
        Console.WriteLine($"first cars on screen after {string.Join(", ", runningMs)} ms in a browser that runs, {coldMs} ms in one that starts");
        await page.Screenshot(Path.Combine(pictures, "far.png"), cancellation);
        await Zoom(page, "middle.png", 4);
        await Zoom(page, "near.png", 6);
        foreach (var error in page.Errors.Where(error => !error.Contains("/v1/kpis", StringComparison.Ordinal))) Console.WriteLine($"page: {error}");
        return (coldMs, runningMs.Order().ElementAt(Openings / 2));

        async Task Zoom(BrowserPage open, string name, int zooms)
        {
            for (var zoom = 0; zoom < zooms; zoom++) await open.Click("#zoom-in", cancellation);
            var shown = await open.Evaluate<int>(Frames, cancellation);
            await open.WaitFor($"{Frames} >= {shown + 3}", cancellation);
            await open.Screenshot(Path.Combine(pictures, name), cancellation);
        }
    }
}
