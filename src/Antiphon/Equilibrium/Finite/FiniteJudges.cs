using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>A judge of pairs of a finite game.</summary>
internal abstract class FiniteJudge : IJudge<JointPolicy>
{
    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public Ruling Compare(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation) =>
        candidate.SameAs(incumbent) ? Repeated : Rule(incumbent, candidate, number, cancellation);

    /// <summary>The ruling on a candidate that equals the incumbent.</summary>
    private protected virtual Ruling Repeated => Ruling.Repeated;

    /// <summary>The ruling on a candidate that differs from the incumbent.</summary>
    private protected abstract Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation);
}

/// <summary>Judges by exact values on the lattice of n agents.</summary>
internal sealed class ExactJudge : FiniteJudge
{
    // Each refinement asks for a tenth of the error.
    private const int MostRefinements = 4;
    private const string Better = "better, exactly";

    private readonly PairEvaluation evaluator;
    private readonly double accuracy;
    private readonly double threshold;

    internal ExactJudge(ExactPopulation population, CountLattice observations, Tolerances tolerances, CancellationToken cancellation)
    {
        evaluator = new PairEvaluation(population, observations, new Workers(1, cancellation));
        threshold = tolerances.Threshold;
        accuracy = Math.Min(tolerances.Accuracy, threshold / 100);
    }

    public override string Description =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"exact values at n = {evaluator.Model.Lattice.Agents:N0}, within {accuracy:G2} or the limit of double precision"
        );

    private protected override Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation)
    {
        // A gain whose error is as large as itself is solved for more finely, until it is decided or double precision ends.
        double known = double.PositiveInfinity;
        for (int refinement = 0; ; refinement++)
        {
            double asked = accuracy * Math.Pow(10, -refinement);
            (double after, double afterError) = Value(candidate, asked, cancellation);
            (double before, double beforeError) = Value(incumbent, asked, cancellation);
            (double gain, double error) = (after - before, afterError + beforeError);
            if (Decide(gain, error) is { } words)
            {
                return new Ruling(words == Better, gain, gain - error, gain + error, 0, words);
            }

            if (refinement == MostRefinements || error > known / 2)
            {
                return new Ruling(
                    false,
                    gain,
                    gain - error,
                    gain + error,
                    0,
                    string.Create(CultureInfo.InvariantCulture, $"undecided: the error of the values is {error:G2}")
                );
            }

            known = error;
        }
    }

    // Null while the error leaves open which it is.
    private string? Decide(double gain, double error) =>
        gain - error > 0 && gain >= threshold ? Better
        : gain + error < threshold || gain + error <= 0 || error < threshold / 100 ? "no gain above the threshold, exactly"
        : null;

    private (double Value, double Error) Value(JointPolicy pair, double accuracy, CancellationToken cancellation)
    {
        evaluator.Restart();
        evaluator.SetLocal(pair.Local);
        evaluator.SetGlobal(pair.Global);
        double value = evaluator.Evaluate(accuracy, cancellation);
        return (value, evaluator.ErrorBound);
    }
}

/// <summary>Judges by simulating both pairs with common random numbers.</summary>
internal sealed class SimulationJudge : FiniteJudge
{
    private readonly CooperativeGame game;
    private readonly double threshold;
    private readonly PairedComparisonOptions comparison;
    private readonly AlternationOptions options;

    internal SimulationJudge(CooperativeGame game, AlternationOptions options, double threshold, int threads)
    {
        this.game = game;
        this.options = options;
        this.threshold = threshold;
        comparison = options.Comparison(game, threads);
    }

    public override string Description =>
        $"{comparison.Describe(game.Agents)}{(options.Memory is null ? "" : ", of a global agent with memory")}";

    private protected override Ruling Rule(JointPolicy incumbent, JointPolicy candidate, long number, CancellationToken cancellation)
    {
        PairedResult result = new PairedComparison(comparison).Compare(
            game,
            options.Deployed(incumbent),
            options.Deployed(candidate),
            threshold,
            number,
            cancellation
        );
        return Ruling.Of(result);
    }
}
