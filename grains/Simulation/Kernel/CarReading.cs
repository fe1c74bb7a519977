namespace FleetActors.Simulation.Kernel;

/// <summary>Where a car is and how it does at the end of the last step.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Place">The node it stands at off the road, else its link; in the road network's numbers.</param>
/// <param name="OffsetMm">Millimetres from the start of its link; 0 off the road.</param>
/// <param name="SpeedMmS">Millimetres a second.</param>
/// <param name="BatteryJ">Charge in joules.</param>
public readonly record struct CarReading(CarPhase Phase, int Place, int OffsetMm, int SpeedMmS, int BatteryJ);
