using FleetActors.Search;

namespace FleetActors.Tests.Search;

/// <summary>
/// One value, its index, and three owners who want it, lose it and crash, with messages that are lost, late and repeated, from a
/// seed. An owner answers the index's question between two of its turns only, as a grain does.
/// </summary>
internal sealed class UniqueWorld(int seed)
{
    private static readonly DateTimeOffset T0 = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly Random _chance = new(seed);
    private readonly List<UniqueClaim> _releases = [];
    private readonly Dictionary<string, UniqueClaim> _registering = [];
    private UniqueEntry? _known;
    private UniqueEntry? _asked;
    private long _second;
    private bool _isCalm;

    /// <summary>Owners whose records have the value.</summary>
    public HashSet<string> Owners { get; } = [];

    /// <summary>Breaks both guards: owners act on claims past their time, and answer in the middle of a turn. Either alone would be enough.</summary>
    public bool IsCareless { get; init; }

    private DateTimeOffset Now => T0.AddSeconds(_second);

    public void Step()
    {
        _second += _chance.Next(4);
        var owner = $"car-{_chance.Next(3)}";
        switch (_chance.Next(6))
        {
            case 0 when !_registering.ContainsKey(owner) && !Owners.Contains(owner):
                Reserve(owner);
                break;
            case 1 when _registering.TryGetValue(owner, out var claim): // its turn goes on: it registers in time, or gives up
                _registering.Remove(owner);
                if (Now <= claim.AskAfter || IsCareless) Owners.Add(owner);
                break;
            case 2 when _registering.ContainsKey(owner) && !_isCalm: // a crash between reservation and registration
                _registering.Remove(owner);
                break;
            case 3 when !_registering.ContainsKey(owner) && Owners.Remove(owner): // left the fleet; its release may come late or never
                if (_chance.Next(3) > 0) _releases.Add(new("V", owner, _second - 1, Now)); // ends claims made before it left
                break;
            case 4 when _releases.Count > 0:
                var release = _releases[_chance.Next(_releases.Count)];
                _known = UniqueRules.Release(_known, release) ?? _known;
                if (_chance.Next(2) == 0) _releases.Remove(release); // else it comes again
                break;
            case 5 when _asked is { } asked && (IsCareless || !_registering.ContainsKey(asked.Owner)):
                if (_known == asked) _known = UniqueRules.Resolve(asked, Owners.Contains(asked.Owner)) ?? _known;
                _asked = null;
                break;
        }
    }

    public void EndFaults() => _isCalm = true;

    /// <summary>With nothing lost any more, somebody who wants the value gets it, unless a record has it.</summary>
    public bool IsSettled()
    {
        for (var step = 0; step < 3_000; step++)
        {
            Step();
            if (Owners.Count == 1) return true;
        }
        return false;
    }

    private void Reserve(string owner)
    {
        var claim = new UniqueClaim("V", owner, _second, Now.AddSeconds(10));
        var (entry, refused) = UniqueRules.Reserve(_known, claim, Refusal.VinTaken, false, Now);
        if (refused?.Code == Refusal.HeldPendingResolution) _asked ??= _known;
        _known = entry ?? _known;
        if (refused is null && (_isCalm || _chance.Next(5) > 0)) _registering[owner] = claim; // else the answer is lost
    }
}
