using System.Buffers;
using System.Text;
using System.Text.Json;
using FleetActors.Simulation;
using FleetActors.Simulation.Emit;

namespace FleetActors.Tests.Simulation.Emit;

public sealed class TemplateTests
{
    private static readonly TemplateFields Fix = new(
        new Device("car-7", "u\"7", "p w", "t&k"), 1_777_629_600_123, new MotionReading(new MapPoint(-5, 1_234_567_890), 90, 271, 815, 12_345), 42);

    [Theory]
    [InlineData("{{lat}} {{lon}}", "-0.0000005 123.4567890")]
    [InlineData("{{time}}", "2026-05-01T10:00:00.123Z")]
    [InlineData("{{unix}} {{unixMs}}", "1777629600 1777629600123")]
    [InlineData("{{speedKmh}} {{speedMs}} {{speedKnots}}", "90 25.00 48.59")]
    [InlineData("{{ heading }} {{charge}} {{odometerKm}} {{number}}", "271 81.5 12.345 42")]
    [InlineData("{{vehicle}}:{{user}}:{{password}}", "car-7:u\"7:p w")]
    public void Placeholders_are_filled(string template, string expected) => Assert.Equal(expected, PayloadTemplate.Parse(template, "test", TemplateUse.Plain).Text(Fix));

    [Fact]
    public void What_comes_from_outside_is_escaped_for_where_it_goes()
    {
        Assert.Equal("""{"u":"u\"7"}""", PayloadTemplate.Parse("""{"u":"{{user}}"}""", "test").Text(Fix));
        Assert.Equal("/x?t=t%26k&p=p%20w", PayloadTemplate.Parse("/x?t={{token}}&p={{password}}", "test", TemplateUse.Url).Text(Fix));
    }

    [Fact]
    public void A_section_is_repeated_for_each_fix()
    {
        var template = PayloadTemplate.Parse("[{{#fixes}}{{number}}{{/fixes}}]", "test");
        Assert.Equal("[42,43]", Write(template, Fix, Fix with { Number = 43 }));
        Assert.Equal("42\n43", Write(PayloadTemplate.Parse("{{#lines}}{{number}}{{/lines}}", "test"), Fix, Fix with { Number = 43 }));
    }

    [Fact]
    public void Built_in_templates_are_JSON_and_say_what_the_car_did()
    {
        foreach (var name in BuiltInTemplates.Names)
        {
            var text = Write(BuiltInTemplates.Load(name), Fix, Fix with { Number = 43 });
            using var json = JsonDocument.Parse(text);
            Assert.Contains("123.4567890", text);
        }

        using var fixes = JsonDocument.Parse(Write(BuiltInTemplates.Load("fleetactors"), Fix, Fix));
        Assert.Equal(2, fixes.RootElement.GetProperty("fixes").GetArrayLength());
    }

    [Theory]
    [InlineData("{\"a\":\n {{latt}}}", "line 2, column 2", "did you mean 'lat'")]
    [InlineData("{{lat", "line 1, column 1", "never closed")]
    [InlineData("{{#fixes}}{{lat}}", "line 1, column 18", "never closed with '{{/fixes}}'")]
    [InlineData("{{/fixes}}", "line 1, column 1", "closes what is not open")]
    [InlineData("{{#cars}}", "line 1, column 1", "no section 'cars'")]
    [InlineData("{{#fixes}}{{#lines}}", "line 1, column 11", "one section")]
    [InlineData("", "it", "empty")]
    public void A_fault_in_a_template_is_named_with_its_place(string text, string place, string reason)
    {
        var fault = Assert.Throws<EmitException>(() => PayloadTemplate.Parse(text, "it.json")).Message;
        Assert.StartsWith("it.json: ", fault);
        Assert.Contains(place, fault);
        Assert.Contains(reason, fault);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_what_there_is()
    {
        var fault = Assert.Throws<EmitException>(() => BuiltInTemplates.Load("nowhere/x.json")).Message;
        Assert.Contains("nowhere/x.json", fault);
        Assert.Contains("traccar", fault);
    }

    [Fact]
    public void A_device_has_one_UUID_for_ever_and_another_for_each_fix()
    {
        var template = PayloadTemplate.Parse("{{uuid}} {{fixUuid}}", "test");
        var (one, other) = (template.Text(Fix).Split(' '), template.Text(Fix with { Number = 43 }).Split(' '));
        Assert.Equal(one[0], other[0]);
        Assert.NotEqual(one[1], other[1]);
        Assert.All(one, text => Assert.Equal('8', Guid.Parse(text).ToString()[14]));
    }

    private static string Write(PayloadTemplate template, params TemplateFields[] fixes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        template.Write(buffer, fixes);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
