using FleetActors.Benchmarks.Contracts;
var d="/work/pgtest"; Directory.CreateDirectory(d);
using var s = PostgresServer.Start(d)!;
Console.WriteLine(await new PostgresLifecycle(s.ConnectionString).MeasureBest(TimeSpan.FromSeconds(4)));
