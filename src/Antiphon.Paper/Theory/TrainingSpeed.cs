using System.Diagnostics;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>How fast a game trains: a time that every training takes, and a time for each count vector of k agents.</summary>
/// <param name="SecondsAtLeast">
/// What a training takes whatever k is: valuing pairs in the population model, simulating the result and the baselines.
/// </param>
/// <param name="SecondsPerVector">What each count vector of k agents adds over a whole training.</param>
/// <param name="Source">Where the figures come from, in words.</param>
public sealed record TrainingSpeed(double SecondsAtLeast, double SecondsPerVector, string Source)
{
    /// <summary>The most seconds that <see cref="Measure"/> takes.</summary>
    internal const double LongestMeasurement = 20;

    /// <summary>Where measured figures come from.</summary>
    internal const string Measured = "from short trainings on this machine, within a factor of 4";

    // A short training has one sweep from one start; a whole one has about so many.
    private const double UsualSweeps = 3;

    // Enough vectors for a time that can be measured, few enough for about a second per turn.
    private const long MostVectors = 10_000;
    private const int SimulatedSteps = 20;

    // Games of coupled agents have a finer mean-field lattice; they are timed on one of about so many nodes, and times scaled by the nodes.
    private const long MostNodes = 1_200;
    private const int ShortJudgeRollouts = 64;

    // Baselines that are simulated beside the result, verdicts of a start, and pairs of episodes that a verdict usually takes.
    private const int BaselineKinds = 5;
    private const int Verdicts = 10;
    private const int UsualPairs = 256;

    private const double MeasuredGlobalStates = 5;
    private const double MeasuredMoves = 20;

    /// <summary>
    /// Figures from trainings of games with five local states on two cores, scaled by operations counted; nothing is measured.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <remarks>
    /// Seconds are 4 + 1.15e-4 C(k+S-1, S-1) (G/5) (S(S-1)/20), measured on two cores with `antiphon train`, seed 1: warehouse-flat took
    /// 3.7, 4.1, 7.3, 9.7, 19 and 46 seconds at k = 1, 10, 20, 30, 40 and 50, microgrid 4.2, 4.9 and 9.7 at k = 5, 20 and 40; the fit is
    /// within a factor of 1.4 of each. All of these have S = 5, so that the dependence on S is that of the operations counted, not
    /// measured. Expect a factor of 3 either way.
    /// </remarks>
    public static TrainingSpeed Typical(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        double moves = game.LocalStates * (game.LocalStates - 1) / MeasuredMoves;
        return new TrainingSpeed(
            4,
            1.15e-4 * (game.GlobalStates / MeasuredGlobalStates) * moves,
            "an estimate for two cores, within a factor of 3"
        );
    }

    /// <summary>
    /// Measures two short trainings (the smallest k, and one of up to 10,000 count vectors) and a short simulation of the game on this
    /// machine, and scales them to a whole training. Takes a few seconds, twenty at most; on a busy machine what is forecast is for a
    /// machine as busy. Expect a factor of 4 either way.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="threads">Threads of the training to forecast, at least 1.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">Not even the smallest k fits in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingSpeed Measure(CooperativeGame game, int threads, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(LongestMeasurement));
        var measurement = new Measurement(game, threads);
        try
        {
            return measurement.Run(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return measurement.CutShort();
        }
    }

    private static AlternationOptions Ordinary { get; } = new() { Subsample = 1 };

    private static double WholeFromShort(int threads) => UsualSweeps * Math.Max(1.0, (double)Ordinary.Starts / threads);

    private sealed class Measurement(CooperativeGame game, int threads)
    {
        private readonly int smallest = game.Types.Count;
        private readonly (int? Resolution, double Scale) coarse = Coarse(game);
        private double? few;
        private double search;
        private long vectors;
        private long begun;

