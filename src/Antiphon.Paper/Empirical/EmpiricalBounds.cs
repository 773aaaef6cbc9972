using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// The paper's closed forms for G-LEARN with samples. Rewards are taken to lie in [0, r~]: see <see cref="RewardBound"/>. Everything is a
/// double, for these numbers leave every integer behind; infinity where a double ends.
/// </summary>
internal static class EmpiricalBounds
{
    /// <summary>
    /// r~ = r~_g + r~_l of Assumption 2.2: the largest global plus the largest local reward. Rewards of a side that are negative somewhere
    /// are shifted to start at 0, which moves all values alike and changes no argmax, and their range takes the place of their largest.
    /// </summary>
    /// <param name="game">The game.</param>
    public static double RewardBound(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        (double lowGlobal, double highGlobal, double lowLocal, double highLocal) = (
            double.PositiveInfinity,
            double.NegativeInfinity,
            double.PositiveInfinity,
            double.NegativeInfinity
        );
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int action = 0; action < game.GlobalActions; action++)
            {
                double reward = game.GlobalReward(globalState, action);
                (lowGlobal, highGlobal) = (Math.Min(lowGlobal, reward), Math.Max(highGlobal, reward));
            }

            for (int cell = 0; cell < game.LocalStates * game.LocalActions; cell++)
            {
                double reward = game.LocalReward(cell / game.LocalActions, globalState, cell % game.LocalActions);
                (lowLocal, highLocal) = (Math.Min(lowLocal, reward), Math.Max(highLocal, reward));
            }
        }

        return highGlobal - Math.Min(0, lowGlobal) + highLocal - Math.Min(0, lowLocal);
    }

    /// <summary>
    /// T, the paper's number of sweeps: (2/(1-gamma)) ln(r~ sqrt(k)/(1-gamma)), rounded up, at least 1 (Theorem 4.2, Lemma B.36).
    /// </summary>
    /// <param name="rewardBound">r~, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double PaperSweeps(double rewardBound, double discount, double subsample) =>
        Math.Max(1, Math.Ceiling(2 / (1 - discount) * Math.Log(rewardBound * Math.Sqrt(subsample) / (1 - discount))));

    /// <summary>Half of it, which suffices for gamma^T r~/(1-gamma) &lt;= 1/sqrt(k), because gamma &lt;= e^-(1-gamma).</summary>
    /// <param name="rewardBound">r~, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double SufficientSweeps(double rewardBound, double discount, double subsample) =>
        Math.Max(1, Math.Ceiling(Math.Log(rewardBound * Math.Sqrt(subsample) / (1 - discount)) / (1 - discount)));

    /// <summary>N, the entries of a table over (s_g, x, a_g): G A S^k for tuples, G A C(k+S-1, S-1) for histograms.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="parameterization">The table; the paper's rule is applied first.</param>
    public static double TableEntries(CooperativeGame game, int subsample, Parameterization parameterization)
    {
        ArgumentNullException.ThrowIfNull(game);
        double observations =
            Resolve(parameterization, game.LocalStates, subsample) == Parameterization.Tuples
                ? Math.Pow(game.LocalStates, subsample)
                : LatticeSize.CountVectors(game, subsample);
        return (double)game.GlobalStates * game.GlobalActions * observations;
    }

    /// <summary>
    /// The paper's switch: tuples when S^k &lt;= S k^S, else histograms. Tuples are never fewer; the rule is kept because the paper has
    /// it.
    /// </summary>
    /// <param name="parameterization">What was asked for; other choices than the rule stand.</param>
    /// <param name="localStates">S.</param>
    /// <param name="subsample">k.</param>
    public static Parameterization Resolve(Parameterization parameterization, int localStates, int subsample)
    {
        if (parameterization != Parameterization.PaperRule)
        {
            return parameterization;
        }

        // In logarithms, with room for their rounding where both sides are equal.
        double tuples = subsample * Math.Log(localStates);
        double histograms = Math.Log(localStates) + (localStates * Math.Log(subsample));
        return tuples <= histograms + 1e-12 ? Parameterization.Tuples : Parameterization.Histograms;
    }

    /// <summary>
    /// Lemma B.35: with frozen samples, sup |Q_{k,m} - Q_k| &lt;= (gamma r~/(1-gamma)^2) sqrt(ln(2N/delta)/(2m)) with probability 1-delta
    /// (Hoeffding at the exact fixed point, union over the table, contraction).
    /// </summary>
    /// <param name="rewardBound">r~, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="entries">N, at least 1.</param>
    /// <param name="samples">m, at least 1.</param>
    /// <param name="failureProbability">delta in (0, 1).</param>
    public static double FrozenNoise(double rewardBound, double discount, double entries, double samples, double failureProbability) =>
        discount * rewardBound / ((1 - discount) * (1 - discount)) * Math.Sqrt(Math.Log(2 * entries / failureProbability) / (2 * samples));

    /// <summary>
    /// The corrected bound for samples drawn anew in each of T sweeps, which Lemma B.35 does not cover: gamma^T r~/(1-gamma) plus the same
    /// noise with ln(2NT/delta).
    /// </summary>
    /// <param name="rewardBound">r~, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="entries">N, at least 1.</param>
    /// <param name="samples">m, at least 1.</param>
    /// <param name="sweeps">T, at least 1.</param>
    /// <param name="failureProbability">delta in (0, 1).</param>
    public static double FreshError(
        double rewardBound,
        double discount,
        double entries,
        double samples,
        double sweeps,
        double failureProbability
    ) =>
        (Math.Pow(discount, sweeps) * rewardBound / (1 - discount))
        + FrozenNoise(rewardBound, discount, entries * sweeps, samples, failureProbability);

    /// <summary>
    /// B with B^2 = range_g^2 + range_l^2/k: what stands in Hoeffding's inequality for R_g + (1/k) sum_i R_l, whose k + 1 parts are
    /// independent; the ranges are those of Assumption F.1. 0 when no reward is random.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double RewardRange(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        if (game.Noise is not { } noise)
        {
            return 0;
        }

        (double global, double local) = (
            noise.GlobalSupport.Most - noise.GlobalSupport.Least,
            noise.LocalSupport.Most - noise.LocalSupport.Least
        );
        return Math.Sqrt((global * global) + (local * local / subsample));
    }

    /// <summary>
    /// B sqrt(ln(2N/delta)/(2 Xi))/(1-gamma): with frozen draws no action value is moved further by the noise of rewards, with probability
    /// 1-delta (Hoeffding, union over N entries, contraction). With draws made anew in T sweeps, N T in place of N.
    /// </summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="entries">N, at least 1.</param>
    /// <param name="draws">Xi, at least 1.</param>
    /// <param name="failureProbability">delta in (0, 1).</param>
    public static double RewardNoise(double range, double discount, double entries, double draws, double failureProbability) =>
        range / (1 - discount) * Math.Sqrt(Math.Log(2 * entries / failureProbability) / (2 * draws));

    /// <summary>
    /// The Xi with which the noise of rewards moves no action value by more than 1/sqrt(k): B^2 k ln(2N/delta)/(2 (1-gamma)^2), rounded
    /// up, at least 1. The paper's Lemma F.4 has far fewer, and does not keep what it promises (docs/errata.md, E16).
    /// </summary>
    /// <param name="range">B, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="entries">N, at least 1.</param>
    /// <param name="failureProbability">delta in (0, 1).</param>
    public static double SufficientRewardSamples(
        double range,
        double discount,
        double subsample,
        double entries,
        double failureProbability
    ) =>
        Math.Max(
            1,
            Math.Ceiling(range * range * subsample * Math.Log(2 * entries / failureProbability) / (2 * (1 - discount) * (1 - discount)))
        );

    /// <summary>
    /// m*, the samples with which Lemma B.36 makes the noise at most 1/sqrt(k): gamma^2 r~^2 k ln(2N/delta)/(2 (1-gamma)^4), rounded up,
    /// at least 1.
    /// </summary>
    /// <param name="rewardBound">r~, not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="subsample">k, at least 1.</param>
    /// <param name="entries">N, at least 1.</param>
    /// <param name="failureProbability">delta in (0, 1).</param>
    public static double PaperSamples(double rewardBound, double discount, double subsample, double entries, double failureProbability) =>
        Math.Max(
            1,
            Math.Ceiling(
                Math.Pow(discount * rewardBound, 2)
                    * subsample
                    * Math.Log(2 * entries / failureProbability)
                    / (2 * Math.Pow(1 - discount, 4))
            )
        );
}
