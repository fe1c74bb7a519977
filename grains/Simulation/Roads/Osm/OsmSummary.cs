using System.Globalization;

namespace FleetActors.Simulation;

/// <summary>What an import from OpenStreetMap kept, and what it left out and why.</summary>
public sealed class OsmSummary
{
    private const int MostReasonsNamed = 12;

    private readonly SortedDictionary<string, int> _droppedWays = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _droppedRestrictions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _barriers = new(StringComparer.Ordinal);

    /// <summary>Ways with a highway tag that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> DroppedWays => _droppedWays;

    /// <summary>Turn restrictions that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> DroppedRestrictions => _droppedRestrictions;

    /// <summary>Places where a barrier cuts a road, by kind.</summary>
    public IReadOnlyDictionary<string, int> Barriers => _barriers;

    /// <summary>Ways that are roads for cars.</summary>
    public int Ways { get; internal set; }

    /// <summary>Turn restrictions that routes keep to.</summary>
    public int Restrictions { get; internal set; }

    /// <summary>Pieces of road whose places lie outside the file: cut off at its border.</summary>
    public int CutOffPieces { get; internal set; }

    /// <summary>Directed links outside the largest part in which every link reaches every other.</summary>
    public int UnconnectedLinks { get; internal set; }

    /// <summary>Their length in metres, each direction counted.</summary>
    public long UnconnectedMetres { get; internal set; }

    /// <summary>Limits such as <c>signals</c> that could not be read; the usual speed of the class stands in.</summary>
    public int UnreadLimits { get; internal set; }

    internal void DropWay(string reason) => Count(_droppedWays, reason);

    internal void DropRestriction(string reason) => Count(_droppedRestrictions, reason);

    internal void CutAt(string barrier) => Count(_barriers, barrier);

    /// <summary>The summary in sentences for the user.</summary>
    public IEnumerable<string> Lines(RoadNetwork roads)
    {
        yield return Text($"{Ways:N0} ways became {roads.NodeCount:N0} junctions and {roads.LinkCount:N0} links of {roads.TotalMetres / 1_000:N0} km; {Restrictions:N0} turn restrictions ban {roads.TurnBans.Length:N0} turns.");
        if (_droppedWays.Count > 0)
            yield return Text($"{_droppedWays.Values.Sum():N0} ways are not for cars: {Reasons(_droppedWays)}.");
        if (_barriers.Count > 0)
            yield return Text($"{_barriers.Values.Sum():N0} barriers cut a road: {Reasons(_barriers)}.");
        if (_droppedRestrictions.Count > 0)
            yield return Text($"{_droppedRestrictions.Values.Sum():N0} turn restriction(s) were left out: {Reasons(_droppedRestrictions)}.");
        if (CutOffPieces > 0)
            yield return Text($"{CutOffPieces:N0} pieces of road were left out since they run beyond the file's border.");
        if (UnconnectedLinks > 0)
            yield return Text($"{UnconnectedLinks:N0} links ({UnconnectedMetres / 1_000m:N1} km) were left out since one cannot drive from there to everywhere and back.");
        if (UnreadLimits > 0)
            yield return Text($"{UnreadLimits:N0} ways have a speed limit that says nothing certain; the usual speed of their class stands in.");
    }

    private static void Count(SortedDictionary<string, int> counts, string reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;

    private static string Reasons(SortedDictionary<string, int> counts)
    {
        var ordered = counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var named = string.Join(", ", ordered.Take(MostReasonsNamed).Select(entry => Text($"{entry.Key} {entry.Value:N0}")));
        var others = ordered.Skip(MostReasonsNamed).Sum(entry => entry.Value);
        return others > 0 ? Text($"{named}, others {others:N0}") : named;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
