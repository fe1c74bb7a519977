using FleetActors.Contracts;
using FleetActors.Customers;
using Orleans;
using Orleans.Core.Internal;

namespace FleetActors.Tests.Customers;

public sealed class CustomerGrainTests(CustomerCluster cluster) : IClassFixture<CustomerCluster>
{
    private static readonly DateTimeOffset Now = CustomerScript.Start;
    private static readonly DateTimeOffset Later = Now.AddSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<ICustomerGrain> Registered(string id)
    {
        var grain = cluster.Grains.GetGrain<ICustomerGrain>(new CustomerKey(CustomerCluster.Fleet, new(id)).ToString());
        var profile = CustomerScript.Profile(maxOpen: 4, creditMinor: 1_000_000);
        Assert.True((await grain.Register(cluster.Header(), new(profile), Cancel)).IsAccepted);
        Assert.True((await grain.CheckLicence(cluster.Header(), new(profile.Licence!.Number, profile.Licence.ValidUntil), Cancel)).IsAccepted);
        return grain;
    }

    private static PostToLedger Payment(int contract, string id, int? releases = null) =>
        CustomerScript.PostOf(contract, id, releases, LedgerPostings.Payment(new(100, CustomerScript.Euro)), Now);

    private async Task<string[]> WritesDuring(Func<Task> action)
    {
        cluster.Storage.Writes.Clear();
        await action();
        return [.. cluster.Storage.Writes];
    }

    [Fact]
    public async Task Hold_and_post_cost_one_write_each_and_their_repeats_none()
    {
        var grain = await Registered("writes");
        var hold = CustomerScript.HoldOf(1, 1, 500, Later);
        Assert.Equal(["customer-2"], await WritesDuring(() => grain.Hold(hold, Cancel))); // registering and checking the licence were the first two
        Assert.Empty(await WritesDuring(async () => Assert.Equal("test-ok", (await grain.Hold(hold, Cancel)).Accepted.PaymentMethod)));
        Assert.Equal(["customer-3"], await WritesDuring(() => grain.Post(Payment(1, "p", 1), Cancel)));
        Assert.Empty(await WritesDuring(async () => Assert.True((await grain.Post(Payment(1, "p", 1), Cancel)).IsAccepted)));
        Assert.Empty((await grain.Get(Cancel))!.Holds);
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_grain_is_loaded_again()
    {
        var grain = await Registered("reload");
        await grain.Hold(CustomerScript.HoldOf(1, 1, 500, Later), Cancel);
        await grain.Confirm(new(new("c-1"), 1, new(Now, CustomerScript.Tester)), Cancel);
        for (var i = 0; i < 40; i++) Assert.True((await grain.Post(Payment(1, $"p-{i}"), Cancel)).IsAccepted);
        var before = (await grain.Get(Cancel))!;
        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancel);
        var after = (await grain.Get(Cancel))!;
        Assert.Equal(before.Revision, after.Revision);
        Assert.True(Assert.Single(after.Holds).Confirmed);
        Assert.Equal<LedgerBalance>(before.Balances, after.Balances);
        Assert.Equal(40, after.PostingSets);
        var sets = new List<PostingSet>();
        for (var page = 0; await grain.Page(page, Cancel) is { } read; page++) sets.AddRange(read.Sets);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"p-{i}"), sets.Select(s => s.PostingId));
        Assert.Empty(await WritesDuring(() => grain.Post(Payment(1, "p-0"), Cancel)));
        Assert.Equal(40, (await grain.Get(Cancel))!.PostingSets);
    }

    [Fact]
    public async Task The_record_of_a_customer_who_is_seldom_awake_does_not_grow()
    {
        var grain = await Registered("seldom");
        var record = CustomerGrain.Record(cluster.Storage, grain.GetGrainId());
        for (var rental = 1; rental <= 40; rental++)
        {
            await Rest(() => grain.Hold(CustomerScript.HoldOf(rental, 1, 1, Later), Cancel));
            await Rest(() => grain.Post(Payment(rental, "p", releases: 1), Cancel));
            Assert.InRange((await record.Read())!.Ledger.Unfiled.Length, 0, Ledger.MaxUnfiled);
        }
        var sets = new List<PostingSet>();
        for (var page = 0; await grain.Page(page, Cancel) is { } read; page++) sets.AddRange(read.Sets);
        Assert.Equal(Enumerable.Range(1, 40).Select(rental => $"c-{rental}"), sets.Select(set => set.Contract.Value));

        async Task Rest<T>(Func<Task<Outcome<T>>> command)
        {
            Assert.True((await command()).IsAccepted);
            await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancel);
        }
    }

    [Fact]
    public async Task Full_pages_that_cannot_be_filed_stay_in_the_record_until_they_can()
    {
        var grain = await Registered("filing");
        cluster.Storage.FailingPrefix = "ledger-";
        try
        {
            var booked = 0;
            while ((await Record.ExceptionAsync(() => grain.Post(Payment(1, $"p-{booked}"), Cancel))) is null) booked++;
            Assert.Equal((CustomerLimits.SetsOfPage * (Ledger.MaxUnfiled + 1)) - 1, booked);
            cluster.Storage.FailingPrefix = null;
            Assert.True((await grain.Post(Payment(1, $"p-{booked}"), Cancel)).IsAccepted);
            Assert.Equal(booked + 1, (await grain.Get(Cancel))!.PostingSets);
            Assert.Equal("p-0", (await grain.Page(0, Cancel))!.Sets[0].PostingId);
        }
        finally
        {
            cluster.Storage.FailingPrefix = null;
        }
    }

    [Fact]
    public async Task An_unknown_customer_is_refused_and_has_no_view()
    {
        var grain = cluster.Grains.GetGrain<ICustomerGrain>(new CustomerKey(CustomerCluster.Fleet, new("nobody")).ToString());
        Assert.Null(await grain.Get(Cancel));
        Assert.Null(await grain.Page(0, Cancel));
        Assert.Equal(Refusal.UnknownCustomer, (await grain.Hold(CustomerScript.HoldOf(1, 1, 1, Later), Cancel)).Refused!.Code);
        Assert.Equal(Refusal.UnknownCustomer, (await grain.Post(Payment(1, "p"), Cancel)).Refused!.Code);
        Assert.Equal(Refusal.UnknownCustomer, (await grain.Suspend(cluster.Header(), new("x"), Cancel)).Refused!.Code);
    }

    [Fact]
    public async Task A_repeated_command_acts_once_and_its_id_serves_no_other()
    {
        var grain = await Registered("commands");
        var header = cluster.Header();
        Assert.True((await grain.Suspend(header, new("unpaid"), Cancel)).IsAccepted);
        Assert.True((await grain.Reinstate(cluster.Header(), new(), Cancel)).IsAccepted);
        await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle(Cancel);
        Assert.Empty(await WritesDuring(async () => Assert.True((await grain.Suspend(header, new("unpaid"), Cancel)).IsAccepted)));
        Assert.Equal(CustomerStatus.Active, (await grain.Get(Cancel))!.Status);
        Assert.Equal(Refusal.CommandIdReused, (await grain.Suspend(header, new("other"), Cancel)).Refused!.Code);
    }
}
