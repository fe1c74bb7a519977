namespace FleetActors.Vehicles;

/// <summary>The rental category of a car, after the first letter of ACRISS codes. Append-only.</summary>
[GenerateSerializer, Alias("VehicleClass")]
public enum VehicleClass
{
    /// <summary>ACRISS M.</summary>
    Mini = 1,
    /// <summary>ACRISS E.</summary>
    Economy = 2,
    /// <summary>ACRISS C.</summary>
    Compact = 3,
    /// <summary>ACRISS I.</summary>
    Intermediate = 4,
    /// <summary>ACRISS S.</summary>
    Standard = 5,
    /// <summary>ACRISS F.</summary>
    FullSize = 6,
    /// <summary>ACRISS P.</summary>
    Premium = 7,
    /// <summary>ACRISS L.</summary>
    Luxury = 8,
    /// <summary>ACRISS type V and K: vans.</summary>
    Van = 9,
}
