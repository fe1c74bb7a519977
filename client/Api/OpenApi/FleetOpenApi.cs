using System.Text.Json.Nodes;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FleetActors.Api.OpenApi;

/// <summary>Completes the generated OpenAPI 3.1 document: keys, idempotency, the forms of ids, money, places and enums, examples.</summary>
public static class FleetOpenApi
{
    /// <summary>The document is served at <c>/openapi/v1.json</c>.</summary>
    public const string DocumentName = "v1";

    private const string KeyScheme = "apiKey";

    private const string Description =
        "Every command takes an `Idempotency-Key` (best a UUID version 7) and may be repeated with it for 24 hours without acting twice. "
        + "A UUID version 7 is refused after that. Any other key is forgotten after 24 hours, or 256 later commands to the same vehicle, customer, contract or fleet, and then acts as a new one. "
        + "Credit notes and added lines never act twice, whatever the key and however late. "
        + "Errors are `application/problem+json`; programs decide by `code`, people read `detail`. "
        + "The API key binds to one fleet and one role.";

    /// <summary>Registers the completions.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static endpoint => endpoint.RelativePath?.StartsWith("v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new() { Title = "FleetActors", Version = "1", Description = Description };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [KeyScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = $"An API key (fa_...); also taken in the header {AccessMiddleware.KeyHeader}.",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            SchemaForms.Apply(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<DemandedRole>().LastOrDefault() is { } demanded)
        {
            operation.Description = demanded.PlatformOnly
                ? "Needs the platform's own key."
                : $"Needs the role {KebabEnumConverter.Name(demanded.Least)} or a higher one.";
        }
        if (context.Description.HttpMethod is not "GET")
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header,
                In = ParameterLocation.Header,
                Description = "The command's id; given by the server and returned when absent.",
                Schema = SchemaForms.Id(),
            });
        }
        if (metadata.OfType<BodyExample>().LastOrDefault() is { } example && operation.RequestBody?.Content is { } contents)
        {
            foreach (var content in contents.Values) content.Example = JsonNode.Parse(example.Json);
        }
    }
}
