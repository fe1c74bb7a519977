using System.Collections.Immutable;

namespace FleetActors.Customers;

/// <summary>A driving licence as the customer gave it, and whether someone has checked it.</summary>
/// <param name="Number">As printed, 1 to 32 characters.</param>
/// <param name="Country">Where it was issued: ISO 3166-1 alpha-2, such as <c>DE</c>.</param>
/// <param name="Classes">Licence classes such as <c>B</c> or <c>BE</c>; 1 to 16 of 1 to 4 characters each.</param>
/// <param name="ValidUntil">The last day on which it is valid.</param>
/// <param name="CheckedAt">When it was checked, or null when it was not; set by <see cref="CheckLicence"/> alone, ignored in what callers send. Another number, country or end needs another check.</param>
/// <param name="CheckedBy">The name of the caller who checked it; set and ignored likewise.</param>
[GenerateSerializer, Immutable, Alias("DrivingLicence")]
public sealed record DrivingLicence(
    [property: Id(0)] string Number,
    [property: Id(1)] string Country,
    [property: Id(2)] ImmutableArray<string> Classes,
    [property: Id(3)] DateOnly ValidUntil,
    [property: Id(4)] DateTimeOffset? CheckedAt = null,
    [property: Id(5)] string? CheckedBy = null);
