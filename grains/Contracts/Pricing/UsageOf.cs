using System.Collections.Immutable;

namespace FleetActors.Contracts.Pricing;

/// <summary>Reads from a contract's events how the car was used.</summary>
public static class UsageOf
{
    /// <summary>The use of the car from its start until its return.</summary>
    /// <param name="history">The events before the end.</param>
    /// <param name="request">What was hired.</param>
    /// <param name="back">How the car came back.</param>
    public static Usage Events(ImmutableArray<ContractEvent> history, RentalRequest request, VehicleReturn back)
    {
        var periods = ImmutableArray.CreateBuilder<UsePeriod>();
        var agreements = ImmutableArray.CreateBuilder<string>();
        var (from, fromEvidence, paused) = (default(DateTimeOffset), "", false);
        var agreedEnd = default(DateTimeOffset);
        RentalStarted? start = null;
        var startEvidence = "";
        var endEvidence = Evidence.Event(history.Length + 1); // the end itself is the next event

        void Turn(DateTimeOffset at, string evidence, bool nowPaused)
        {
            if (at > back.At) at = back.At; // evidence may tell of an earlier end than the last change of mind
            if (at > from) periods.Add(new(from, at, paused, [fromEvidence, evidence]));
            (from, fromEvidence, paused) = (at, evidence, nowPaused);
        }

        for (var i = 0; i < history.Length; i++)
        {
            var evidence = Evidence.Event(i + 1);
            switch (history[i])
            {
                case RentalStarted e:
                    (start, startEvidence, agreedEnd) = (e, evidence, e.AgreedEnd);
                    (from, fromEvidence, paused) = (e.Stamp.At, evidence, false);
                    agreements.Add(evidence);
                    break;
                case RentalPaused e: Turn(e.Stamp.At, evidence, nowPaused: true); break;
                case RentalResumed e: Turn(e.Stamp.At, evidence, nowPaused: false); break;
                case RentalExtended e:
                    agreedEnd = e.Until;
                    agreements.Add(evidence);
                    break;
            }
        }
        if (start is null) throw new InvalidOperationException("A rental that never started was not used.");
        Turn(back.At, endEvidence, nowPaused: false);

        var (metres, readings) = Distance(start, back);
        return new(start.Stamp.At, back.At, request.Period?.From ?? start.Stamp.At, agreedEnd, periods.ToImmutable(), metres, readings)
        {
            StartEvidence = startEvidence,
            AgreementEvidence = agreements.ToImmutable(),
        };
    }

    private static (long? Metres, ImmutableArray<string> Evidence) Distance(RentalStarted start, VehicleReturn back)
    {
        if (start.Fix is not { } first || back.OdometerMetres is not { } odometer) return (null, []);
        var last = back.Evidence is { } evidence ? Evidence.Photo(evidence.PhotoReference) : Evidence.Fix(back.FixAt!.Value);
        return (Math.Max(0, odometer - first.OdometerMetres), [Evidence.Fix(first.At), last]);
    }
}
