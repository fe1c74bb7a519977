using System.Text.Json.Nodes;
using FleetActors.Api.Json;
using Microsoft.OpenApi;

namespace FleetActors.Api.OpenApi;

/// <summary>The JSON schemas of types that have a form of their own.</summary>
public static class SchemaForms
{
    /// <summary>The schema of an id.</summary>
    public static OpenApiSchema Id() => new() { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9.-]{1,64}$" };

    /// <summary>Gives a schema the form in which the type is written.</summary>
    public static void Apply(OpenApiSchema schema, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. KebabEnumConverter.Names(type).Select(name => (JsonNode)name)];
        }
        else if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Required = new HashSet<string> { "amount", "currency" };
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["amount"] = Text(@"^-?\d{1,10}(\.\d{1,3})?$", "12.34"),
                ["currency"] = Text("^[A-Z]{3}$", "EUR"),
            };
        }
        else if (type == typeof(GeoPoint))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Required = new HashSet<string> { "latitude", "longitude" };
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["latitude"] = Degrees("90"),
                ["longitude"] = Degrees("180"),
            };
        }
        else if (type == typeof(Currency)) Copy(Text("^[A-Z]{3}$", "EUR"), schema);
        else if (type == typeof(decimal)) Copy(Text(@"^-?\d+(\.\d+)?$", "0.29"), schema);
        else if (IsId(type)) Copy(Id(), schema);
    }

    private static bool IsId(Type type) => type == typeof(FleetId) || type == typeof(VehicleId) || type == typeof(CustomerId)
        || type == typeof(ContractId) || type == typeof(TariffId) || type == typeof(CommandId);

    private static OpenApiSchema Text(string pattern, string example) =>
        new() { Type = JsonSchemaType.String, Pattern = pattern, Examples = [example] };

    private static OpenApiSchema Degrees(string most) => new() { Type = JsonSchemaType.Number, Minimum = "-" + most, Maximum = most };

    private static void Copy(OpenApiSchema from, OpenApiSchema to)
    {
        to.Type = from.Type;
        to.Pattern = from.Pattern;
        to.Examples = from.Examples;
    }
}
