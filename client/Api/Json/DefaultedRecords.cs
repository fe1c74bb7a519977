using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FleetActors.Contracts;
using FleetActors.Customers;

namespace FleetActors.Api.Json;

/// <summary>
/// Reads bodies whose members have defaults of their own by reflection: generated readers overwrite the default of an
/// init-only member that the body leaves out.
/// </summary>
public sealed class DefaultedRecords : IJsonTypeInfoResolver
{
    private static readonly Type[] Records = [typeof(Tariff), typeof(CustomerProfile)];

    private readonly DefaultJsonTypeInfoResolver _reflection = new();

    /// <inheritdoc/>
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
        Records.Contains(type) ? _reflection.GetTypeInfo(type, options) : null;
}
