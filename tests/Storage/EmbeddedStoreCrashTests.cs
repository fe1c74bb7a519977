using System.Globalization;
using System.Text;
using FleetActors.Silo.Storage.Embedded;

namespace FleetActors.Tests.Storage;

/// <summary>A crash is a copy of the directory taken while the store is open: nothing was closed, flushed or tidied.</summary>
public sealed class EmbeddedStoreCrashTests
{
    private const int Rows = 120;

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_crash()
    {
        using var crashed = await CrashedAsync();
        AssertWhole(crashed);
    }

    [Fact]
    public async Task A_log_cut_off_anywhere_loses_only_the_writes_after_the_cut()
    {
        using var crashed = await CrashedAsync();
        var log = Log(crashed);
        var whole = File.ReadAllBytes(log);
        // The first cuts fall inside headers, the others everywhere; a block of the log has 32,768 bytes.
        foreach (var length in Enumerable.Range(1, 24).Select(n => whole.Length - n).Concat(Enumerable.Range(1, 60).Select(n => whole.Length * n / 61)))
        {
            using var copy = Copy(crashed);
            File.WriteAllBytes(Log(copy), whole[..length]);
            using var store = copy.Open();
            var kept = Kept(store);
            Assert.Equal(Enumerable.Range(0, kept.Count), kept);
            Assert.InRange(kept.Count, 0, Rows - 1);
        }
    }

    [Fact]
    public async Task A_last_write_whose_sectors_never_reached_the_disk_is_dropped()
    {
        using var crashed = await CrashedAsync();
        var whole = File.ReadAllBytes(Log(crashed));
        using var zeros = Copy(crashed);
        File.WriteAllBytes(Log(zeros), [.. whole, .. new byte[5_000]]);
        AssertWhole(zeros);
    }

    [Fact]
    public async Task A_flipped_byte_in_the_log_refuses_to_open_or_loses_nothing()
    {
        using var crashed = await CrashedAsync();
        var whole = File.ReadAllBytes(Log(crashed));
        var refused = 0;
        // Every byte of the first and last records, and a prime stride through the rest.
        var places = Enumerable.Range(0, 800).Concat(Enumerable.Range(whole.Length - 800, 800)).Concat(Enumerable.Range(0, whole.Length / 977).Select(n => n * 977)).Distinct();
        foreach (var place in places)
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= 0x10;
            var verdict = LogVerdict.Of(damaged, holdsBatches: true);
            if (verdict.Damage is not null)
                refused++;
            else
                Assert.Equal(whole.Length, verdict.WholeBytes);
        }
        Assert.True(refused > 1_500);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public async Task Damage_in_the_log_refuses_to_open_with_a_message_and_changes_nothing(double where)
    {
        using var crashed = await CrashedAsync();
        var damaged = File.ReadAllBytes(Log(crashed));
        damaged[(int)(damaged.Length * where)] ^= 1;
        File.WriteAllBytes(Log(crashed), damaged);
        AssertRefused(crashed, "damaged", Path.GetFileName(Log(crashed)));
        Assert.Equal(damaged, File.ReadAllBytes(Log(crashed)));
    }

    [Fact]
    public async Task A_zeroed_block_in_the_middle_of_the_log_refuses_to_open()
    {
        using var crashed = await CrashedAsync();
        var damaged = File.ReadAllBytes(Log(crashed));
        damaged.AsSpan(damaged.Length / 3, 4_096).Clear();
        File.WriteAllBytes(Log(crashed), damaged);
        AssertRefused(crashed, "damaged");
    }

    [Fact]
    public async Task Damage_in_a_table_file_refuses_to_open()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open())
            await FillAsync(store);
        var table = Assert.Single(directory.Files("*.sst"));
        var damaged = File.ReadAllBytes(table);
        damaged[damaged.Length / 3] ^= 1;
        File.WriteAllBytes(table, damaged);
        AssertRefused(directory, "damaged");
    }

    [Fact]
    public async Task Damage_in_a_table_file_too_large_to_check_at_opening_stops_the_store_when_it_is_read()
    {
        using var directory = new StoreDirectory();
        using (var store = directory.Open())
            await FillAsync(store);
        var table = Assert.Single(directory.Files("*.sst"));
        var damaged = File.ReadAllBytes(table);
        damaged[damaged.Length / 3] ^= 1;
        File.WriteAllBytes(table, damaged);
        using var opened = directory.Open(o => o.VerifyAtOpenBytes = 0);
        var failures = 0;
        foreach (var row in Enumerable.Range(0, Rows))
        {
            try { await opened.GetAsync(KeyOf(row)); }
            catch (EmbeddedStoreException) { failures++; }
        }
        Assert.True(failures > 0);
        Assert.Contains("damaged", directory.Failure(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => opened.PutAsync(KeyOf(0), Array.Empty<byte>(), -1));
    }

    [Theory]
    [InlineData("CURRENT")]
    [InlineData("MANIFEST-*")]
    public async Task A_missing_manifest_refuses_to_open_instead_of_beginning_anew(string pattern)
    {
        using var crashed = await CrashedAsync();
        foreach (var file in crashed.Files(pattern))
            File.Delete(file);
        AssertRefused(crashed, "damaged");
    }

    [Fact]
    public async Task A_damaged_manifest_refuses_to_open()
    {
        using var crashed = await CrashedAsync();
        var manifest = crashed.Files("MANIFEST-*")[^1];
        var damaged = File.ReadAllBytes(manifest);
        damaged[4] ^= 0x40; // the length of its first record
        File.WriteAllBytes(manifest, damaged);
        AssertRefused(crashed, "damaged");
    }

    [Fact]
    public void A_directory_in_use_is_refused_and_its_user_named()
    {
        using var directory = new StoreDirectory();
        using (directory.Open())
            AssertRefused(directory, "in use", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        directory.Open().Dispose();
    }

    private static async Task<StoreDirectory> CrashedAsync()
    {
        using var open = new StoreDirectory();
        using var store = open.Open();
        await FillAsync(store);
        return Copy(open);
    }

    private static async Task FillAsync(EmbeddedStore store)
    {
        var random = new Random(3);
        for (var row = 0; row < Rows; row++)
        {
            var value = new byte[random.Next(1, 1_500)];
            random.NextBytes(value);
            await store.PutAsync(KeyOf(row), value, 0);
        }
    }

    private static StoreDirectory Copy(StoreDirectory source)
    {
        var copy = new StoreDirectory();
        foreach (var file in source.Files("*").Where(f => Path.GetFileName(f) is not ("LOCK" or "fleet.lock")))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        return copy;
    }

    private static void AssertWhole(StoreDirectory directory)
    {
        using var store = directory.Open();
        Assert.Equal(Enumerable.Range(0, Rows), Kept(store));
    }

    private static void AssertRefused(StoreDirectory directory, params string[] said)
    {
        var refusal = Assert.Throws<EmbeddedStoreException>(() => directory.Open());
        Assert.All(said.Append(directory.Path), word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
    }

    private static byte[] KeyOf(int row) => Encoding.ASCII.GetBytes($"row-{row:D4}");

    private static List<int> Kept(EmbeddedStore store) =>
        [.. store.Scan("row-"u8.ToArray()).Select(row => int.Parse(Encoding.ASCII.GetString(row.Key)[4..], CultureInfo.InvariantCulture))];

    private static string Log(StoreDirectory directory) => directory.Files("*.log")[^1];
}
