using System.Collections.Immutable;

namespace FleetActors.Telemetry;

/// <summary>
/// Durable registrations of a run of slots, for less than half the bytes of a <see cref="ShardEntry"/> each. A later one of the same
/// slot replaces the data of an earlier one.
/// </summary>
/// <param name="FirstSlot">The place of the first car; the others follow.</param>
/// <param name="Generation">Whose places.</param>
/// <param name="Stamp">When and by whom they were registered or changed.</param>
/// <param name="Cars">What is known of them.</param>
[GenerateSerializer, Immutable, Alias("ShardEntryBatch")]
public sealed record ShardEntryBatch(
    [property: Id(0)] int FirstSlot,
    [property: Id(1)] int Generation,
    [property: Id(2)] Stamp Stamp,
    [property: Id(3)] PackedRegistrations Cars)
{
    /// <summary>The most cars of a stored batch. Fixed for ever, whatever a command may bring.</summary>
    private const int MaxCars = 1_024;

    /// <summary>Entries in their order, neighbours in one batch.</summary>
    public static ImmutableArray<ShardEntryBatch> Of(ReadOnlySpan<ShardEntry> entries)
    {
        var batches = ImmutableArray.CreateBuilder<ShardEntryBatch>(1);
        for (var first = 0; first < entries.Length;)
        {
            var end = first + 1;
            while (end < entries.Length && end - first < MaxCars && Follows(entries[end - 1], entries[end])) end++;
            var cars = new Vehicles.VehicleRegistration[end - first];
            for (var at = first; at < end; at++) cars[at - first] = entries[at].Registration;
            batches.Add(new(entries[first].Slot, entries[first].Generation, entries[first].Stamp, PackedRegistrations.Of(cars)));
            first = end;
        }
        return batches.DrainToImmutable();
    }

    /// <summary>Its entries, one after the other.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public IEnumerable<ShardEntry> Entries() =>
        (Cars.Unpack(MaxCars) ?? throw new InvalidDataException($"The registrations from slot {FirstSlot} on are damaged."))
        .Select((car, at) => new ShardEntry(FirstSlot + at, Generation, car, Stamp));

    private static bool Follows(ShardEntry before, ShardEntry entry) =>
        entry.Slot == before.Slot + 1 && entry.Generation == before.Generation && entry.Stamp == before.Stamp;
}
