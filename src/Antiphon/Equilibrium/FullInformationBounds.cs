using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>
/// What the best dispatcher that observes all n agents earns beside the trained local agents, with no horizon: bounds that are proved at
/// each of a number of starts drawn from the initial law, and their means over these starts.
/// </summary>
/// <param name="Lower">Mean of the lower bounds, with Student's 95 % interval over the starts.</param>
/// <param name="Upper">Mean of the upper bounds, likewise.</param>
/// <param name="Starts">How many starts were drawn.</param>
public sealed record FullInformationBounds(ConfidenceInterval Lower, ConfidenceInterval Upper, int Starts)
{
    private const int Draws = 256;

    /// <summary>Bounds the value at starts of n agents.</summary>
    /// <param name="game">The game; its own n.</param>
    /// <param name="pair">The pair; its local policy is kept fixed.</param>
    /// <param name="plan">What the planner found beside that local policy.</param>
    /// <param name="seed">Root of the draws.</param>
    internal static FullInformationBounds Of(CooperativeGame game, JointPolicy pair, AlphaVectorResult plan, ulong seed)
    {
        var episode = new Episode(new DeployedPair(game, pair, game.Agents));
        RandomStream root = new RandomStream(seed).Split(Purposes.AlphaVectorStart, -1);
        double[] lower = new double[Draws];
        double[] upper = new double[Draws];
        double[] fractions = new double[game.LocalStates];
        for (int draw = 0; draw < Draws; draw++)
        {
            episode.Start(root.Split(Purposes.AlphaVectorStart, draw));
            episode.WriteFractions(fractions);
            lower[draw] = plan.Vectors.Value(episode.GlobalState, fractions);
            upper[draw] = plan.UpperBound.At(episode.GlobalState, episode.Counts);
        }

        return new FullInformationBounds(StudentInterval.FromSamples(lower), StudentInterval.FromSamples(upper), Draws);
    }
}
