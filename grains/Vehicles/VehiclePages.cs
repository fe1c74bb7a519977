using FleetActors.Records;
using Orleans.Storage;

namespace FleetActors.Vehicles;

/// <summary>The full pages of a vehicle's history, each under the state name <c>history-n</c>, written once.</summary>
public sealed class VehiclePages(IGrainStorage storage, GrainId vehicle)
{
    /// <summary>
    /// Writes a page. One that is there already is the same one: the record alone decides what a page holds, and an earlier
    /// activation got no further.
    /// </summary>
    public async Task Write(VehiclePage page)
    {
        try
        {
            await storage.WriteStateAsync(StateName(page.Number), vehicle, new GrainState<Stored<VehiclePage>>(new() { State = page }));
        }
        catch (InconsistentStateException)
        {
            var known = await Read(page.Number);
            if (known is null || known.Events.Length != page.Events.Length) throw;
        }
    }

    /// <summary>Reads a page, or null when it was never written.</summary>
    public async Task<VehiclePage?> Read(int number)
    {
        var state = new GrainState<Stored<VehiclePage>>(new());
        await storage.ReadStateAsync(StateName(number), vehicle, state);
        return state.State?.State;
    }

    /// <summary>The first full page that ends at or after a time, or <paramref name="fullPages"/> when none does.</summary>
    public async Task<int> FirstEndingAt(DateTimeOffset from, int fullPages)
    {
        var (low, high) = (0, fullPages);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (await Read(middle) is { } page && page.Events[^1].Stamp.At < from) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static string StateName(int number) => $"history-{number}";
}
