using FleetActors.Tests.Client.MapHost;
using FleetActors.Tests.House;

namespace FleetActors.Tests.Client.Map;

/// <summary>The page in a real browser.</summary>
public sealed class LiveMapBrowserTests
{
    private const int Cars = 10_000;

    [Fact]
    public async Task The_page_counts_the_cars_finds_one_and_locks_it_without_an_error_or_a_request_to_elsewhere()
    {
        var chromium = Require.Program("chromium");
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await MapTestHost.Start(Cars, new RealTime());
        await using var page = await BrowserPage.Open(chromium, host.Address, cancellation);

        await page.WaitFor("Number(document.documentElement.dataset.frames) >= 2", cancellation);
        Assert.Equal("Synthetic City", await page.Evaluate<string>("document.getElementById('place').textContent", cancellation));
        Assert.Equal(Cars, await page.Evaluate<int>(
            "[...document.querySelectorAll('#legend .count')].reduce((sum, row) => sum + Number(row.textContent.replaceAll(/\\D/g, '')), 0)", cancellation));
        Assert.Equal(7, await page.Evaluate<int>("document.querySelectorAll('#legend button').length", cancellation));
        Assert.True(await page.Evaluate<int>(PaintedPixels, cancellation) > 1_000, "The cars' canvas is empty.");

        await page.Click("#search", cancellation);
        await page.Type(AnimatedFleet.PlateOf(1_234), cancellation);
        await page.WaitFor("document.querySelector('#found [role=option]')", cancellation);
        await page.Click("#found [role=option]", cancellation);
        await page.WaitFor("!document.getElementById('panel').hidden", cancellation);
        Assert.Equal(AnimatedFleet.PlateOf(1_234), await page.Evaluate<string>("document.querySelector('#panel h2').textContent", cancellation));

        await page.Click("[data-command=lock]", cancellation);
        await page.WaitFor("document.querySelector('.commands li.acknowledged')", cancellation);
        Assert.Equal((AnimatedFleet.IdOf(1_234).Value, "lock"), Assert.Single(host.Commands));

        Assert.Empty(page.Errors);
        Assert.All(page.Requests, request => Assert.StartsWith(host.Address.ToString(), request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_switched_off_in_the_legend_is_not_drawn()
    {
        var chromium = Require.Program("chromium");
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await MapTestHost.Start(Cars, new RealTime());
        await using var page = await BrowserPage.Open(chromium, host.Address, cancellation);
        await page.WaitFor("Number(document.documentElement.dataset.frames) >= 1", cancellation);
        await page.WaitFor($"{PaintedPixels} > 1000", cancellation);

        for (var state = 1; state <= 7; state++)
            await page.Click($"#legend [data-state=\"{state}\"]", cancellation);

        await page.WaitFor($"{PaintedPixels} === 0", cancellation);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task A_server_that_wants_a_key_is_shown_one()
    {
        var chromium = Require.Program("chromium");
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await MapTestHost.Start(cars: 50, new RealTime(), key: "fa_secret");
        await using var page = await BrowserPage.Open(chromium, host.Address, cancellation);

        await page.WaitFor("document.getElementById('key-dialog').open", cancellation);
        await page.Type("fa_wrong", cancellation);
        await page.Click("#key-form button", cancellation);
        await page.WaitFor("document.getElementById('key-text').textContent.includes('did not accept')", cancellation);
        await page.Type("fa_secret", cancellation);
        await page.Click("#key-form button", cancellation);
        await page.WaitFor("document.getElementById('total').textContent === '50'", cancellation);
        Assert.False(await page.Evaluate<bool>("document.getElementById('key-dialog').open", cancellation));
    }

    private const string PaintedPixels =
        "(() => { const c = document.getElementById('cars'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;" +
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })()";
}
