using FleetActors.Search;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Search;

public sealed class UniqueRulesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly Refused Taken = new(Refusal.VehicleAlreadyRegistered);

    private static UniqueClaim Claim(string owner, long attempt = 1, string value = "B-FA 1") => new(value, owner, attempt, T0.AddSeconds(10));

    private static UniqueEntry Reserve(UniqueEntry? known, UniqueClaim claim) => UniqueRules.Reserve(known, claim, Taken, T0).Entry!;

    [Fact]
    public void A_value_is_compared_without_blanks_hyphens_and_small_letters() =>
        Assert.Equal("BFA1", Reserve(null, Claim("car-1", value: " b-fa 1")).Value);

    [Fact]
    public void Only_asking_frees_a_claim_in_doubt()
    {
        var held = Reserve(null, Claim("car-1"));
        Assert.Equal(Taken, UniqueRules.Reserve(held, Claim("car-2"), Taken, T0).Refused);
        var later = Claim("car-2") with { AskAfter = T0.AddDays(2) };
        Assert.Equal(Refusal.HeldPendingResolution, UniqueRules.Reserve(held, later, Taken, T0.AddDays(1)).Refused?.Code);
        Assert.Equal(ClaimStage.Tentative, Reserve(UniqueRules.Resolve(held, owns: false), Claim("car-2")).Stage);
        Assert.Equal(Taken, UniqueRules.Reserve(UniqueRules.Resolve(held, owns: true), Claim("car-2"), Taken, T0).Refused);
    }

    [Fact]
    public void A_claim_past_its_time_and_a_value_without_letters_are_refused()
    {
        Assert.Equal(Refusal.HoldTooLate, UniqueRules.Reserve(null, Claim("car-1"), Taken, T0.AddSeconds(11)).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, UniqueRules.Reserve(null, Claim("car-1", value: " - "), Taken, T0).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, UniqueRules.Reserve(null, Claim("no id!"), Taken, T0).Refused?.Code);
    }

    [Fact]
    public void What_an_earlier_attempt_sends_late_changes_nothing()
    {
        var second = Reserve(Reserve(null, Claim("car-1")), Claim("car-1", attempt: 2));
        Assert.Null(UniqueRules.Confirm(second, Claim("car-1")));
        Assert.Null(UniqueRules.Release(second, Claim("car-1")));
        Assert.Equal(ClaimStage.Confirmed, UniqueRules.Confirm(second, Claim("car-1", attempt: 2))!.Stage);
    }

    [Fact]
    public void Never_do_two_owners_believe_that_a_value_is_theirs() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var chance = new Random(seed);
            UniqueEntry? known = null;
            var registered = new HashSet<string>(); // who was told that the value is theirs, and registered with it
            var reserved = new Dictionary<string, UniqueClaim>();
            for (var n = 0; n < 60; n++)
            {
                var owner = $"car-{chance.Next(3)}";
                var now = T0.AddSeconds(n);
                switch (chance.Next(4))
                {
                    case 0:
                        var claim = new UniqueClaim("X1", owner, n, now.AddSeconds(5));
                        var (entry, refused) = UniqueRules.Reserve(known, claim, Taken, now);
                        known = entry ?? known;
                        if (refused is null && entry is not null) reserved[owner] = claim;
                        break;
                    // Registers in time only; a claim past its time is not acted on.
                    case 1 when reserved.TryGetValue(owner, out var own) && now <= own.AskAfter:
                        registered.Add(owner);
                        if (chance.Next(2) == 0) known = UniqueRules.Confirm(known, own) ?? known;
                        break;
                    case 2 when known is not null && UniqueRules.IsInDoubt(known, now):
                        known = UniqueRules.Resolve(known, registered.Contains(known.Owner));
                        break;
                    // Who releases has given up, and does not register with that claim any more.
                    case 3 when reserved.Remove(owner, out var gone):
                        if (UniqueRules.Release(known, gone) is { } freed)
                        {
                            known = freed;
                            registered.Remove(owner);
                        }
                        break;
                }
                Assert.True(registered.Count <= 1, $"seed {seed}: {string.Join(", ", registered)}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
