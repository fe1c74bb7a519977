using FleetActors.Search;

namespace FleetActors.Tests.Search;

public sealed class FingerprintsTests
{
    [Fact]
    public void What_was_added_is_never_denied_and_what_was_not_is_hardly_ever_suspected()
    {
        var fingerprints = new Fingerprints();
        for (var n = 0; n < 200_000; n++) fingerprints.Add($"WFLEET{n:D11}");
        Assert.Equal(200_000, fingerprints.Count);
        for (var n = 0; n < 200_000; n++) Assert.True(fingerprints.MayContain($"WFLEET{n:D11}"), $"{n}");
        Assert.InRange(Enumerable.Range(200_000, 200_000).Count(n => fingerprints.MayContain($"WFLEET{n:D11}")), 0, 5);
    }
}
