using System.Globalization;

namespace FleetActors.Benchmarks;

/// <summary>
/// How much of the processors a benchmark really had: on a rented machine the host gives part of their time to others
/// (steal, proc_stat(5)), and every figure in seconds is worse by it.
/// </summary>
internal readonly struct MachineTime
{
    private const int StealField = 8;

    private readonly long _stolen;
    private readonly long _whole;

    private MachineTime(long stolen, long whole) => (_stolen, _whole) = (stolen, whole);

    /// <summary>The counters now; none where the system has no /proc/stat.</summary>
    public static MachineTime Now
    {
        get
        {
            if (!File.Exists("/proc/stat")) return default;
            var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var ticks = fields[1..(StealField + 1)].Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return new(ticks[^1], ticks.Sum());
        }
    }

    /// <summary>The share that the host took since an earlier moment, 0 to 1; null where it is not known.</summary>
    public double? StolenSince(MachineTime earlier) => _whole > earlier._whole ? (double)(_stolen - earlier._stolen) / (_whole - earlier._whole) : null;
}
