namespace FleetActors;

/// <summary>What a caller may do in its fleet. Each role may do all that the ones before it may. Append-only.</summary>
[GenerateSerializer, Alias("Role")]
public enum Role
{
    /// <summary>May read.</summary>
    Viewer = 1,

    /// <summary>May send fixes and answer remote commands: a telematics gateway.</summary>
    Device = 2,

    /// <summary>May rent, command vehicles and manage customers: a booking app or a dispatcher.</summary>
    Operator = 3,

    /// <summary>May also change tariffs, zones and API keys of the fleet.</summary>
    Admin = 4,

    /// <summary>The platform itself: deadlines, settlement, simulation runs.</summary>
    System = 5,
}
