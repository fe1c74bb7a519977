using System.CommandLine;

namespace FleetActors.Chaos;

/// <summary>The harness's command line.</summary>
public static class ChaosCommandLine
{
    private const string Embedded = "embedded";

    /// <summary>Describes it. Exit code 0: nothing was lost; 1: something was; 2: it cannot be run here.</summary>
    public static RootCommand Create()
    {
        var storage = new Option<string>("--storage") { Description = "What the silo keeps its records in.", DefaultValueFactory = _ => Embedded };
        var silos = new Option<int>("--silos") { Description = "How many silos; embedded storage takes one.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<int>("--seconds") { Description = "Load in all, shared out at random among the kills.", DefaultValueFactory = _ => 60 };
        var seed = new Option<int>("--seed") { Description = "Draws the moments of the kills, what each cut tears, and the load.", DefaultValueFactory = _ => 1 };
        var kills = new Option<int>("--kills") { Description = "How often the power is cut.", DefaultValueFactory = _ => 20 };
        var workers = new Option<int>("--workers") { Description = "Customers who rent at the same time.", DefaultValueFactory = _ => 128 };
        var without = new Option<string>("--without") { Description = "Switches a protection off; the harness must then report what it would have prevented.", DefaultValueFactory = _ => "nothing" };
        storage.AcceptOnlyFromAmong(Embedded);
        without.AcceptOnlyFromAmong("nothing", "sync", "etags", "holds");
        Demand(silos, 1, 1);
        Demand(seconds, 1, 86_400);
        Demand(kills, 1, 1_000);
        Demand(workers, 1, ChaosFleet.Cars);
        var root = new RootCommand("""
            Cuts the power of a fleet under load: kills the silo at random moments, throws away every byte that no sync had
            covered, starts it again on its directory, and checks that nothing acknowledged is lost or done twice, no car is
            rented to two, no hold stays in doubt, and every ledger and the invoice numbers add up.

            Examples:
              dotnet run -c Release --project tests/chaos -- --storage embedded --silos 1 --seconds 60 --seed 1
              dotnet run -c Release --project tests/chaos -- --seconds 10 --seed 7 --kills 3
              dotnet run -c Release --project tests/chaos -- --seconds 10 --seed 1 --without sync
              dotnet run -c Release --project tests/chaos -- --seconds 10 --seed 1 --without etags
              dotnet run -c Release --project tests/chaos -- --seconds 10 --seed 1 --without holds
            """)
        {
            storage, silos, seconds, seed, kills, workers, without,
        };
        root.SetAction((parsed, cancellation) => Harness.RunAsync(
            new HarnessSettings(parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(kills), parsed.GetValue(workers), parsed.GetValue(without)!),
            Console.Out,
            cancellation));
        root.Subcommands.Add(TelemetryCrash.Command());
        return root;
    }

    private static void Demand(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most) result.AddError($"{option.Name} takes {least} to {most}.");
    });
}
