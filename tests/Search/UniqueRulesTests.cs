using FleetActors.Search;
using FsCheck;
using FsCheck.Fluent;

namespace FleetActors.Tests.Search;

public sealed class UniqueRulesTests
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    private static UniqueClaim Claim(string owner, long attempt = 1, string value = "B-FA1") => new(value, owner, attempt, T0.AddSeconds(10));

    private static (UniqueEntry? Entry, Refused? Refused) Reserve(UniqueEntry? known, UniqueClaim claim, DateTimeOffset now, bool isAffirmed = false) =>
        UniqueRules.Reserve(known, claim, Refusal.PlateTaken, isAffirmed, now);

    private static UniqueEntry Reserved(UniqueEntry? known, UniqueClaim claim) => Reserve(known, claim, T0).Entry!;

    [Theory]
    [InlineData(" b-fa 1", "B-FA1")]
    [InlineData("B FA-1", "B-FA1")]
    [InlineData("b.fa1", "B-FA1")]
    [InlineData("BF-A 1", "BF-A1")]
    [InlineData("BFA 1", "BFA1")]
    [InlineData("75-abc-12", "75ABC12")]
    public void Plates_are_compared_by_letters_digits_and_where_letters_are_parted(string written, string normal) =>
        Assert.Equal(normal, UniqueIndexKey.Normal(UniqueKind.Plate, written));

    [Fact]
    public void A_hyphen_counts_in_an_address() =>
        Assert.Equal("A-B@EXAMPLE.ORG", UniqueIndexKey.Normal(UniqueKind.Email, " a-b@example.org "));

    [Fact]
    public void Only_asking_frees_a_claim_in_doubt_and_a_refusal_names_who_has_it()
    {
        var held = Reserved(null, Claim("car-1"));
        var taken = Reserve(held, Claim("car-2"), T0).Refused!;
        Assert.Equal(Refusal.PlateTaken, taken.Code);
        Assert.Contains("car-1", taken.Allowed, StringComparison.Ordinal);
        var (later, tomorrow) = (Claim("car-2") with { AskAfter = T0.AddDays(2) }, T0.AddDays(1));
        Assert.Equal(Refusal.HeldPendingResolution, Reserve(held, later, tomorrow).Refused?.Code);
        Assert.Equal(Refusal.PlateTaken, Reserve(held, later, tomorrow, isAffirmed: true).Refused?.Code);
        Assert.Null(UniqueRules.Resolve(held, owns: true));
        Assert.Equal("car-2", Reserve(UniqueRules.Resolve(held, owns: false), later, tomorrow).Entry?.Owner);
    }

    [Fact]
    public void A_claim_past_its_time_and_a_value_without_letters_are_refused()
    {
        Assert.Equal(Refusal.HoldTooLate, Reserve(null, Claim("car-1"), T0.AddSeconds(11)).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, Reserve(null, Claim("car-1", value: ""), T0).Refused?.Code);
        Assert.Equal(Refusal.ValueOutOfRange, Reserve(null, Claim("no id!"), T0).Refused?.Code);
    }

    [Fact]
    public void A_late_release_does_not_end_a_later_claim()
    {
        var second = Reserved(Reserved(null, Claim("car-1")), Claim("car-1", attempt: 2));
        Assert.Null(UniqueRules.Release(second, Claim("car-1")));
        Assert.Null(UniqueRules.Release(second, Claim("car-2", attempt: 3)));
        Assert.Equal(ClaimStage.Free, UniqueRules.Release(second, Claim("car-1", attempt: 2))!.Stage);
    }

    [Fact]
    public void Never_do_two_records_have_the_same_value_whatever_is_lost_late_or_repeated() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var world = new UniqueWorld(seed);
            for (var step = 0; step < 300; step++)
            {
                world.Step();
                Assert.True(world.Owners.Count <= 1, $"seed {seed}, step {step}: {string.Join(", ", world.Owners)}");
            }
            world.EndFaults();
            Assert.True(world.IsSettled(), $"seed {seed}: a value that no record has cannot be had");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void A_world_whose_owners_act_past_their_time_and_answer_in_between_is_caught()
    {
        var broken = Enumerable.Range(0, 500).Any(seed =>
        {
            var world = new UniqueWorld(seed) { IsCareless = true };
            for (var step = 0; step < 300; step++)
            {
                world.Step();
                if (world.Owners.Count > 1) return true;
            }
            return false;
        });
        Assert.True(broken);
    }
}
