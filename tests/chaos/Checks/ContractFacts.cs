using System.Collections.Immutable;
using FleetActors.Contracts;

namespace FleetActors.Chaos;

/// <summary>What one contract's stored events say, counted here and not by the product's own rules.</summary>
public sealed record ContractFacts(Trail Trail)
{
    /// <summary>How often each command had its effect.</summary>
    public IReadOnlyDictionary<Asked, int> Effects { get; private init; } = new Dictionary<Asked, int>();

    /// <summary>The turn on the car, once reserved.</summary>
    public long? Tenancy { get; private init; }

    /// <summary>When the customer took the car.</summary>
    public DateTimeOffset? StartedAt { get; private init; }

    /// <summary>When charging stopped.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Whether it was closed with something to pay.</summary>
    public bool IsBilled { get; private init; }

    /// <summary>Whether it says that everything is settled.</summary>
    public bool IsSettled { get; private init; }

    /// <summary>The invoice's number as the contract knows it.</summary>
    public long? InvoiceNumber { get; private init; }

    /// <summary>Whether the latest attempt is undecided, or reserved and not yet begun, cancelled or lapsed.</summary>
    public bool IsHolding { get; private init; }

    /// <summary>Reads the events.</summary>
    public static ContractFacts Of(Trail trail, ImmutableArray<ContractEvent> events)
    {
        var ended = events.OfType<RentalEnded>().FirstOrDefault();
        var settled = events.OfType<ContractSettled>().LastOrDefault();
        var last = events.LastOrDefault(e => e is ReservationAttempted or VehicleReserved or ReservationAborted
            or ContractCancelled or ReservationLapsed or RentalStarted);
        return new(trail)
        {
            Effects = new Dictionary<Asked, int>
            {
                [Asked.Reserve] = events.OfType<VehicleReserved>().Count(),
                [Asked.Start] = events.OfType<RentalStarted>().Count(),
                [Asked.End] = events.OfType<RentalEnded>().Count(),
                [Asked.Cancel] = events.OfType<ContractCancelled>().Count(),
            },
            Tenancy = events.OfType<VehicleReserved>().FirstOrDefault()?.Tenancy,
            StartedAt = events.OfType<RentalStarted>().FirstOrDefault()?.Stamp.At,
            EndedAt = ended?.Return.At,
            IsBilled = ended?.Bill.Lines.IsEmpty == false,
            IsSettled = settled is not null,
            InvoiceNumber = settled?.InvoiceNumber ?? events.OfType<ObligationsMet>().LastOrDefault(met => met.InvoiceNumber is not null)?.InvoiceNumber,
            IsHolding = last is ReservationAttempted or VehicleReserved,
        };
    }

    /// <summary>Each acknowledged command is there once, each unknown one at most once, and no other at all.</summary>
    public void Check(Findings findings)
    {
        foreach (var (command, times) in Effects)
        {
            if (command == Asked.Cancel && !Trail.Acknowledged.HasFlag(Asked.Reserve) && Trail.Acknowledged.HasFlag(command))
                findings.Unless(times <= 1, $"contract {Trail.Contract}: {command} is there {times} times"); // an abandoned reservation may have run out first
            else if (Trail.Acknowledged.HasFlag(command))
                findings.Unless(times == 1, $"contract {Trail.Contract}: acknowledged {command} is there {times} times");
            else if (Trail.Unknown.HasFlag(command))
                findings.Unless(times <= 1, $"contract {Trail.Contract}: unknown {command} is there {times} times");
            else
                findings.Unless(times == 0, $"contract {Trail.Contract}: {command} is there {times} times, but was {(Trail.Refused.HasFlag(command) ? "refused" : "never sent")}");
        }
    }
}
