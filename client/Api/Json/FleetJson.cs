using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FleetActors.Api.Json;

/// <summary>The one way in which the API reads and writes JSON: camelCase, strict, exact.</summary>
public static class FleetJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 16;

    /// <summary>Makes the options strict: unknown and repeated members, comments, numbers in strings and missing values are refused.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.AllowTrailingCommas = false;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        foreach (var converter in Converters) options.Converters.Add(converter);
        options.TypeInfoResolverChain.Insert(0, new DefaultedRecords());
        options.TypeInfoResolverChain.Insert(1, FleetJsonContext.Default.WithAddedModifier(CompleteLists.Demand));
    }

    private static readonly JsonConverter[] Converters =
    [
        new IdConverter<FleetId>(), new IdConverter<VehicleId>(), new IdConverter<CustomerId>(), new IdConverter<ContractId>(),
        new IdConverter<TariffId>(), new IdConverter<CommandId>(), new CurrencyConverter(), new MoneyConverter(),
        new DecimalConverter(), new PlaceConverter(), new KebabEnumConverter(),
    ];
}
