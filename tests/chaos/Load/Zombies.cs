using FleetActors.Contracts;
using FleetActors.Records;
using FleetActors.Vehicles;
using Orleans.Storage;

namespace FleetActors.Chaos;

/// <summary>A record as a second activation read it, before the first went on.</summary>
/// <param name="WriteAsync">Writes it back, with the ETag of that time.</param>
public sealed record Zombie(Func<Task> WriteAsync);

/// <summary>
/// Second activations, as a failing silo may leave them behind: one reads the contract (or the car) while it is reserved and
/// writes what it knows after the rental has ended. The ETag check refuses that; without it the rental would be undone.
/// </summary>
/// <param name="share">Of the rentals that have one, 0 to 1.</param>
public sealed class Zombies(IGrainStorage storage, Journal journal, Random random, double share)
{
    /// <summary>Enough for a short run to have some.</summary>
    public const double UsualShare = 0.25;

    private readonly Lock _gate = new();

    /// <summary>For some contracts, a second activation that has just read its record.</summary>
    public async Task<Zombie?> LeaveBehindAsync(Trail trail)
    {
        double draw;
        lock (_gate) draw = random.NextDouble();
        return draw switch
        {
            _ when draw >= share => null,
            _ when draw >= share / 2 => await ReadContractAsync(GrainId.Create(Snapshot.ContractType, new ContractKey(ChaosFleet.Fleet, new(trail.Contract)).ToString())),
            _ => await ReadCarAsync(GrainId.Create(VehicleGrain.TypeName, new VehicleKey(ChaosFleet.Fleet, ChaosFleet.Car(trail.Car)).ToString())),
        };
    }

    /// <summary>Lets it write.</summary>
    public async Task WriteAsync(Zombie zombie)
    {
        try
        {
            await zombie.WriteAsync();
            journal.Write(Journal.Count, "stale-writes-taken", 1);
        }
        catch (InconsistentStateException)
        {
            journal.Write(Journal.Count, "stale-writes-refused", 1);
        }
    }

    /// <summary>It would store an event of its own where the first activation stores what really happens next.</summary>
    private async Task<Zombie?> ReadContractAsync(GrainId grain)
    {
        var slices = new ContractSlices(storage, grain);
        if (await slices.Read() is not { } known) return null;
        var stale = ContractEvolve.Apply(known.Current, new AttemptVoided(known.History[^1].Stamp, known.Current.Attempt));
        return new Zombie(() => slices.Append(known.With(stale, known.Answers)));
    }

    /// <summary>It would release the car where the first activation starts its rental.</summary>
    private async Task<Zombie?> ReadCarAsync(GrainId grain)
    {
        var record = VehicleGrain.Record(storage, grain);
        if (await record.Read() is not { Current: { } tenancy } known) return null;
        var stamp = new Stamp(tenancy.HeldAt, Caller.Platform);
        var entry = new JournalEntry<VehicleEvent>(record.Next, stamp.At, [new HoldReleased(tenancy.Number, ReleaseReason.NoShow, WasAhead: false) { Stamp = stamp }], null);
        return new Zombie(() => record.Write(record.Apply(known, entry), entry));
    }
}
