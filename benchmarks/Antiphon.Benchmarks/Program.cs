using Antiphon;
using Antiphon.Benchmarks.Certifying;
using Antiphon.Benchmarks.Everyday;
using Antiphon.Benchmarks.Federated;
using Antiphon.Benchmarks.GLearning;
using Antiphon.Benchmarks.Learning;
using Antiphon.Benchmarks.Measuring;
using Antiphon.Benchmarks.Oracles;
using Antiphon.Benchmarks.Planning;
using Antiphon.Benchmarks.Roofline;
using Antiphon.Benchmarks.Scaling;
using Antiphon.Benchmarks.Serving;
using Antiphon.Benchmarks.Simulating;
using Antiphon.Benchmarks.Solving;
using Antiphon.Benchmarks.Starting;
using Antiphon.Benchmarks.Training;
using Antiphon.Benchmarks.Types;
using Antiphon.Benchmarks.Ucfh;

#if DEBUG
Console.Error.WriteLine(
    "A debug build says nothing about speed; run with: dotnet run -c Release --project benchmarks/Antiphon.Benchmarks -- VERB"
);
return 2;
#else
try
{
    switch (args)
    {
        case ["glearn"]:
            return GLearnBenchmark.Run();
        case ["glearn", var k] when int.TryParse(k, out int subsample):
            return GLearnBenchmark.RunRow(subsample);
        case ["empirical"]:
            return EmpiricalBenchmark.Run();
        case ["advance"]:
            return AdvanceContest.Run();
        case ["roofline"]:
            return RooflineBenchmark.Run();
        case ["scale"]:
            return ScaleBenchmark.Run();
        case ["scale", var size, var value] when int.TryParse(value, out int number):
            return ScaleBenchmark.RunRow(size, number);
        case ["solvers"]:
            return SolversBenchmark.Run();
        case ["simulate"]:
            return SimulationBenchmark.Run();
        case ["simulate-parts"]:
            return SimulationPartsBenchmark.Run();
        case ["memory"]:
            return MemoryBenchmark.Run();
        case ["startup", .. var programs]:
            return StartupBenchmark.Run(programs);
        case ["train"]:
            return TrainBenchmark.Run();
        case ["train", var game, var k] when int.TryParse(k, out int subsample):
            return TrainBenchmark.RunRow(game, subsample);
        case ["oracles", var seeds, .. var observations]
            when int.TryParse(seeds, out int count) && observations.All(k => int.TryParse(k, out _)):
            return OraclesBenchmark.Run(count, [.. observations.Select(int.Parse)]);
        case ["oracles-only", var name, var seeds, .. var observations]
            when int.TryParse(seeds, out int count) && observations.All(k => int.TryParse(k, out _)):
            return OraclesBenchmark.Run(count, [.. observations.Select(int.Parse)], name);
        case ["logs"]:
            return LogsBenchmark.Run();
        case ["logs-reach"]:
            return LogsBenchmark.RunReach();
        case ["ucfh"]:
            return UcfhBenchmark.Run();
        case ["types"]:
            return TypesBenchmark.Run();
        case ["types", var k] when int.TryParse(k, out int subsample):
            return TypesBenchmark.RunRow(subsample);
        case ["certify"]:
            return CertifyBenchmark.Run();
        case ["certify", var n] when long.TryParse(n, out long agents):
            return CertifyBenchmark.RunRow(agents);
        case ["alpha-vectors"]:
            return AlphaVectorsBenchmark.Run();
        case ["coupled"]:
            return CoupledBenchmark.Run();
        case ["models", .. var games]:
            return ModelsBenchmark.Run(games);
        case ["observing", .. var games] when games.Length > 0:
            return ObservingBenchmark.Run(games);
        case ["fedprox"]:
            return FedProxBenchmark.Run();
        case ["fedprox", var figure]:
            return FedProxBenchmark.Draw(figure);
        case ["serve", .. var options]:
            return ServeBenchmark.Run(LoadOptions.Parse(options));
        case ["everyday"]:
            return EverydayBenchmark.Run();
        case ["all"]:
            string[] verbs = ["everyday", "glearn", "roofline", "startup", "simulate", "train"];
            return verbs.Max(verb => OwnProcess.Show(verb));
        default:
            Console.Error.WriteLine(
                "Expected one of: everyday, glearn, solvers, roofline, scale, simulate, simulate-parts, memory, startup [DLL..], train, "
                    + "empirical, oracles SEEDS K.., logs, ucfh, types, certify, alpha-vectors, coupled, models [GAME..], "
                    + "observing GAME.., fedprox [FIGURE.vl.json], "
                    + "serve [--seconds N] [--rate N] [--connections N] [--sessions N], all. "
                    + "Parts: logs-reach (a log of ten million steps); advance (the second table of glearn); the fields of one row: "
                    + "glearn K, train GAME K, types K, certify N; one pairing: oracles-only NAME SEEDS K..."
            );
            return 2;
    }
}
catch (InvalidInputException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
#endif
