using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// Estimates what each side of a trained pair could still gain in a continuous game: the training's own oracle responds to the pair anew,
/// from the trained network and from a random one, and its best proposal is compared with the pair by paired simulation.
/// </summary>
/// <param name="options">How thorough the search is.</param>
public sealed class GapSearch(GapSearchOptions options)
{
    // The first comparison of a sequential one has half its error budget: each side's interval holds with 97.5 %, both together with 95 %.
    private const double Confidence = 0.95;

    /// <summary>Searches for both sides' gains.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The trained pair.</param>
    /// <param name="training">The options it was trained with: k, algorithms, effort of a proposal, horizon of the judge.</param>
    /// <param name="progress">Receives progress after every proposal, or null.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <returns>The estimates.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the pair does not fit the game.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public GapEstimate Run(
        ContinuousGame game,
        NeuralPair pair,
        ContinuousOptions training,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(training);
        options.Require();
        training = training with { Seed = options.Seed, Threads = options.Threads };
        training.Require();
        var world = new CheckedContinuousGame(game);
        var deployed = new ContinuousDeployment(world, pair.Deployed(training.Subsample));
        using var workers = new Workers(options.Threads);
        var search = new Search(world, pair, training, options, workers, progress);
        PairedResult global = search.Best(Player.Global, TurnNumbers.GlobalGain, cancellation);
        PairedResult local = search.Best(Player.Local, TurnNumbers.LocalGain, cancellation);
        return new GapEstimate(
            world.Agents,
            training.Subsample,
            search.Horizon,
            global.Incumbent,
            2 * OnlineExecution.Truncation(deployed, search.Horizon),
            Gain(global),
            Gain(local)
        );
    }

    private static DeployedGain Gain(PairedResult result) =>
        new(result.Difference.Mean, result.Difference.Low, result.Difference.High, result.Rollouts);

    /// <summary>One search, for both sides in turn.</summary>
    private sealed class Search(
        CheckedContinuousGame game,
        NeuralPair pair,
        ContinuousOptions training,
        GapSearchOptions options,
        Workers workers,
        IProgress<Progress>? progress
    )
    {
        private readonly PairedComparisonOptions comparison = training.Comparison(game.Discount) with
        {
            FirstBatch = options.Rollouts,
            MaximumRollouts = options.Rollouts,
            Confidence = Confidence,
        };
        private int made;

        internal int Horizon => comparison.Horizon;

        /// <summary>Compares the best proposal of a side with the pair, on episodes that the choice has not seen.</summary>
        internal PairedResult Best(Player side, long number, CancellationToken cancellation)
        {
            var judge = new PairedComparison(comparison);
            NeuralPair best = Proposals(side, cancellation).MaxBy(candidate => Screened(judge, candidate, cancellation))!;
            return judge.Compare(Deploy(pair), Deploy(best), 0, number, cancellation);
        }

        private double Screened(PairedComparison judge, NeuralPair candidate, CancellationToken cancellation)
        {
            double value = judge.Evaluate(Deploy(candidate), GapSearchOptions.ScreeningEpisodes, TurnNumbers.Ranking, cancellation).Mean;
            int all = 4 * options.Proposals;
            made++;
            progress?.Report(new Progress(made / (all + 1.0), $"proposal {made} of {all}, return {value:F2}"));
            return value;
        }

        private IEnumerable<NeuralPair> Proposals(Player side, CancellationToken cancellation)
        {
            var oracle = new NeuralOracle(side, game, training, workers);

            // Trainings number turns and starts from 0.
            long turn = TurnNumbers.Measuring;
            Perceptron trained = side == Player.Global ? pair.Global : pair.Local;
            RandomStream start = NeuralPair.Root(training).Split(Purposes.Restart, turn);
            var random = LearnerState.Random(trained.Shape.Inputs, trained.Shape.Hidden, trained.Shape.Outputs, start);
            foreach (LearnerState begun in new[] { new LearnerState(trained, random.CriticNetwork), random })
            {
                NeuralPair latest = pair.With(side, begun);
                for (int proposal = 0; proposal < options.Proposals; proposal++)
                {
                    Candidate<NeuralPair> candidate = oracle.Propose(new Turn<NeuralPair>(turn--, pair, latest), cancellation).Candidates[
                        0
                    ];
                    latest = candidate.Latest!;
                    yield return candidate.Pair;
                }
            }
        }

        private ContinuousDeployment Deploy(NeuralPair candidate) => new(game, candidate.Deployed(training.Subsample));
    }
}
