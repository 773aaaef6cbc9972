using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>How large a chained MDP is, known before it is built. Numbers are exact below 2^53 and rounded beyond.</summary>
/// <param name="Parameterization">Tuples or histograms; the paper's rule is resolved.</param>
/// <param name="Phases">Micro-steps per step of the game: k for tuples, S + 1 for histograms.</param>
/// <param name="States">
/// States that the construction can meet: no pending state where none is due, and only such partial histograms as the bins moved so far
/// can make.
/// </param>
/// <param name="PrintedStates">The paper's formula: k G (G+1) S^k for tuples, G^2 S^3 k^(2S) for histograms.</param>
/// <param name="Successors">
/// At most so many positive transition probabilities, over all states and actions; fewer where the game has zeros.
/// </param>
/// <param name="MaximumSuccessors">C, the most successors of one state and action.</param>
/// <param name="LocalActions">B.</param>
internal sealed record ChainSize(
    Parameterization Parameterization,
    double Phases,
    double States,
    double PrintedStates,
    double Successors,
    double MaximumSuccessors,
    int LocalActions
)
{
    // Per successor: index, probability, cumulated probability, two counts, interval, sorted copy. Per pair: reward, row, two counts,
    // threshold, slack.
    private const double BytesPerSuccessor = 64;
    private const double BytesPerPair = 44;
    private const double BytesPerState = 40;

    // The policy in use, the best one and the optimum, two bytes each.
    private const double BytesPerStateAndPeriod = 6;

    /// <summary>Size of the k-chained MDP on ordered tuples: G S^k (1 + (k-1) G) states.</summary>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="localActions">B, at least 1.</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ChainSize Tuples(int globalStates, int localStates, int localActions, int subsample)
    {
        RequirePositive(globalStates, localStates, localActions, subsample);
        (double g, double s, double k) = ((double)globalStates, (double)localStates, (double)subsample);
        double tuples = Math.Pow(s, k);
        return new ChainSize(
            Parameterization.Tuples,
            k,
            g * tuples * (1 + ((k - 1) * g)),
            k * g * (g + 1) * tuples,
            localActions * g * tuples * g * s * k,
            g * s,
            localActions
        );
    }

    /// <summary>
    /// Size of the |S_l|-chained mean-field MDP: G S C(k+S-2, S-1) states before the tagged agent moves, then per bin l = 1..S and number
    /// m of agents in the bins already moved, G^2 S^2 times the histograms with that m times the C(m+S-1, S-1) partial histograms they can
    /// have made.
    /// </summary>
    /// <remarks>Takes time proportional to S^2 k.</remarks>
    /// <inheritdoc cref="Tuples"/>
    public static ChainSize Histograms(int globalStates, int localStates, int localActions, int subsample)
    {
        RequirePositive(globalStates, localStates, localActions, subsample);
        (double g, double s, double k) = ((double)globalStates, (double)localStates, (double)subsample);
        int others = subsample - 1;
        (double states, double successors) = (0.0, 0.0);
        for (int bin = 1; bin <= localStates; bin++)
        {
            for (int moved = 0; moved <= others; moved++)
            {
                double made = Ways(bin - 1, moved) * Ways(localStates, moved);
                states += made * Ways(localStates - bin + 1, others - moved);

                // Over the agents c of this bin, sum C(c+S-1, S-1) times the ways to fill the later bins: the convolution has 2S - l
                // places.
                successors += made * Ways((2 * localStates) - bin, others - moved);
            }
        }

        (double first, double pending) = (g * s * Ways(localStates, others), g * g * s * s);
        return new ChainSize(
            Parameterization.Histograms,
            s + 1,
            first + (pending * states),
            g * g * s * s * s * Math.Pow(k, 2 * s),
            localActions * ((first * g * s) + (pending * successors)),
            Math.Max(g * s, Ways(localStates, others)),
            localActions
        );
    }

    /// <summary>Size of either chain.</summary>
    /// <param name="parameterization">Which; the paper's rule takes tuples while S^k is at most S k^S.</param>
    /// <param name="globalStates">G, at least 1.</param>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="localActions">B, at least 1.</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ChainSize Of(Parameterization parameterization, int globalStates, int localStates, int localActions, int subsample)
    {
        bool tuples =
            parameterization == Parameterization.PaperRule
                ? Math.Pow(localStates, subsample) <= localStates * Math.Pow(subsample, localStates)
                : parameterization == Parameterization.Tuples;
        return tuples
            ? Tuples(globalStates, localStates, localActions, subsample)
            : Histograms(globalStates, localStates, localActions, subsample);
    }

    /// <summary>Bytes to hold the chain and to learn on it.</summary>
    /// <param name="periods">Steps of the game within the horizon.</param>
    public double Bytes(int periods) =>
        (Successors * BytesPerSuccessor)
        + (States * LocalActions * BytesPerPair)
        + (States * (BytesPerState + (BytesPerStateAndPeriod * periods)));

    /// <summary>Whether indices and memory suffice.</summary>
    /// <param name="periods">Steps of the game within the horizon.</param>
    /// <param name="usableBytes">Memory that may be used.</param>
    internal bool Fits(int periods, double usableBytes) =>
        Bytes(periods) <= usableBytes && Math.Max(Successors, Math.Max(States * periods, States * LocalActions)) < Array.MaxLength;

    // Count vectors of so many agents over so many bins; no bins hold no agents.
    private static double Ways(int bins, int agents) => bins == 0 ? (agents == 0 ? 1 : 0) : LatticeSize.CountVectors(bins, agents);

    private static void RequirePositive(int globalStates, int localStates, int localActions, int subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(globalStates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(localStates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(localActions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
    }
}
