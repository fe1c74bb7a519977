using FleetActors.Api.Map;

namespace FleetActors.Tests.Client.Map;

public sealed class MapViewTests
{
    [Fact]
    public void A_view_is_read_as_south_west_north_east()
    {
        Assert.True(MapView.TryParse("-1.5,2,3.25,4", out var view));
        Assert.Equal(new MapView(-1_500_000, 2_000_000, 3_250_000, 4_000_000), view);
        Assert.True(view.Contains(-1_500_000, 4_000_000));
        Assert.False(view.Contains(-1_500_001, 4_000_000));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,4,5")]
    [InlineData("1,2,x,4")]
    [InlineData("NaN,2,3,4")]
    [InlineData("-91,2,3,4")]
    [InlineData("1,2,3,181")]
    [InlineData("3,2,1,4")]
    [InlineData("1,4,3,2")]
    [InlineData("1,2,Infinity,4")]
    public void What_is_no_box_is_refused(string? text) => Assert.False(MapView.TryParse(text, out _));
}
