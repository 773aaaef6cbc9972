namespace Antiphon.Paper;

/// <summary>Sizes of the chained processes of L-LEARN (paper, Algorithms 8 and 9; appendix C).</summary>
internal static class ChainSizes
{
    // A sum over k agents for each of S bins is worth its time up to so many terms.
    private const long MostTerms = 100_000;

    /// <summary>k G (G+1) S^k: all states (pointer, s_g, pending s_g or none, k replicas) of the k-chained process; exact.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude AgentChain(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return subsample * (game.GlobalStates * (game.GlobalStates + 1.0)) * Magnitude.Power(game.LocalStates, subsample);
    }

    /// <summary>k G^2 S^k, the paper's estimate of <see cref="AgentChain"/>.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude AgentChainAsPrinted(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return subsample * ((double)game.GlobalStates * game.GlobalStates) * Magnitude.Power(game.LocalStates, subsample);
    }

    /// <summary>G^2 S^3 k^(2S), the paper's size of the |S_l|-chained mean-field process.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude BinChainAsPrinted(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return (double)game.GlobalStates
            * game.GlobalStates
            * Math.Pow(game.LocalStates, 3)
            * Magnitude.Power(subsample, 2.0 * game.LocalStates);
    }

    /// <summary>
    /// G (G+1) S (S+1)^2 k^(2S): every point of the grid {0..S} x S_g x (S_g or none) x S_l x (S_l or none) x mu x mu, with k values for
    /// each coordinate of both histograms of k-1 agents; what the printed set of states holds when it is counted exactly.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude BinChainGrid(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        (double global, double local) = ((double)game.GlobalStates, (double)game.LocalStates);
        return global * (global + 1) * local * (local + 1) * (local + 1) * Magnitude.Power(subsample, 2 * local);
    }

    /// <summary>
    /// The states of the mean-field chain that can be reached: at its start one for each (s_g, tagged state, counts of the other k-1); at
    /// bin l one for each (s_g, pending s_g, tagged state, pending tagged state, counts, counts of those that have moved), the moved being
    /// all agents of the bins before l.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <returns>The number, or null when k S is above 100,000, where counting them takes long.</returns>
    public static Magnitude? BinChainReachable(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        if (subsample > MostTerms / game.LocalStates)
        {
            return null;
        }

        Magnitude start = (double)game.GlobalStates * game.LocalStates * TableSizes.CountVectors(game.LocalStates, subsample - 1);
        Magnitude partial = Magnitude.Zero;
        for (int moved = 0; moved < game.LocalStates; moved++)
        {
            partial += PartlyMoved(game.LocalStates, moved, subsample - 1);
        }

        double marks = (double)game.GlobalStates * game.LocalStates;
        return start + (marks * marks * partial);
    }

    /// <summary>C: the most successors of any state and action, G S in the k-chained process.</summary>
    /// <param name="game">The game.</param>
    public static Magnitude AgentChainSuccessors(GameConstants game)
    {
        Hypotheses.Require(game);
        return (double)game.GlobalStates * game.LocalStates;
    }

    /// <summary>
    /// C of the mean-field chain: G S at its start, C(k+S-2, S-1) when a bin of k-1 agents moves. Corrected: the paper treats the latter
    /// as a constant.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude BinChainSuccessors(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Magnitude.Max((double)game.GlobalStates * game.LocalStates, TableSizes.CountVectors(game.LocalStates, subsample - 1));
    }

    // The sum over count vectors of all agents, of the number of count vectors that those in the first bins can have moved to. Grouped by
    // how many those are.
    private static Magnitude PartlyMoved(int localStates, int bins, long agents)
    {
        if (bins == 0)
        {
            return TableSizes.CountVectors(localStates, agents);
        }

        // C(m+p-1, p-1), C(m+S-1, S-1) and C(agents-m+S-p-1, S-p-1) for m = 0, 1, ..: each from its predecessor.
        int rest = localStates - bins;
        (Magnitude inBins, Magnitude elsewhere, Magnitude targets, Magnitude sum) = (
            Magnitude.One,
            TableSizes.CountVectors(rest, agents),
            Magnitude.One,
            Magnitude.Zero
        );
        for (long moved = 0L; moved <= agents; moved++)
        {
            sum += inBins * elsewhere * targets;
            inBins = inBins * (moved + bins) / (moved + 1.0);
            targets = targets * (moved + localStates) / (moved + 1.0);
            long left = agents - moved;
            elsewhere = left > 0 ? elsewhere * left / (left + rest - 1.0) : Magnitude.Zero;
        }

        return sum;
    }
}
