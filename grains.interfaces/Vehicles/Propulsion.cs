namespace FleetActors.Vehicles;

/// <summary>What drives the car. The GBFS 3.0 propulsion_type is named. Append-only.</summary>
[GenerateSerializer, Alias("Propulsion")]
public enum Propulsion
{
    /// <summary>GBFS electric: a battery only.</summary>
    Electric = 1,
    /// <summary>GBFS plug_in_hybrid.</summary>
    PlugInHybrid = 2,
    /// <summary>GBFS hybrid.</summary>
    Hybrid = 3,
    /// <summary>GBFS combustion.</summary>
    Petrol = 4,
    /// <summary>GBFS combustion_diesel.</summary>
    Diesel = 5,
    /// <summary>GBFS hydrogen_fuel_cell.</summary>
    Hydrogen = 6,
}
