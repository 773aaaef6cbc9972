using Antiphon.Games;

namespace Antiphon.Tests.Errata;

/// <summary>Distances between histograms that are given by counts.</summary>
internal static class Distance
{
    /// <summary>TV = (1/2) sum_x |c_x/k - d_x/n|.</summary>
    public static double TotalVariation(int[] counts, int[] others)
    {
        (double total, double otherTotal) = ((double)counts.Sum(), (double)others.Sum());
        return counts.Zip(others, (c, d) => Math.Abs(c / total - d / otherTotal)).Sum() / 2;
    }
}

/// <summary>The local reward under a policy, rbar_l(x, s_g).</summary>
internal static class LocalRewards
{
    public static double[] Mean(CooperativeGame game, double[] local, int globalState) =>
        [
            .. Enumerable
                .Range(0, game.LocalStates)
                .Select(x =>
                    Enumerable
                        .Range(0, game.LocalActions)
                        .Sum(a =>
                            local[(x * game.GlobalStates + globalState) * game.LocalActions + a] * game.LocalReward(x, globalState, a)
                        )
                ),
        ];

    /// <summary>max_{s_g} (max_x rbar_l - min_x rbar_l), which takes the place of a reward bound.</summary>
    public static double Span(CooperativeGame game, double[] local) =>
        Enumerable
            .Range(0, game.GlobalStates)
            .Max(globalState => Mean(game, local, globalState).Max() - Mean(game, local, globalState).Min());

    /// <summary>
    /// The least r_l bound after a shift that makes all local rewards positive, as the paper assumes; a shift moves all values alike.
    /// </summary>
    public static double Bound(CooperativeGame game, double[] local)
    {
        double[] all = [.. Enumerable.Range(0, game.GlobalStates).SelectMany(globalState => Mean(game, local, globalState))];
        return all.Max() - all.Min();
    }
}

/// <summary>Binomial coefficients as doubles; exact while they are below 2^53.</summary>
internal static class Combinatorics
{
    public static double Choose(int n, int k)
    {
        double result = 1.0;
        for (int i = 1; i <= Math.Min(k, n - k); i++)
        {
            result = result * (n - Math.Min(k, n - k) + i) / i;
        }
        return k < 0 || k > n ? 0 : Math.Round(result);
    }
}
