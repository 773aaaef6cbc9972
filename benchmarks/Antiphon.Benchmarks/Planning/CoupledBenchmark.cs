using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Planning;

/// <summary>What it costs that agents depend on the population, beside the same game with every aggregate fixed.</summary>
internal static class CoupledBenchmark
{
    private const int Observed = 10;
    private const int Repetitions = 9;
    private const int Resolution = 12;
    private const double Accuracy = 1e-6;
    private static readonly string[] Games = ["epidemic", "congestion"];

    public static int Run()
    {
        Machine.Print("coupled");
        Console.WriteLine(
            $"Games with aggregates and their twins, in which every aggregate is fixed at its third breakpoint; uniform local policy, a "
                + $"dispatcher that takes one action of each observed mode, k = {Observed}, one core. Mean-field lattice of resolution "
                + $"{Resolution}, values within {Accuracy:0e-0}: *evaluation* of the pair, *gradient* by the agents' policy, *plan* of a "
                + "dispatcher that sees the population. "
                + $"Seconds of the coupled game over seconds of its twin, median (smallest to largest) of {Repetitions} repetitions taken in "
                + "turn."
        );
        Console.WriteLine();
        Console.WriteLine("| game | aggregates | simulation | operators | evaluation | gradient | plan |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (string name in Games)
        {
            CooperativeGame game = BuiltInGames.Get(name);
            (Work coupled, Work twin) = (new Work(game), new Work(game.AtBreakpoint(2)));
            Console.WriteLine(
                $"| {name} | {game.Aggregates.Count} | {Ratio(coupled.Simulate, twin.Simulate)} | {Ratio(coupled.Bind, twin.Bind)} "
                    + $"| {Ratio(coupled.Evaluate, twin.Evaluate)} | {Ratio(coupled.Differentiate, twin.Differentiate)} "
                    + $"| {Ratio(coupled.Plan, twin.Plan)} |"
            );
        }

        Console.WriteLine();
        return 0;
    }

    private static string Ratio(Action coupled, Action twin)
    {
        double[][] seconds = Timing.Compare(Repetitions, coupled, twin);
        Spread ratio = Timing.Ratio(seconds[1], seconds[0]);
        return $"{ratio.Median:0.0} ({ratio.Smallest:0.0} to {ratio.Largest:0.0})";
    }

    private sealed class Work
    {
        private readonly CooperativeGame game;
        private readonly JointPolicy pair;
        private readonly MeanFieldPopulation model;
        private readonly Workers workers = new(1);
        private readonly PairEvaluation evaluator;
        private readonly double[] gradient;

        public Work(CooperativeGame game)
        {
            this.game = game;
            var lattice = new CountLattice(game.LocalStates, Observed);
            pair = new JointPolicy(
                TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, lattice, (_, rank) => rank % game.GlobalActions),
                LocalPolicy.Uniform(game)
            );
            model = new MeanFieldPopulation(game, Resolution);
            evaluator = new PairEvaluation(model, lattice, workers);
            evaluator.SetGlobal(pair.Global);
            evaluator.SetLocal(pair.Local);
            evaluator.Evaluate(Accuracy, default);
            evaluator.Occupy(Accuracy, default);
            gradient = new double[pair.Local.Probabilities.Length];
        }

        public void Simulate() =>
            new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Horizon = 100,
                    Rollouts = 100,
                    Seeds = 2,
                    Threads = 1,
                }
            ).Run(game, pair);

        public void Bind() => model.Bind(new LocalKernels(game, pair.Local.Probabilities), workers);

        public void Evaluate()
        {
            evaluator.Restart();
            evaluator.Evaluate(Accuracy, default);
        }

        public void Differentiate() => evaluator.AddLocalGradient(gradient);

        public void Plan() => new InformedPlan(new GLearnOptions { Accuracy = Accuracy, Threads = 1 }).Solve(game, pair.Local, Resolution);
    }
}
