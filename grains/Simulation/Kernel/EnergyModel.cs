namespace FleetActors.Simulation.Kernel;

/// <summary>
/// What driving takes from a battery, in whole watts: rolling, climbing and air resistance at a steady speed over the
/// drive's efficiency, and what the car needs standing. Downhill part of it comes back. Speeding up and braking are not
/// modelled. The standard figures are those of a compact electric car.
/// </summary>
public sealed record EnergyModel
{
    /// <summary>A compact electric car.</summary>
    public static readonly EnergyModel Standard = new();

    private const int GravityMmS2 = 9_810;

    /// <summary>Mass with load in kilograms.</summary>
    public int MassKg { get; init; } = 1_700;

    /// <summary>Rolling resistance in millionths of the weight.</summary>
    public int RollingPpm { get; init; } = 10_000;

    /// <summary>Half of air density, drag coefficient and frontal area together, in grams a metre.</summary>
    public int DragGramsPerMetre { get; init; } = 390;

    /// <summary>Share of the battery's energy that reaches the wheels.</summary>
    public int EfficiencyPermille { get; init; } = 820;

    /// <summary>Share of what the wheels give back that reaches the battery.</summary>
    public int RecoveryPermille { get; init; } = 600;

    /// <summary>Lights, heating, electronics.</summary>
    public int StandingW { get; init; } = 400;

    /// <summary>Watts at a steady speed on a slope.</summary>
    public int DrawW(int speedMmS, int slopePermille)
    {
        long speed = speedMmS;
        var weightMn = (long)MassKg * GravityMmS2;
        var forceMn = weightMn * RollingPpm / 1_000_000 + weightMn * slopePermille / 1_000 + speed * speed / 1_000 * DragGramsPerMetre / 1_000;
        var wheelW = forceMn * speed / 1_000_000;
        var batteryW = wheelW >= 0 ? wheelW * 1_000 / EfficiencyPermille : wheelW * RecoveryPermille / 1_000;
        return (int)(batteryW + StandingW);
    }
}
