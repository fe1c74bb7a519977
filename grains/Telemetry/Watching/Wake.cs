using FleetActors.Vehicles;

namespace FleetActors.Telemetry.Watching;

/// <summary>A message that wakes a vehicle; one of the two.</summary>
/// <param name="Notices">What a fix showed.</param>
/// <param name="Contact">Contact was lost.</param>
internal readonly record struct Wake(ReportNotices? Notices, ReportContact? Contact);
