using System.Diagnostics;
using Npgsql;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>
/// The peer of the contract lifecycle: the same facts kept by bare prepared SQL, in three synced transactions (reserve,
/// start, end and settle), each as one round trip. It checks what the grains check: the car is free, the customer may
/// rent, the contract is in the right state; and it keeps the same events, ledger postings and invoice number.
/// </summary>
public sealed class PostgresLifecycle(string connectionString)
{
    private const string Schema = """
        DROP TABLE IF EXISTS posting, event, contract, vehicle, customer, invoice_register;
        CREATE TABLE vehicle (id int PRIMARY KEY, status smallint NOT NULL, contract bigint, tenancy bigint NOT NULL, revision bigint NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE customer (id int PRIMARY KEY, suspended bool NOT NULL, licence_until timestamptz NOT NULL, open_contracts int NOT NULL, balance bigint NOT NULL, revision bigint NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE contract (id bigint PRIMARY KEY, vehicle int NOT NULL, customer int NOT NULL, status smallint NOT NULL, tenancy bigint, tariff_version int NOT NULL, reserved_at timestamptz, started_at timestamptz, ended_at timestamptz, net bigint, tax bigint, invoice bigint, payment text, revision bigint NOT NULL) WITH (fillfactor = 50);
        CREATE TABLE event (contract bigint NOT NULL, seq int NOT NULL, kind smallint NOT NULL, at timestamptz NOT NULL, caller text NOT NULL, body text NOT NULL, PRIMARY KEY (contract, seq));
        CREATE TABLE posting (id bigserial PRIMARY KEY, customer int NOT NULL, contract bigint NOT NULL, account text NOT NULL, amount bigint NOT NULL);
        CREATE SEQUENCE IF NOT EXISTS invoice_number;
        CREATE TABLE invoice_register (one int PRIMARY KEY, next bigint NOT NULL);
        INSERT INTO invoice_register VALUES (1, 1);
        INSERT INTO vehicle SELECT i, 1, NULL, 0, 0 FROM generate_series(0, 19999) i;
        INSERT INTO customer SELECT i, false, now() + interval '1 year', 0, 0, 0 FROM generate_series(0, 19999) i;
        """;

    private static readonly string[] Reserve =
    [
        "UPDATE vehicle SET status = 2, contract = $1, tenancy = tenancy + 1, revision = revision + 1 WHERE id = $2 AND status = 1",
        "UPDATE customer SET open_contracts = open_contracts + 1, revision = revision + 1 WHERE id = $3 AND NOT suspended AND licence_until > now() AND open_contracts < 5",
        "INSERT INTO contract (id, vehicle, customer, status, tariff_version, reserved_at, revision) VALUES ($1, $2, $3, 2, 1, now(), 1)",
        "INSERT INTO event VALUES ($1, 1, 1, now(), 'benchmark', '{\"attempt\":1}'), ($1, 2, 2, now(), 'benchmark', '{\"until\":15}')",
    ];

    private static readonly string[] Start =
    [
        "UPDATE vehicle SET status = 3, revision = revision + 1 WHERE id = $2 AND contract = $1 AND status = 2",
        "UPDATE contract SET status = 3, started_at = now(), revision = revision + 1 WHERE id = $1 AND status = 2 AND customer = $3",
        "INSERT INTO event VALUES ($1, 3, 3, now(), 'benchmark', '{\"odometer\":1000}')",
    ];

