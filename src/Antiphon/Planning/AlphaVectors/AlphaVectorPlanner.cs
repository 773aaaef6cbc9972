using System.Collections.Immutable;
using System.Diagnostics;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Plans for a dispatcher that observes the whole population beside a fixed local policy, for any number of local states. As n grows the
/// population's flow mu' = mu M_s becomes deterministic, and the problem a partially observed one whose belief is mu: the value is the
/// largest of linear functions, one for each plan. Search in the manner of HSVI closes the gap between such vectors and upper bounds.
/// </summary>
/// <remarks>
/// Lower bounds hold for every n. Upper bounds at starts hold in the limit; <see cref="PopulationUpperBound"/> bounds a given n.
/// </remarks>
/// <param name="options">Accuracy and limits; see each option.</param>
public sealed class AlphaVectorPlanner(AlphaVectorOptions options)
{
    // What bounds and backups may be off, or leave out, as a share of the accuracy asked for.
    private const double BoundShare = 0.2;
    private const double ImprovementShare = 0.01;

    // The lattices that are solved for a part of the population without being asked for.
    private const int MostStatesOnLattice = 8;
    private const int MostStatesInPairs = 1_000;

    // A fixed size: results do not depend on the machine.
    private const double LargestPairBytes = 1e9;

    /// <summary>Plans.</summary>
    /// <param name="game">The game; n plays no part.</param>
    /// <param name="local">pi_l, fixed.</param>
    /// <param name="cancellation">Cancels between backups and between sweeps.</param>
    /// <exception cref="InvalidInputException">An option is out of range or a start does not fit the game.</exception>
    /// <exception cref="DoesNotFitException">The kernels do not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public AlphaVectorResult Solve(CooperativeGame game, LocalPolicy local, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(local);
        options.Check();
        long started = Stopwatch.GetTimestamp();
        var kernels = new LocalKernels(game, local.Probabilities);
        var problem = new DispatcherProblem(game, kernels);
        (PlanVectors plan, ImmutableArray<int> blind) = StartingPlans.Create(game, local, problem, options.WarmStart, cancellation);
        PopulationUpperBound everyNumber = UpperBound(game, kernels, problem, cancellation);
        UpperBounds upper = everyNumber.InLimit(LinearBounds.FastInformed(problem, BoundShare * options.Accuracy, cancellation));
        var search = new AlphaSearch(plan, upper, ImprovementShare * options.Accuracy);
        PopulationPoint[] starts = Starts(game);
        int[] points = [.. starts.Select(start => search.Flow.Add(start.Fractions.AsSpan()))];
        bool closed;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int widest = Enumerable.Range(0, points.Length).MaxBy(index => search.Gap(points[index], starts[index].GlobalState));
            closed = search.Gap(points[widest], starts[widest].GlobalState) <= options.Accuracy;
            if (closed || search.Backups >= options.MaximumBackups || Stopwatch.GetElapsedTime(started) >= options.TimeLimit)
            {
                break;
            }

            search.Walk(points[widest], starts[widest].GlobalState, options.Accuracy);
        }

        return new AlphaVectorResult
        {
            Vectors = new AlphaVectors(plan.Keep(search.Flow.Used()), blind),
            Starts =
            [
                .. starts.Select(
                    (start, index) =>
                        new PointBounds(
                            start,
                            search.Flow.Lower(points[index], start.GlobalState),
                            search.Flow.Upper(points[index], start.GlobalState)
                        )
                ),
            ],
            UpperBound = everyNumber,
            Backups = search.Backups,
            Populations = search.Flow.Count,
            StopReason = closed ? StopReason.AccuracyReached : StopReason.IterationLimit,
        };
    }

    private PopulationUpperBound UpperBound(
        CooperativeGame game,
        LocalKernels kernels,
        DispatcherProblem problem,
        CancellationToken cancellation
    )
    {
        double accuracy = BoundShare * options.Accuracy;
        int agents = options.Subpopulation ?? Subpopulation(problem, kernels);
        double[][] corners = LinearBounds.Corners(problem, accuracy, cancellation);
        PairBound? pair = null;
        SubpopulationBound? part = null;
        if (agents == 2)
        {
            MemoryBudget.Require(PairBound.Bytes(problem), "the value of two agents", "lower Subpopulation to 1");
            pair = PairBound.Solve(problem, accuracy, cancellation);
        }
        else if (agents > 2)
        {
            using var workers = new Workers(options.Threads, cancellation);
            part = SubpopulationBound.Solve(game, kernels, agents, accuracy, workers);
        }

        return new PopulationUpperBound(problem, corners, pair, part);
    }

    private int Subpopulation(DispatcherProblem problem, LocalKernels kernels)
    {
        int agents = options.MostAgents;
        while (problem.LocalStates <= MostStatesOnLattice && agents > 2)
        {
            if (
                CountLattice.CountVectors(problem.LocalStates, agents) <= options.LargestLattice
                && Advance.CanAdvance(kernels, new CountLattice(problem.LocalStates, agents))
            )
            {
                return agents;
            }

            agents--;
        }

        return problem.LocalStates <= MostStatesInPairs && PairBound.Bytes(problem) <= LargestPairBytes ? 2 : 1;
    }

    private PopulationPoint[] Starts(CooperativeGame game)
    {
        foreach (PopulationPoint start in options.Starts)
        {
            bool fits = start.GlobalState >= 0 && start.GlobalState < game.GlobalStates && start.Fractions.Length == game.LocalStates;
            if (!fits || start.Fractions.Any(share => !(share >= 0)) || Math.Abs(start.Fractions.Sum() - 1) > ProbabilityRow.Tolerance)
            {
                throw new InvalidInputException(
                    $"a start has global state {start.GlobalState} and {start.Fractions.Length} fractions that sum to "
                        + $"{start.Fractions.Sum()}; expected a state below {game.GlobalStates} and {game.LocalStates} fractions of sum 1"
                );
            }
        }

        return options.Starts.IsDefaultOrEmpty ? Draws(game) : [.. options.Starts];
    }

    // Global states in turn, as far as they can be the first.
    private PopulationPoint[] Draws(CooperativeGame game)
    {
        int[] first = [.. Enumerable.Range(0, game.GlobalStates).Where(state => game.Initial.Global[state] > 0)];
        var root = new RandomStream(options.Seed);
        return
        [
            .. Enumerable
                .Range(0, options.StartDraws)
                .Select(draw => new PopulationPoint(
                    first[draw % first.Length],
                    [.. StartFractions.Draw(game, root.Split(Purposes.AlphaVectorStart, draw))]
                )),
        ];
    }
}
