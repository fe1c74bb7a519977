using System.Net;
using System.Text.Json.Nodes;

namespace FleetActors.Tests.Client.Http;

/// <summary>The API says completely what it is.</summary>
[Collection(ApiCollection.Name)]
public sealed class OpenApiTests(ApiHost host)
{
    [Fact]
    public async Task Every_route_is_documented_with_summary_answers_and_example()
    {
        using var client = host.Client(null);
        var document = JsonNode.Parse(await client.GetText("/openapi/v1.json"))!;
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        foreach (var route in ApiRoutes.Of(host.Services))
        {
            var path = route.Pattern.Replace(":int", "", StringComparison.Ordinal);
            var operation = document["paths"]![path]?[route.Method.ToLowerInvariant()];
            Assert.True(operation is not null, $"{route} is not documented");
            Assert.False(string.IsNullOrWhiteSpace(operation["summary"]?.GetValue<string>()), $"{route} has no summary");
            Assert.True(operation["responses"]!.AsObject().Count > 1, $"{route} tells no problems");
            if (operation["requestBody"] is { } body)
                Assert.True(body["content"]!["application/json"]!["example"] is not null, $"{route} has no example");
        }
    }

    [Fact]
    public async Task Every_reference_in_the_document_leads_somewhere()
    {
        using var client = host.Client(null);
        var document = JsonNode.Parse(await client.GetText("/openapi/v1.json"))!;
        var references = new List<string>();
        Collect(document, references);
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var target = reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, part) => node?[part]);
            Assert.True(target is not null, reference);
        }
    }

    [Fact]
    public async Task The_documentation_page_loads_nothing_from_elsewhere()
    {
        using var client = host.Client(null);
        using var page = await client.Get("/docs");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Text();
        Assert.DoesNotContain("cdn.", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_is_told()
    {
        using var client = host.Client(null);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("/readyz")).StatusCode);
    }

    private static void Collect(JsonNode? node, List<string> references)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                if (name == "$ref") references.Add(value!.GetValue<string>());
                else Collect(value, references);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var element in list) Collect(element, references);
        }
    }
}
