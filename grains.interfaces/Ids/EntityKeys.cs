namespace FleetActors;

/// <summary>The grain key of a vehicle: <c>fleet:vehicle</c>.</summary>
[GenerateSerializer, Immutable, Alias("VehicleKey")]
public readonly record struct VehicleKey([property: Id(0)] FleetId Fleet, [property: Id(1)] VehicleId Vehicle)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a vehicle's key.</exception>
    public static VehicleKey Parse(string key)
    {
        var (fleet, entity) = EntityKeys.Split(key);
        return new(new FleetId(fleet), new VehicleId(entity));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Fleet.Value}{EntityKeys.Separator}{Vehicle.Value}";
}

/// <summary>The grain key of a customer: <c>fleet:customer</c>.</summary>
[GenerateSerializer, Immutable, Alias("CustomerKey")]
public readonly record struct CustomerKey([property: Id(0)] FleetId Fleet, [property: Id(1)] CustomerId Customer)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a customer's key.</exception>
    public static CustomerKey Parse(string key)
    {
        var (fleet, entity) = EntityKeys.Split(key);
        return new(new FleetId(fleet), new CustomerId(entity));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Fleet.Value}{EntityKeys.Separator}{Customer.Value}";
}

/// <summary>The grain key of a contract: <c>fleet:contract</c>.</summary>
[GenerateSerializer, Immutable, Alias("ContractKey")]
public readonly record struct ContractKey([property: Id(0)] FleetId Fleet, [property: Id(1)] ContractId Contract)
{
    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a contract's key.</exception>
    public static ContractKey Parse(string key)
    {
        var (fleet, entity) = EntityKeys.Split(key);
        return new(new FleetId(fleet), new ContractId(entity));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Fleet.Value}{EntityKeys.Separator}{Contract.Value}";
}

/// <summary>How a fleet id and an entity id share one grain key.</summary>
public static class EntityKeys
{
    /// <summary>Stands between fleet and entity. No id can contain it, so keys cannot collide.</summary>
    public const char Separator = ':';

    /// <summary>Takes a grain key apart at its first separator.</summary>
    /// <exception cref="FormatException">There is no separator.</exception>
    public static (string Fleet, string Entity) Split(string key)
    {
        var at = key.IndexOf(Separator, StringComparison.Ordinal);
        return at > 0
            ? (key[..at], key[(at + 1)..])
            : throw new FormatException($"'{key}' is not a key of the form fleet{Separator}entity.");
    }
}
