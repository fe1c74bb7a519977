using System.Collections.Immutable;
using System.Globalization;
using FleetActors.Api.Access;
using FleetActors.Api.Commands;
using FleetActors.Api.Json;
using FleetActors.Api.OpenApi;
using FleetActors.Api.Problems;
using FleetActors.Vehicles;

namespace FleetActors.Api;

/// <summary>Something that a car's fixes showed.</summary>
/// <param name="At">When the vehicle stored it.</param>
/// <param name="Notice">What.</param>
/// <param name="Zone">Which zone, for those of zones.</param>
/// <param name="Evidence">The fix that shows it.</param>
public sealed record NoticeItem(DateTimeOffset At, VehicleNotice Notice, string? Zone, Fix Evidence);

/// <summary>What the fleet's rules saw of a car.</summary>
public static class NoticeEndpoints
{
    /// <summary>Pages of a car's history that one request looks through.</summary>
    public const int MaxPages = 64;

    private static readonly TimeSpan Lately = TimeSpan.FromHours(24);

    /// <summary>Maps <c>/vehicles/{id}/notices</c>.</summary>
    public static void MapNotices(this RouteGroupBuilder v1) =>
        v1.MapGet("/vehicles/{id}/notices", List).WithTags("Vehicles").Demand(Role.Viewer).Answers<Listing<NoticeItem>>()
            .WithSummary("What its fixes showed, oldest first: zones entered and left, speed, low charge, driving without contract. The last 24 hours, or from a time on");

    private static async Task<IResult> List(FleetCall call, VehicleId id, DateTimeOffset? from, string? after)
    {
        var vehicle = call.Fleet.Vehicle(id);
        var since = from ?? (after is null ? call.Now - Lately : DateTimeOffset.MinValue);
        var found = after is null
            ? await vehicle.HistoryFrom(since, call.Cancellation)
            : await vehicle.History(Page(after), call.Cancellation);
        var items = ImmutableArray.CreateBuilder<NoticeItem>();
        for (var pages = 1; ; pages++)
        {
            if (found.Refused is { } refused) return RefusalProblem.Of(refused);
            items.AddRange(found.Accepted.Events.OfType<VehicleNoticed>().Where(noticed => noticed.Stamp.At >= since)
                .Select(noticed => new NoticeItem(noticed.Stamp.At, noticed.Notice, noticed.Zone, noticed.Evidence)));
            if (found.Accepted.NextPage is not { } next) return TypedResults.Ok(new Listing<NoticeItem>(items.ToImmutable()));
            if (pages == MaxPages) return TypedResults.Ok(new Listing<NoticeItem>(items.ToImmutable(), next.ToString(CultureInfo.InvariantCulture)));
            found = await vehicle.History(next, call.Cancellation);
        }
    }

    private static int Page(string after) => int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
        ? page
        : throw BadInputException.Parameter(nameof(after), "the value of \"next\" in an earlier answer.");
}
