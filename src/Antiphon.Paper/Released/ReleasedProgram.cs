using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// What the authors' released program does on a finite game, restated to reproduce its figures: rounded G-LEARN, then the representative
/// agent's softmax, then a short simulation, whose value alone decides. Not an equilibrium algorithm: neither step is a best response, and
/// nothing compares what one side gains alone.
/// </summary>
/// <remarks>
/// The program fixes its random seeds, so that it trains alike every time; its streams are NumPy's and cannot be had here. Figures
/// therefore agree in distribution over <see cref="ReleasedProgramOptions.Seed"/>. Ties in G-LEARN fall by rounding errors, which are not
/// the program's either. At large k the result depends on when the stopping rule's noise ends it (docs/reproduction.md). Rewards enter by
/// their mean over local actions (see <see cref="OnlineExecution"/>), which leaves every expectation as it is.
/// </remarks>
/// <param name="options">What to do; see each option.</param>
internal sealed class ReleasedProgram(ReleasedProgramOptions options)
{
    private const double SmallestScale = 1e-6;
    private const string CheckPurpose = "check";

    /// <summary>Trains.</summary>
    /// <param name="game">The game; its own n is simulated in the check.</param>
    /// <param name="progress">Receives the completed fraction of the maximum number of alternations.</param>
    /// <param name="cancellation">Cancels between sweeps and inside simulations.</param>
    /// <exception cref="InvalidInputException">
    /// An option or k is out of range, or the table of k agents does not fit in memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public ReleasedProgramResult Run(CooperativeGame game, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        options.Require();
        game.RequireOneType("the authors' program", "use the alternation");
        game.RequireUncoupled("the authors' program", "use the alternation");
        _ = new OnlineExecution(options.Evaluation);
        var observations = CountLattice.Of(game, options.Subsample);
        var local = LocalPolicy.Uniform(game);
        var kept = new List<ReleasedAlternation>();
        ((double Value, JointPolicy? Pair) best, JointPolicy? pair) = (
            (Value: double.NegativeInfinity, Pair: (JointPolicy?)null),
            (JointPolicy?)null
        );
        while (kept.Count < options.Alternations)
        {
            TabularGlobalPolicy global = RespondGlobally(game, local, cancellation);
            local = RespondLocally(game, new JointPolicy(global, local), observations, cancellation);
            pair = new JointPolicy(global, local);
            double value = Check(game, pair, kept.Count, cancellation);
            ReleasedVerdict verdict = Judge(value, best.Value);
            kept.Add(new ReleasedAlternation(value, verdict));
            best = verdict == ReleasedVerdict.Best ? (value, pair) : best;
            pair = verdict == ReleasedVerdict.Reverted ? best.Pair! : pair;
            local = pair.Local;
            progress?.Report(new Progress((double)kept.Count / options.Alternations));
            if (kept.Count > 1 && IsPlateau(kept[^2].Value, value))
            {
                return new ReleasedProgramResult(pair, kept, StopReason.Plateau);
            }
        }

        return new ReleasedProgramResult(pair!, kept, StopReason.MaximumSweeps);
    }

    /// <summary>What becomes of a pair of the given value.</summary>
    internal ReleasedVerdict Judge(double value, double best) =>
        value > best ? ReleasedVerdict.Best
        : value < best - (options.Plateau * Math.Abs(best)) ? ReleasedVerdict.Reverted
        : ReleasedVerdict.Kept;

    /// <summary>Whether the program stops here: two successive checks gave nearly the same value, whatever became of the pairs.</summary>
    internal bool IsPlateau(double previous, double value) =>
        Math.Abs(value - previous) < options.Plateau * Math.Max(Math.Abs(previous), SmallestScale);

    private TabularGlobalPolicy RespondGlobally(CooperativeGame game, LocalPolicy local, CancellationToken cancellation)
    {
        var rounded = new EmpiricalGLearnOptions
        {
            Operator = BellmanOperator.Rounded,
            Parameterization = Parameterization.Histograms,
            Sweeps = options.Sweeps,
            Threads = options.Threads,
        };
        GLearnResult answer = new EmpiricalGLearn(rounded).SolveOrThrow(game, local, options.Subsample, cancellation);
        return answer.Policy;
    }

    // The program restarts L-LEARN's generator at every call: all alternations see the same draws.
    private LocalPolicy RespondLocally(
        CooperativeGame game,
        JointPolicy pair,
        CountLattice observations,
        CancellationToken cancellation
    ) =>
        new RepresentativeLLearn(new RepresentativeOptions { Draws = options.Draws, Seed = options.Seed })
            .Solve(game, pair, observations, cancellation)
            .Policy;

    private double Check(CooperativeGame game, JointPolicy pair, int alternation, CancellationToken cancellation)
    {
        ulong seed = new RandomStream(options.Seed).Split(CheckPurpose, alternation).NextUInt64();
        return new OnlineExecution(options.Check(seed)).Run(game, pair, null, cancellation).Reward.Mean;
    }
}
