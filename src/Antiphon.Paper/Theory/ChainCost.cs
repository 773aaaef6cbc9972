namespace Antiphon.Paper;

/// <summary>What L-LEARN by UCFH costs in one of the chained processes (paper, Theorems 4.6 and C.4; recovered).</summary>
/// <param name="Regime">Which chain: of the k agents (standard) or of the bins (mean-field).</param>
/// <param name="States">|S|: k G (G+1) S^k, or G^2 S^3 k^(2S) as printed.</param>
/// <param name="Successors">C, the most successors of a state and action.</param>
/// <param name="Horizon">Micro-steps of an episode: k H, or (S+1) H.</param>
/// <param name="Visits">m of UCFH: visits of a state and action after which it counts as known.</param>
/// <param name="Episodes">
/// H^2 C |S||A| ln(1/delta)/epsilon^2: the number of episodes in which the policy may be worse than epsilon, in order of magnitude. The
/// theorem hides its constant and further logarithms, so that the true number is larger.
/// </param>
internal sealed record ChainCost(
    Regime Regime,
    Magnitude States,
    Magnitude Successors,
    Magnitude Horizon,
    Magnitude Visits,
    Magnitude Episodes
)
{
    /// <summary>Episodes times horizon.</summary>
    public Magnitude Steps => Episodes * Horizon;

    /// <summary>
    /// The cost at accuracy 1/sqrt(k), of rewards divided by their bound r and half of the accuracy for the horizon: epsilon = 1/(2 r
    /// sqrt(k)).
    /// </summary>
    /// <param name="game">The game, with rewards that are not all 0.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="regime">Which chain.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static ChainCost Of(GameConstants game, long subsample, Regime regime, double delta)
    {
        Hypotheses.Require(game, subsample);
        double accuracy = EquilibriumTolerance.OfLocalAgents(subsample);
        double scaled = accuracy / (2 * Math.Max(game.Reward, accuracy));
        double horizon = IterationCount.Horizon(game, accuracy);
        (Magnitude States, Magnitude Successors, Magnitude Horizon) chain =
            regime == Regime.Standard
                ? (
                    States: ChainSizes.AgentChain(game, subsample),
                    Successors: ChainSizes.AgentChainSuccessors(game),
                    Horizon: (Magnitude)subsample * horizon
                )
                : (
                    States: ChainSizes.BinChainAsPrinted(game, subsample),
                    Successors: ChainSizes.BinChainSuccessors(game, subsample),
                    Horizon: (game.LocalStates + 1.0) * horizon
                );
        var constants = UcfhClosedForm.Of(chain.States, game.LocalActions, chain.Successors, chain.Horizon, scaled, delta);
        double confidence = Math.Max(1, -Math.Log(delta));
        Magnitude episodes =
            chain.Horizon * chain.Horizon * chain.Successors * chain.States * game.LocalActions / scaled / scaled * confidence;
        return new ChainCost(regime, chain.States, chain.Successors, chain.Horizon, constants.Visits, episodes);
    }
}
