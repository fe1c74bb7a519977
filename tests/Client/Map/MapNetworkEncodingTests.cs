using FleetActors.Api.Map;

namespace FleetActors.Tests.Client.Map;

public sealed class MapNetworkEncodingTests
{
    [Fact]
    public void The_bytes_of_a_network_do_not_change()
    {
        var network = new MapNetwork("Zürich", new MapView(1, 2, 3, -4),
        [
            new MapRoad(MapRoadClass.Street, 30, [new GeoPoint(0.000001, 0.000002), new GeoPoint(0.0001, -0.000001), new GeoPoint(0.0001, 1)]),
            new MapRoad(MapRoadClass.Motorway, 300, [new GeoPoint(-1, 1), new GeoPoint(-1, 1.000064)]),
        ]);

        Assert.Equal(
            "464D4E31" + "01000000" + "02000000" + "03000000" + "FCFFFFFF" + "0700" + "5AC3BC72696368" + "02000000" +
            "01FF0200" + "C0BDF0FF" + "40420F00" + "00" + "8001" +
            "041E0300" + "01000000" + "02000000" + "C601" + "05" + "00" + "82897A",
            Convert.ToHexString(MapNetworkEncoding.Encode(network)));
    }

    [Fact]
    public void A_street_given_in_both_directions_is_drawn_once()
    {
        var (a, b) = (new GeoPoint(1, 1), new GeoPoint(1, 2));
        var once = new MapNetwork("", MapView.Everywhere, [new MapRoad(MapRoadClass.Primary, 50, [a, b])]);
        var twice = once with { Roads = [new MapRoad(MapRoadClass.Street, 30, [b, a]), .. once.Roads, .. once.Roads] };

        Assert.Equal(MapNetworkEncoding.Encode(once), MapNetworkEncoding.Encode(twice));
    }

    [Fact]
    public void A_road_of_too_many_points_is_continued_by_another_without_a_gap()
    {
        var points = Enumerable.Range(0, MapNetworkEncoding.MaxPoints + 10).Select(i => new GeoPoint(i / 1e6, 0)).ToArray();
        var bytes = MapNetworkEncoding.Encode(new MapNetwork("", MapView.Everywhere, [new MapRoad(MapRoadClass.Lane, 5, [.. points])]));

        var secondAt = 26 + 12 + (MapNetworkEncoding.MaxPoints - 1) * 2;
        Assert.Equal(2, BitConverter.ToInt32(bytes, 22));
        Assert.Equal(11, BitConverter.ToUInt16(bytes, secondAt + 2));
        Assert.Equal(MapNetworkEncoding.MaxPoints - 1, BitConverter.ToInt32(bytes, secondAt + 4));
    }
}
