using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FleetActors.Api.Json;

/// <summary>Refuses null elements in lists that are read: nullable annotations are not checked inside collections otherwise.</summary>
public static class CompleteLists
{
    /// <summary>Adds the check to every type with a list of references.</summary>
    public static void Demand(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var lists = type.Properties
            .Where(property => property.Get is not null && IsListOfReferences(property.PropertyType))
            .ToArray();
        if (lists.Length == 0) return;
        type.OnDeserialized = read =>
        {
            foreach (var list in lists)
            {
                if (list.Get!(read) is System.Collections.IStructuralEquatable array && HasNull((System.Collections.IEnumerable)array))
                    throw new JsonException($"'{list.Name}' must not contain null.");
            }
        };
    }

    private static bool IsListOfReferences(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && !type.GetGenericArguments()[0].IsValueType;

    private static bool HasNull(System.Collections.IEnumerable elements)
    {
        foreach (var element in elements)
        {
            if (element is null) return true;
        }
        return false;
    }
}
