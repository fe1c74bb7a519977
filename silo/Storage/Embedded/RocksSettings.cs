using RocksDbSharp;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>The RocksDB options of the store, and why each is as it is.</summary>
internal static class RocksSettings
{
    private const int AbsoluteConsistency = 1;
    private const int WarningLevel = 2;
    private const int NoCompression = 0;
    private const int Lz4 = 4;
    private const int Levels = 7;
    private const double BloomBitsPerKey = 10;

    /// <summary>A new options handle; the caller destroys it after opening.</summary>
    public static nint Create(EmbeddedStorageOptions options)
    {
        var rocks = Native.Instance;
        var settings = rocks.rocksdb_options_create();
        rocks.rocksdb_options_set_create_if_missing(settings, 1);
        Strict(rocks, settings);
        Memory(rocks, settings, options);
        Files(rocks, settings);
        rocks.rocksdb_options_set_block_based_table_factory(settings, Tables(rocks, options));
        rocks.rocksdb_options_set_info_log_level(settings, WarningLevel);
        rocks.rocksdb_options_set_keep_log_file_num(settings, (nuint)4);
        rocks.rocksdb_options_set_stats_dump_period_sec(settings, 0);
        return settings;
    }

    private static void Strict(Native rocks, nint settings)
    {
        // LogInspection has cut a torn tail off before RocksDB looks: whatever RocksDB still finds is damage.
        rocks.rocksdb_options_set_wal_recovery_mode(settings, AbsoluteConsistency);
        // A recycled log ends in old records, which cannot be told from damage.
        rocks.rocksdb_options_set_recycle_log_file_num(settings, (nuint)0);
        rocks.rocksdb_options_set_track_and_verify_wals_in_manifest(settings, 1);
        rocks.rocksdb_options_set_paranoid_checks(settings, 1);
        // Every table's footer, index and filter are read, and so checked, at opening.
        rocks.rocksdb_options_set_max_open_files(settings, -1);
    }

    private static void Memory(Native rocks, nint settings, EmbeddedStorageOptions options)
    {
        rocks.rocksdb_options_set_write_buffer_size(settings, (nuint)options.WriteBufferBytes);
        rocks.rocksdb_options_set_max_write_buffer_number(settings, 4);
        // Most first reads are of grains that never existed: the bloom filter answers them without a search.
        rocks.rocksdb_options_set_memtable_prefix_bloom_size_ratio(settings, 0.03);
        rocks.rocksdb_options_set_memtable_whole_key_filtering(settings, 1);
        // One thread writes: what concurrent insertion costs buys nothing.
        rocks.rocksdb_options_set_allow_concurrent_memtable_write(settings, 0);
        rocks.rocksdb_options_set_enable_write_thread_adaptive_yield(settings, 0);
    }

    private static void Files(Native rocks, nint settings)
    {
        rocks.rocksdb_options_set_max_background_jobs(settings, 2);
        rocks.rocksdb_options_set_level0_file_num_compaction_trigger(settings, 6);
        rocks.rocksdb_options_set_level0_slowdown_writes_trigger(settings, 30);
        rocks.rocksdb_options_set_level0_stop_writes_trigger(settings, 60);
        rocks.rocksdb_options_set_max_bytes_for_level_base(settings, 1024ul << 20);
        rocks.rocksdb_options_set_target_file_size_base(settings, 64ul << 20);
        rocks.rocksdb_options_set_bytes_per_sync(settings, 1ul << 20);
        // Fresh rows are rewritten soon; only what has settled is worth compressing.
        var levels = new int[Levels];
        Array.Fill(levels, Lz4);
        levels[0] = levels[1] = NoCompression;
        rocks.rocksdb_options_set_compression_per_level(settings, levels, (nuint)Levels);
    }

    private static nint Tables(Native rocks, EmbeddedStorageOptions options)
    {
        var tables = rocks.rocksdb_block_based_options_create();
        rocks.rocksdb_block_based_options_set_filter_policy(tables, rocks.rocksdb_filterpolicy_create_bloom_full(BloomBitsPerKey));
        var cache = rocks.rocksdb_cache_create_lru((nuint)options.BlockCacheBytes);
        rocks.rocksdb_block_based_options_set_block_cache(tables, cache);
        rocks.rocksdb_cache_destroy(cache);
        rocks.rocksdb_block_based_options_set_whole_key_filtering(tables, 1);
        rocks.rocksdb_block_based_options_set_format_version(tables, 5);
        return tables;
    }
}
