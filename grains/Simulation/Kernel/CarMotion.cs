using System.Runtime.InteropServices;

namespace FleetActors.Simulation.Kernel;

/// <summary>
/// What changes of a car in every simulated second. The upper half is what a second takes from the lower half, so a step
/// is one subtraction of a shifted register for one, two or four cars at once, and a car lies on one cache line.
/// </summary>
/// <param name="RemainingMm">Millimetres to the end of the link segment. A car that stands, for whatever reason, has 1.</param>
/// <param name="BatteryJ">Charge in joules (1/3,600 Wh), up to 596 kWh. Below zero only if the caller let it leave without enough.</param>
/// <param name="SpeedMmS">Millimetres a second; 0 when it stands.</param>
/// <param name="DrawW">Watts taken from the battery, that is joules in each step; negative while charging or rolling downhill.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 16)]
internal record struct CarMotion(int RemainingMm, int BatteryJ, int SpeedMmS, int DrawW)
{
    /// <summary>Remaining way of a car that stands: never zero, which would say that it has just come to the end.</summary>
    public const int Standing = 1;
}
