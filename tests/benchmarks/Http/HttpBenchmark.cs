using System.CommandLine;
using System.Globalization;
using System.Text;
using FleetActors.Benchmarks.Telemetry;

namespace FleetActors.Benchmarks.Http;

/// <summary>
/// <c>http</c>: the HTTP API over loopback, silo and API in one process and the callers in another: a vehicle, what is near, a batch of
/// fixes, and a contract from reservation to its end. A closed model. The limit is an endpoint in the same process that reads a request
/// and writes an answer of the same length.
/// </summary>
public static class HttpBenchmark
{
    private sealed record Plan(int[] AtOnce, int Cars, int Batch, TimeSpan WarmUp, TimeSpan Each, int Rounds, string Directory);

    /// <summary>One kind of work, and the requests that a bare endpoint gets for it.</summary>
    private sealed record Work(string Name, Func<int, int, HttpCall> Next, int Units = 1)
    {
        public int AnswerBytes { get; set; }

        public HttpCall Bare(int caller, int n) => Bare(Next(caller, n));

        private HttpCall Bare(HttpCall call) => new(HttpProcess.BarePath(AnswerBytes), call.Body, call.Then is null ? null : Bare(call.Then));
    }

    /// <summary>Describes it.</summary>
    public static Command Command()
    {
        var atOnce = new Option<int[]>("--at-once") { Description = "Callers at a time, each on a connection of its own; the first number gives the result.", DefaultValueFactory = _ => [64, 8, 256], AllowMultipleArgumentsPerToken = true };
        var cars = new Option<int>("--cars") { Description = "Cars of the fleet, all with a fix.", DefaultValueFactory = _ => 100_000 };
        var batch = new Option<int>("--batch") { Description = "Fixes of a POST to /v1/telemetry, at most 20,000.", DefaultValueFactory = _ => 500 };
        var warmUp = new Option<int>("--warm-up") { Description = "Seconds of each kind before it is measured.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "Length of each round.", DefaultValueFactory = _ => 3 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of limit and product; medians are quoted.", DefaultValueFactory = _ => 3 };
        var directory = new Option<string>("--directory") { Description = "Where data goes; removed afterwards.", DefaultValueFactory = _ => "artifacts/http" };
        var command = new Command("http", """
            The HTTP API's throughput over loopback, closed model: each caller waits for its answer before it sends the next request.

            Examples:
              dotnet run -c Release --project tests/benchmarks -- http
              dotnet run -c Release --project tests/benchmarks -- http --at-once 64 --rounds 1
              dotnet run -c Release --project tests/benchmarks -- http --batch 20000
            """) { atOnce, cars, batch, warmUp, seconds, rounds, directory };
        command.SetAction((parsed, cancellation) => RunAsync(
            new(parsed.GetValue(atOnce)!, parsed.GetValue(cars), parsed.GetValue(batch), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(rounds), Path.GetFullPath(parsed.GetValue(directory)!)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Plan plan, CancellationToken cancellation)
    {
        if (Directory.Exists(plan.Directory)) Directory.Delete(plan.Directory, recursive: true);
        var callers = plan.AtOnce.Max();
        using var server = await HttpProcess.StartAsync(plan.Directory, plan.Cars, callers, cancellation);
        using var load = new HttpLoad(server.Address);
        var results = new List<(Work Work, double Value, double Limit, double P99)>();
        foreach (var work in Works(plan, server.FixedUntil))
            results.Add(await MeasureAsync(work, plan, server, load, cancellation));
        server.Dispose();
        Directory.Delete(plan.Directory, recursive: true);
        PrintResult(results, plan);
        return 0;
    }

    private static Work[] Works(Plan plan, DateTimeOffset began)
    {
        long contracts = 0, batches = 0;
        return
        [
            new("vehicle", (caller, n) => new($"/v1/vehicles/{BenchmarkCars.Id((int)((caller * 7_919L + n * 104_729L) % plan.Cars))}")),
            new("near", (caller, n) => new(Near((int)((caller * 7_919L + n * 104_729L) % plan.Cars)))),
            new("telemetry", (_, _) => new("/v1/telemetry", Fixes(plan, Interlocked.Increment(ref batches), began)), plan.Batch),
            new("contract", (caller, _) => Contract(caller, Interlocked.Increment(ref contracts))),
        ];
    }

    private static async Task<(Work Work, double Value, double Limit, double P99)> MeasureAsync(Work work, Plan plan, HttpProcess server, HttpLoad load, CancellationToken cancellation)
    {
        work.AnswerBytes = (await load.RunAsync(plan.AtOnce[0], plan.WarmUp, work.Next, cancellation)).AnswerBytes;
        await load.RunAsync(plan.AtOnce[0], plan.WarmUp / 2, work.Bare, cancellation);
        (double Value, double Limit, double P99)? first = null;
        foreach (var atOnce in plan.AtOnce)
        {
            var (values, limits) = (new List<HttpFigures>(), new List<HttpFigures>());
            var cpu = new List<double>();
            for (var round = 0; round < plan.Rounds; round++)
            {
                limits.Add(await load.RunAsync(atOnce, plan.Each, work.Bare, cancellation));
                var before = server.Cpu;
                values.Add(await load.RunAsync(atOnce, plan.Each, work.Next, cancellation));
                cpu.Add((server.Cpu - before).TotalMicroseconds / values[^1].Ms.Count);
            }
            var (value, limit, p99) = (Median.Of([.. values.Select(v => v.PerSecond)]), Median.Of([.. limits.Select(l => l.PerSecond)]), Median.Of([.. values.Select(v => v.Percentile(0.99))]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{work.Name,9}, {atOnce,3} at once: {value,8:F0}/s, p50 {Median.Of([.. values.Select(v => v.Percentile(0.5))]):F2} p99 {p99:F2} ms, {Median.Of(cpu):F0} us of the server's processors; bare endpoint with {work.AnswerBytes} bytes {limit:F0}/s: {value / limit:F2} of it"));
            first ??= (value, limit, p99);
        }
        return (work, first!.Value.Value * work.Units, first.Value.Limit * work.Units, first.Value.P99);
    }

    private static string Near(int car)
    {
        var place = FixLoad.FixOf(car, 0, default).Position;
        return string.Create(CultureInfo.InvariantCulture, $"/v1/vehicles?near={place.Latitude:F5},{place.Longitude:F5}&radius=1000&limit=10&status=available");
    }

    /// <summary>Neighbouring cars, each batch a second later than the one before.</summary>
    private static byte[] Fixes(Plan plan, long batch, DateTimeOffset began)
    {
        var text = new StringBuilder("""{"fixes":[""");
        for (var n = 0; n < plan.Batch; n++)
        {
            var car = (int)((batch * plan.Batch + n) % plan.Cars);
            var fix = FixLoad.FixOf(car, batch, began);
            text.Append(CultureInfo.InvariantCulture, $$"""{{(n == 0 ? "" : ",")}}{"vehicle":"{{BenchmarkCars.Id(car)}}","at":"{{fix.At:O}}","position":{"latitude":{{fix.Position.Latitude:F7}},"longitude":{{fix.Position.Longitude:F7}}},"speedKmh":0,"headingDegrees":0,"chargePercent":80,"odometerMetres":{{fix.OdometerMetres}}}""");
        }
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>A caller rents a car of its own, again and again.</summary>
    private static HttpCall Contract(int caller, long number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"h{number}");
        var reserve = $$"""{"id":"{{id}}","vehicle":"{{BenchmarkCars.Id(caller)}}","customer":"{{HttpProcess.Customer(caller)}}","tariff":"{{Memory.DirectRentals.Tariff}}"}""";
        return new("/v1/contracts", Encoding.UTF8.GetBytes(reserve), new($"/v1/contracts/{id}/start", ReadOnlyMemory<byte>.Empty, new($"/v1/contracts/{id}/end", "{}"u8.ToArray())));
    }

    private static void PrintResult(List<(Work Work, double Value, double Limit, double P99)> results, Plan plan)
    {
        var line = string.Create(CultureInfo.InvariantCulture,
            $"RESULT name=http value={results[0].Value:F0} unit=requests/s limit={results[0].Limit:F0} ratio={results[0].Value / results[0].Limit:F2} at_once={plan.AtOnce[0]} p99_ms={results[0].P99:F1}");
        foreach (var (work, value, limit, p99) in results.Skip(1))
            line += string.Create(CultureInfo.InvariantCulture, $" {work.Name}_s={value:F0} {work.Name}_limit={limit:F0} {work.Name}_ratio={value / limit:F2} {work.Name}_p99_ms={p99:F1}");
        Console.WriteLine(line);
    }
}
