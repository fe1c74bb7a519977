using System.Runtime.InteropServices;

namespace FleetActors.Telemetry.Watching;

/// <summary>
/// What a shard still has to tell its vehicles. One message a vehicle is under way at a time, so that a vehicle hears in order;
/// a message that was not heard is told again. To be used in the shard's turns only.
/// </summary>
/// <param name="send">Tells a vehicle; throws when it could not be told.</param>
internal sealed class WakeOutbox(Func<int, Wake, Task> send)
{
    /// <summary>The most vehicles that are woken at the same time, so that a new zone does not wake a city at once.</summary>
    public const int MaxUnderWay = 64;

    /// <summary>The most vehicles that something waits for; beyond it the car's state is looked at again later.</summary>
    public const int MaxVehicles = 16_384;

    /// <summary>The most messages that wait for one vehicle.</summary>
    public const int MaxOfVehicle = 8;

    /// <summary>How often a vehicle is told the same.</summary>
    public const int MaxTries = 20;

    private readonly Dictionary<int, Waiting> _waiting = [];
    private readonly Queue<int> _ready = new();
    private readonly List<int> _failed = [];
    private int _underWay;

    /// <summary>Messages given up after <see cref="MaxTries"/>.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether something waits for a vehicle, or is under way to it.</summary>
    public bool Has(int slot) => _waiting.ContainsKey(slot);

    /// <summary>Whether one more message for a vehicle has room.</summary>
    public bool HasRoom(int slot) => _waiting.TryGetValue(slot, out var waiting) ? waiting.Messages.Count < MaxOfVehicle : _waiting.Count < MaxVehicles;

    /// <summary>Adds a message that has room, and sends what may be sent.</summary>
    public void Add(int slot, Wake wake)
    {
        ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, slot, out _);
        if (waiting is null)
        {
            waiting = new();
            _ready.Enqueue(slot);
        }
        waiting.Messages.Enqueue(wake);
        Pump();
    }

    /// <summary>What was not heard is told again.</summary>
    public void TryAgain()
    {
        foreach (var slot in _failed) _ready.Enqueue(slot);
        _failed.Clear();
        Pump();
    }

    private void Pump()
    {
        while (_underWay < MaxUnderWay && _ready.TryDequeue(out var slot)) _ = Send(slot, _waiting[slot]);
    }

    private async Task Send(int slot, Waiting waiting)
    {
        _underWay++;
        try
        {
            await send(slot, waiting.Messages.Peek());
            waiting.Heard();
        }
        catch (Exception)
        {
            if (++waiting.Tries < MaxTries)
            {
                _failed.Add(slot); // it stays where it is and is told again with the next look
                return;
            }
            Lost++;
            waiting.Heard();
        }
        finally
        {
            _underWay--;
        }
        if (waiting.Messages.Count == 0) _waiting.Remove(slot);
        else _ready.Enqueue(slot);
        Pump();
    }

    private sealed class Waiting
    {
        public Queue<Wake> Messages { get; } = new();

        public int Tries { get; set; }

        /// <summary>The first message need not be told any more.</summary>
        public void Heard()
        {
            Messages.Dequeue();
            Tries = 0;
        }
    }
}
