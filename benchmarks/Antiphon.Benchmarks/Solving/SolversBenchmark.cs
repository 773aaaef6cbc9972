using Antiphon.Benchmarks.Measuring;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>How many sweeps each way to solve the surrogate takes to a proved error, over the built-in games and random ones.</summary>
internal static class SolversBenchmark
{
    private const double Accuracy = 1e-6;
    private const double LargestDifferenceAllowed = 2 * Accuracy;
    private const int RandomGames = 50;
    private const int Repetitions = 3;
    private static readonly int[] Subsamples = [10, 20];

    private static readonly (string Name, Func<Problem, Workers, Solution> Solve)[] Methods =
    [
        ("plain value iteration", On(surrogate => ValueIteration.Solve(surrogate, Accuracy, 0))),
        .. new[] { 1, 2, 3, 5 }.Select(depth =>
            ($"Anderson's mixing, depth {depth}", On(surrogate => ValueIteration.Solve(surrogate, Accuracy, depth)))
        ),
        .. new[] { 5, 20 }.Select(between =>
            (
                $"modified policy iteration, {between} sweeps between",
                On(surrogate => PolicyIteration.Modified(surrogate, Accuracy, between))
            )
        ),
        ("policy iteration, GMRES(10)", On(surrogate => PolicyIteration.WithGmres(surrogate, Accuracy))),
        ("the library's G-LEARN (depth 2)", Library),
    ];

    public static int Run()
    {
        Problem[] builtIn = BuiltIn();
        (IReadOnlyList<(CooperativeGame Game, int Subsample)> random, int refused) = RandomSurrogates.Draw(RandomGames);
        Problem[] problems =
        [
            .. builtIn,
            .. random.Select(drawn => new Problem(new ExactPopulation(drawn.Game, drawn.Subsample), LocalPolicy.Uniform(drawn.Game))),
        ];
        Machine.Print("solvers");
        Console.WriteLine(
            $"Sweeps (one advance for every global state) to a proved error of {Accuracy:0.#e-0} in the surrogate: geometric means over "
                + $"{builtIn.Length} built-in problems (every game with every baseline"
        );
        Console.WriteLine(
            $"local policy at k = {string.Join(" and ", Subsamples)}) and {random.Count} random games at the same k ({refused} more were "
                + "drawn whose kernels cannot be factored). *Worst ratio*: the most sweeps that the method took,"
        );
        Console.WriteLine(
            $"on any problem, per sweep of the best method there. Processor seconds are sums over all problems on one core, median "
                + $"(smallest to largest) of {Repetitions} repetitions taken in turn; all methods but"
        );
        Console.WriteLine(
            "the last take the maximum by plain loops. *Difference*: the largest of any value from that of plain value iteration."
        );
        Console.WriteLine();
        Console.WriteLine(
            "| method | sweeps, built-in | sweeps, random | worst ratio | processor s, built-in | processor s, random | difference |"
        );
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        Outcome[][] outcomes = Measure(problems);
        for (int method = 0; method < Methods.Length; method++)
        {
            Show(Methods[method].Name, outcomes, method, builtIn.Length);
        }

        Console.WriteLine();
        double difference = outcomes.Max(problem => problem.Max(outcome => outcome.Difference));
        if (difference <= LargestDifferenceAllowed)
        {
            return 0;
        }

        Console.Error.WriteLine($"the values differ by {difference:0.0e-0}; expected at most {LargestDifferenceAllowed:0.0e-0}");
        return 1;
    }

    private static Problem[] BuiltIn() =>
        [
            .. from builtIn in BuiltInGames.All
            let game = builtIn.Create()
            from subsample in Subsamples
            let model = new ExactPopulation(game, subsample)
            from policy in BaselinePolicies.Local(game)
            select new Problem(model, policy.Policy),
        ];

    private static Func<Problem, Workers, Solution> On(Func<Surrogate, Solution> solve) =>
        (problem, workers) => solve(new Surrogate(problem.Model, problem.Policy, workers));

    private static Solution Library(Problem problem, Workers workers)
    {
        GLearnResult result = new GLearn(new GLearnOptions { Accuracy = Accuracy }).Solve(problem.Model, problem.Policy, workers, default);
        int channels = result.Values.Count;
        return new Solution(
            [.. Enumerable.Range(0, problem.Model.Nodes * channels).Select(place => result.Values[place % channels][place / channels])],
            result.Sweeps
        );
    }

    // [problem][method]
    private static Outcome[][] Measure(Problem[] problems)
    {
        using var workers = new Workers(1);
        foreach ((string _, Func<Problem, Workers, Solution> solve) in Methods)
        {
            solve(problems[0], workers);
        }

        return [.. problems.Select(problem => Measure(problem, workers))];
    }

    private static Outcome[] Measure(Problem problem, Workers workers)
    {
        var solutions = new Solution[Methods.Length];
        double[][] seconds = [.. Methods.Select(_ => new double[Repetitions])];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int method = 0; method < Methods.Length; method++)
            {
                seconds[method][repetition] = Timing.Of(() => solutions[method] = Methods[method].Solve(problem, workers)).Processor;
            }
        }

        int fewest = solutions.Min(solution => solution.Sweeps);
        return
        [
            .. solutions.Select(
                (solution, method) =>
                    new Outcome(
                        solution.Sweeps,
                        (double)solution.Sweeps / fewest,
                        seconds[method],
                        solution.Values.Zip(solutions[0].Values, (mine, plain) => Math.Abs(mine - plain)).Max()
                    )
            ),
        ];
    }

    private static void Show(string name, Outcome[][] outcomes, int method, int builtIn)
    {
        Outcome[] mine = [.. outcomes.Select(problem => problem[method])];
        (Outcome[] first, Outcome[] rest) = (mine[..builtIn], mine[builtIn..]);
        string[] fields =
        [
            name,
            $"{GeometricMean(first):F1}",
            $"{GeometricMean(rest):F1}",
            $"{mine.Max(outcome => outcome.Ratio):F2}",
            Total(first).Show("F2"),
            Total(rest).Show("F2"),
            $"{mine.Max(outcome => outcome.Difference):0.0e-0}",
        ];
        Console.WriteLine($"| {string.Join(" | ", fields)} |");
    }

    private static double GeometricMean(Outcome[] outcomes) => Math.Exp(outcomes.Average(outcome => Math.Log(outcome.Sweeps)));

    private static Spread Total(Outcome[] outcomes) =>
        Spread.Of(Enumerable.Range(0, Repetitions).Select(repetition => outcomes.Sum(outcome => outcome.Seconds[repetition])));

    private sealed record Problem(ExactPopulation Model, LocalPolicy Policy);

    private sealed record Outcome(int Sweeps, double Ratio, double[] Seconds, double Difference);
}
