using System.Collections.Immutable;
using FleetActors.Records;

namespace FleetActors.Invoices;

/// <summary>Asks registers for numbers, for many documents in one call.</summary>
public sealed class InvoiceCourier
{
    private readonly SharedCalls<NumberDocument, ImmutableArray<long>> _numbering;

    /// <summary>Made once for each silo.</summary>
    public InvoiceCourier(IGrainFactory grains)
    {
        var registers = new GrainAddress<IInvoiceRegisterGrain>(grains);
        _numbering = new((register, requests) => registers.Of(register).Number(requests, CancellationToken.None));
    }

    /// <summary>The number of a document; see <see cref="IInvoiceRegisterGrain.Number"/>.</summary>
    public async Task<long> Number(FleetId fleet, NumberDocument request)
    {
        var (answer, place) = _numbering.Join(fleet.Value, request);
        return (await answer)[place];
    }
}