    private static readonly string[] End =
    [
        "UPDATE vehicle SET status = 1, contract = NULL, revision = revision + 1 WHERE id = $2 AND contract = $1 AND status = 3",
        "UPDATE customer SET open_contracts = open_contracts - 1, balance = balance + 0, revision = revision + 1 WHERE id = $3",
        "INSERT INTO posting (customer, contract, account, amount) VALUES ($3, $1, 'receivable', 357), ($3, $1, 'revenue.unlock', -100), ($3, $1, 'revenue.driving', -200), ($3, $1, 'tax', -57), ($3, $1, 'cash', 357), ($3, $1, 'receivable', -357)",
        "INSERT INTO event VALUES ($1, 4, 4, now(), 'benchmark', '{\"odometer\":2000}'), ($1, 5, 5, now(), 'benchmark', '{\"settled\":true}')",
        "UPDATE contract SET status = 5, ended_at = now(), net = 300, tax = 57, invoice = nextval('invoice_number'), payment = 'ok', revision = revision + 1 WHERE id = $1 AND status = 3",
    ];

    private long _contracts;

    /// <summary>Lifecycles a second at the best of several concurrencies, with that concurrency.</summary>
    public async Task<(double PerSecond, int AtOnce)> MeasureBest(TimeSpan each)
    {
        await using (var setup = new NpgsqlConnection(connectionString))
        {
            await setup.OpenAsync();
            await using var schema = new NpgsqlCommand(Schema, setup);
            await schema.ExecuteNonQueryAsync();
        }
        await Measure(atOnce: 64, each); // as the silo is warm before its first round
        (double PerSecond, int AtOnce) best = default;
        foreach (var atOnce in new[] { 16, 32, 64, 128 })
        {
            var measured = await Measure(atOnce, each);
            if (measured > best.PerSecond) best = (measured, atOnce);
        }
        return best;
    }

    private async Task<double> Measure(int atOnce, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(worker => Task.Run(() => Work(worker, atOnce, clock, time))));
        return done.Sum() / clock.Elapsed.TotalSeconds;
    }

    private async Task<long> Work(int worker, int atOnce, Stopwatch clock, TimeSpan time)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var transactions = new List<Transaction>();
        foreach (var statements in (string[][])[Reserve, Start, End]) transactions.Add(await Transaction.Prepare(connection, statements));
        var cars = 20_000 / atOnce;
        long done = 0;
        while (clock.Elapsed < time)
        {
            var id = Interlocked.Increment(ref _contracts);
            var pair = worker * cars + (int)(done % cars);
            foreach (var transaction in transactions) await transaction.Execute(id, pair);
            done++;
        }
        foreach (var transaction in transactions) await transaction.DisposeAsync();
        return done;
    }

    /// <summary>Prepared statements that go in one round trip, which makes them one transaction.</summary>
    private sealed class Transaction : IAsyncDisposable
    {
        private readonly NpgsqlBatch _batch;
        private readonly List<NpgsqlParameter<long>> _contract = [];
        private readonly List<NpgsqlParameter<int>> _pair = [];

        private Transaction(NpgsqlConnection connection, string[] statements)
        {
            _batch = new NpgsqlBatch(connection);
            foreach (var sql in statements)
            {
                var command = new NpgsqlBatchCommand(sql);
                _contract.Add(new NpgsqlParameter<long>());
                _pair.AddRange([new NpgsqlParameter<int>(), new NpgsqlParameter<int>()]);
                command.Parameters.Add(_contract[^1]);
                command.Parameters.Add(_pair[^2]);
                command.Parameters.Add(_pair[^1]);
                _batch.BatchCommands.Add(command);
            }
        }

        public static async Task<Transaction> Prepare(NpgsqlConnection connection, string[] statements)
        {
            var transaction = new Transaction(connection, statements);
            await transaction._batch.PrepareAsync();
            return transaction;
        }

        public async Task Execute(long contract, int pair)
        {
            foreach (var parameter in _contract) parameter.TypedValue = contract;
            foreach (var parameter in _pair) parameter.TypedValue = pair;
            var changed = await _batch.ExecuteNonQueryAsync();
            if (changed < _batch.BatchCommands.Count) throw new InvalidOperationException("A statement of the SQL lifecycle changed nothing.");
        }

        public ValueTask DisposeAsync() => _batch.DisposeAsync();
    }
}
