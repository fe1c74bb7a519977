using FleetActors.Contracts;
using FleetActors.Fleets;

namespace FleetActors.Tests.Fleets;

public sealed class FleetRulesTests
{
    private static readonly Currency Euro = new("EUR");
    private static readonly Stamp Stamp = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero), new("tester", Role.Admin));
    private static readonly FleetId Fleet = new("city.one");
    private static readonly FleetSettings Settings = new(Fleet, "City One", Euro, 16);

    private static readonly FleetState Created = FleetState.Blank.Evolve(new FleetCreated(Settings, Stamp));

    public static Tariff Tariff(ProductKind product = ProductKind.CarShareRide) => new() { Id = new("ride"), Name = "Ride", Product = product, Currency = Euro };

    [Fact]
    public void The_same_fleet_again_changes_nothing_and_another_is_refused()
    {
        Assert.Empty(FleetRules.Create(Created, Fleet, new(Settings), Stamp).Events);
        Assert.Equal(Refusal.ValueOutOfRange, FleetRules.Create(FleetState.Blank, Fleet, new(Settings with { Growths = [new(3, Stamp.At)] }), Stamp).Refused!.Code);
        Assert.Equal(Refusal.FleetAlreadyExists, FleetRules.Create(Created, Fleet, new(Settings with { ShardCount = 32 }), Stamp).Refused!.Code);
    }

    [Theory]
    [InlineData(0), InlineData(3), InlineData(8_192)]
    public void The_shard_count_is_a_power_of_two(int shards) =>
        Assert.Equal(Refusal.ValueOutOfRange, FleetRules.Create(FleetState.Blank, Fleet, new(Settings with { ShardCount = shards }), Stamp).Refused!.Code);

    [Fact]
    public void Versions_are_numbered_and_the_same_content_is_no_new_version()
    {
        var first = Assert.IsType<TariffPublished>(Assert.Single(FleetRules.Publish(Created, new(Tariff()), Stamp).Events));
        Assert.Equal(1, first.Tariff.Version);
        var fleet = Created.Evolve(first);
        Assert.Empty(FleetRules.Publish(fleet, new(Tariff() with { Version = 9 }), Stamp).Events);
        var second = Assert.IsType<TariffPublished>(Assert.Single(FleetRules.Publish(fleet, new(Tariff() with { UnlockFee = 1 }), Stamp).Events));
        Assert.Equal(2, second.Tariff.Version);
        fleet = fleet.Evolve(second);
        Assert.Equal(0, fleet.Tariff(new("ride"), 1)!.UnlockFee);
        Assert.Equal(1, fleet.Tariff(new("ride"), null)!.UnlockFee);
        Assert.Null(fleet.Tariff(new("ride"), 3));
    }

    [Fact]
    public void A_tariff_out_of_range_is_refused_with_what_is_allowed()
    {
        Tariff[] wrong =
        [
            Tariff() with { UnlockFee = -0.01m }, Tariff() with { DailyCap = -1 }, Tariff() with { PerKm = 0.0000001m },
            Tariff() with { TaxPercent = 101 }, Tariff() with { FreeReservationMinutes = 1_441 }, Tariff() with { QuoteValidMinutes = 0 },
            Tariff() with { MinimumReturnChargePercent = -1 }, Tariff() with { Currency = new("USD") }, Tariff() with { Name = "" },
            Tariff() with { PerDay = 1 }, Tariff(ProductKind.DailyRental) with { PerMinuteDriving = 1 }, Tariff((ProductKind)99),
            Tariff() with { OutsideZone = 0 }, Tariff() with { Id = default }, Tariff() with { MaxRentalHours = 0 },
        ];
        Assert.All(wrong, tariff =>
        {
            var refused = TariffRules.Check(tariff, Euro);
            Assert.Equal(Refusal.ValueOutOfRange, refused?.Code);
            Assert.NotNull(refused!.Allowed);
        });
        Assert.Null(TariffRules.Check(Tariff(), Euro));
        Assert.Null(TariffRules.Check(Tariff(ProductKind.DailyRental) with { PerDay = 39.5m }, Euro));
    }

    [Fact]
    public void Only_the_secret_itself_opens_and_it_is_not_stored()
    {
        var key = ApiKey.Of(new("id", "app", Role.Operator, Stamp), "secret", [1, 2, 3]);
        Assert.True(key.IsSecret("secret"));
        Assert.False(key.IsSecret("secreT"));
        Assert.DoesNotContain("secret", System.Text.Json.JsonSerializer.Serialize(key), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_gets_a_key_for_the_platforms_own_role() =>
        Assert.Equal(Refusal.ValueOutOfRange, FleetRules.Create(Created, new CreateApiKey("x", Role.System), "id", "s", [1], Stamp).Refused!.Code);

    [Fact]
    public void Keys_in_force_are_bounded_and_revoking_makes_room()
    {
        var fleet = Created;
        for (var i = 0; i < FleetLimits.ApiKeys; i++)
            fleet = fleet.Evolve(FleetRules.Create(fleet, new CreateApiKey($"n{i}", Role.Viewer), $"k{i}", "s", [1], Stamp).Events[0]);
        Assert.Equal(Refusal.FleetLimitReached, FleetRules.Create(fleet, new CreateApiKey("more", Role.Viewer), "more", "s", [1], Stamp).Refused!.Code);
        fleet = fleet.Evolve(FleetRules.Revoke(fleet, new("k0"), Stamp).Events[0]);
        Assert.True(FleetRules.Create(fleet, new CreateApiKey("more", Role.Viewer), "more", "s", [1], Stamp).IsAccepted);
        Assert.False(FleetRules.Revoke(fleet, new("k0"), Stamp).IsAccepted);
    }

    [Theory]
    [InlineData("fa_city.one-2_ab12_cd34", true)]
    [InlineData("fa_city_ab12_cd34_x", false)]
    [InlineData("fa_city_ab12", false)]
    [InlineData("xx_city_ab12_cd34", false)]
    [InlineData("fa__ab12_cd34", false)]
    [InlineData("fa_city_ab\u00012_cd34", false)]
    [InlineData(null, false)]
    public void A_keys_text_tells_its_fleet(string? text, bool isKey)
    {
        Assert.Equal(isKey, ApiKeyText.TryParse(text, out var key));
        if (key is null) return;
        Assert.Equal(text, key.Reveal());
        Assert.DoesNotContain("cd34", key.ToString(), StringComparison.Ordinal);
    }
}