        internal TrainingSpeed Run(CancellationToken cancellation)
        {
            int larger = Math.Max(smallest, Largest());
            if (game.Couplings is null)
            {
                Train(smallest, cancellation); // compiles what is timed next; the search below does so for coupled games
            }

            vectors = LatticeSize.CountVectors(game, larger) - LatticeSize.CountVectors(game, smallest);

            // A whole training looks for a blind pair once, on a lattice that is coarse in any case.
            search = SearchBlind(cancellation);
            double least = Math.Max(0, Train(smallest, cancellation) - search);
            few = least;
            double many = larger > smallest ? Train(larger, cancellation) - search : 0;
            double perVector = vectors > 0 ? Math.Max(0, many - least) / vectors : 0;
            double whole = WholeFromShort(threads) * coarse.Scale;
            double once = search + (Simulate(cancellation) / threads);
            return new TrainingSpeed(once + (whole * least), whole * perVector, Measured);
        }

        // The smallest k may have been measured; what was under way takes at least the time that it took so far.
        internal TrainingSpeed CutShort()
        {
            double whole = WholeFromShort(threads) * coarse.Scale;
            double underWay = Math.Max(0, Stopwatch.GetElapsedTime(begun).TotalSeconds - search);
            bool isSearching = game.Couplings is not null && search == 0;
            double least = few ?? (isSearching ? 0 : underWay);
            double perVector = few is { } known && vectors > 0 ? whole * Math.Max(0, underWay - known) / vectors : 0;
            return new TrainingSpeed(
                (isSearching ? underWay : search) + (whole * least),
                perVector,
                $"at least; the short trainings took longer than {LongestMeasurement} s on this machine"
            );
        }

        private static (int? Resolution, double Scale) Coarse(CooperativeGame game)
        {
            if (game.Couplings is null || PopulationChooser.ExactFits(game))
            {
                return (null, 1);
            }

            long usual = MeanFieldPopulation.CountVectors(game, PopulationChooser.Resolution(game));
            long resolution = MeanFieldPopulation.LargestResolution(game, Math.Min(usual, MostNodes));
            return resolution == 0 ? (null, 1) : ((int)resolution, (double)usual / MeanFieldPopulation.CountVectors(game, resolution));
        }

        private int Largest() =>
            (int)
                Math.Min(
                    Math.Min(game.Agents, LatticeSize.LargestAgents(game, MostVectors)),
                    new TrainingMemory(game, Ordinary).LargestSubsample(MemoryBudget.UsableBytes)
                );

        private double SearchBlind(CancellationToken cancellation)
        {
            if (game.Couplings is null)
            {
                return 0;
            }

            AlternationOptions options = Short(smallest).For(game);
            using var workers = new Workers(1, cancellation);
            double accuracy = Tolerances.Of(options, game, cancellation).OfProposals;
            begun = Stopwatch.GetTimestamp();
            BlindModelSearch.Solve(PopulationChooser.Choose(game, options), accuracy, workers, cancellation);
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        private double Train(int subsample, CancellationToken cancellation)
        {
            begun = Stopwatch.GetTimestamp();
            new Alternation(Short(subsample)).Run(game, cancellation: cancellation);
            return Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        private AlternationOptions Short(int subsample) =>
            new()
            {
                Subsample = subsample,
                // What is forecast is training with tables over count vectors, which is exact where that fits.
                Population = PopulationChooser.Lattice(game),
                Resolution = coarse.Resolution,
                Restarts = 1,
                MaximumSweeps = 1,
                Threads = 1,
                Baselines = false,
                Rollouts = 1,
                Seeds = 2,
                JudgeRollouts = ShortJudgeRollouts,
                Horizon = SimulatedSteps,
            };

        // The ordinary deployment of the result and of baselines, and the verdicts.
        private double Simulate(CancellationToken cancellation)
        {
            var pair = new JointPolicy(new UniformGlobalPolicy(smallest, game), LocalPolicy.Uniform(game));
            long start = Stopwatch.GetTimestamp();
            new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Rollouts = 1,
                    Seeds = 2,
                    Horizon = SimulatedSteps,
                    Threads = 1,
                }
            ).Run(game, pair, null, cancellation);
            double secondsPerStep = Stopwatch.GetElapsedTime(start).TotalSeconds / (2 * SimulatedSteps);
            double episodes = ((1.0 + BaselineKinds) * Ordinary.Rollouts * Ordinary.Seeds) + (2.0 * Verdicts * UsualPairs);
            return episodes * Ordinary.For(game).DeployedHorizon * secondsPerStep;
        }
    }
}
