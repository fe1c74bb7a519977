using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FleetActors.Telemetry;

namespace FleetActors.Sdk;

/// <summary>
/// The newest fix of a car that its shard acknowledged. Apart from <see cref="TelemetryWriterCar"/>, which is then never changed:
/// callers read a car with each fix, and would otherwise wait for the processor that has just written an acknowledgement beside it.
/// </summary>
internal sealed class AcknowledgedFix
{
    private PackedFix _fix;
    private int _version;

    /// <summary>It, or null; of one moment, whichever thread asks.</summary>
    public Fix? Read()
    {
        for (var spin = new SpinWait(); ; spin.SpinOnce())
        {
            var before = Volatile.Read(ref _version);
            var fix = _fix;
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref _version) == before) return fix.Exists ? fix.Unpack() : null;
        }
    }

    /// <summary>When it was taken. This and all that follows is for the lane's loop only.</summary>
    public long AtMs => _fix.AtMs;

    /// <summary>As it goes over the wire.</summary>
    public ref readonly PackedFix Fix => ref _fix;

    /// <summary>The batch that carried it.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether the lane has its car in its list of what may yet be lost.</summary>
    public bool IsAtRisk { get; set; }

    /// <summary>A newer fix was acknowledged.</summary>
    public void Take(in PackedFix fix, long sequence)
    {
        _version = unchecked(_version + 1);
        Volatile.WriteBarrier();
        _fix = fix;
        Volatile.Write(ref _version, unchecked(_version + 1));
        Sequence = sequence;
    }

    /// <summary>Asks for its memory, some time before it is changed.</summary>
    public unsafe void Prefetch()
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref _fix));
    }
}
