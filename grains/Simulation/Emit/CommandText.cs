using System.Text;
using System.Text.Json;

namespace FleetActors.Simulation.Emit;

/// <summary>What a platform sends to a car.</summary>
public static class CommandText
{
    private const int LongestId = 128;

    private static readonly string[] IdNames = ["id", "commandId", "command_id", "command"];

    /// <summary>The command's id: the field <c>id</c>, <c>commandId</c>, <c>command_id</c> or <c>command</c> of a JSON object, otherwise the whole text.</summary>
    public static string IdOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var name in IdNames)
                {
                    if (json.RootElement.TryGetProperty(name, out var id)) return Cut(id.ToString());
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON: the text itself is all there is.
        }

        return Cut(Encoding.UTF8.GetString(payload));
    }

    private static string Cut(string text) => text.Length <= LongestId ? text : text[..LongestId];
}
