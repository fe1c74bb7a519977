namespace FleetActors.Vehicles;

/// <summary>The digital twin of one car. Key: <see cref="VehicleKey"/>.</summary>
[Alias("IVehicleGrain")]
public interface IVehicleGrain : IGrainWithStringKey
{
    /// <summary>Sets the vehicle aside for one attempt of a contract. Durable when answered.</summary>
    [Alias("Hold")] Task<Outcome<VehicleHeldAnswer>> Hold(HoldVehicle command, CancellationToken cancellation);

    /// <summary>Makes a hold firm.</summary>
    [Alias("Confirm")] Task<Outcome<Done>> Confirm(ConfirmHold command, CancellationToken cancellation);

    /// <summary>Gives a hold back.</summary>
    [Alias("Release")] Task<Outcome<Done>> Release(ReleaseHold command, CancellationToken cancellation);

    /// <summary>Begins the tenancy.</summary>
    [Alias("Start")] Task<Outcome<Done>> Start(StartTenancy command, CancellationToken cancellation);

    /// <summary>Pauses or resumes the tenancy.</summary>
    [Alias("Pause")] Task<Outcome<Done>> Pause(PauseTenancy command, CancellationToken cancellation);

    /// <summary>Moves the agreed end.</summary>
    [Alias("Extend")] Task<Outcome<Done>> Extend(ExtendTenancy command, CancellationToken cancellation);

    /// <summary>Ends the tenancy.</summary>
    [Alias("End")] Task<Outcome<Done>> End(EndTenancy command, CancellationToken cancellation);
}
