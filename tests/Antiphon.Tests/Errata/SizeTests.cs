using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E6, E7, E17 and E23: how many policies, table entries and chain states there are.</summary>
public class SizeTests
{
    /// <summary>E6 (v1): maps from X to A are |A|^|X|, not |X||A|.</summary>
    [Fact]
    public void There_are_exponentially_many_policies()
    {
        // three states, two actions: 8 maps, not 6
        Assert.Equal(8, Enumerable.Range(0, 8).Select(code => (code & 1, code & 2, code & 4)).Distinct().Count());
        Assert.Equal(Math.Pow(3, 25), EnumerativeLLearn.Policies(BuiltInGames.Get("warehouse")));
        Assert.Equal(847_288_609_443, Math.Pow(3, 25)); // not 25 x 3 = 75
        CooperativeGame game = new RandomGame(1160).Create();
        Assert.Equal(EnumerativeLLearn.Policies(game), PolicyEnumeration.LocalPolicies(game).Count());
    }

    /// <summary>
    /// E6 (v2, Lemma D.15, right): under exact best responses that must gain tau, at most range/((1-gamma) tau) updates are accepted. All
    /// policies of tiny games are listed.
    /// </summary>
    [Fact]
    public void Exact_best_responses_with_a_threshold_take_boundedly_many_steps()
    {
        int most = 0;
        for (ulong seed = 1161UL; seed < 1167; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Agents = 2,
                Shape = seed % 2 == 0 ? KernelShape.Sparse : KernelShape.Dense,
                Discount = 0.8,
            }.Create();
            OrderedGame ordered = new(game, 1);
            double threshold = 0.05;
            double[] local = Tables.RandomDeterministicLocal(game, new SmallRandom(seed));
            int[][] actions = Tables.RandomActions(game, 1, new SmallRandom(seed + 100));
            (int accepted, int idle) = (0, 0);
            double value = ordered.StartValue(PolicyEnumeration.Rule(game, 1, actions), local);
            for (int turn = 0; idle < 2; turn++)
            {
                double before = value;
                if (turn % 2 == 0)
                {
                    int[][] answer = PolicyEnumeration
                        .GlobalPolicies(game, 1)
                        .MaxBy(candidate => ordered.StartValue(PolicyEnumeration.Rule(game, 1, candidate), local))!;
                    double gain = ordered.StartValue(PolicyEnumeration.Rule(game, 1, answer), local) - value;
                    (actions, value) = gain >= threshold ? (answer, value + gain) : (actions, value);
                }
                else
                {
                    GlobalRule rule = PolicyEnumeration.Rule(game, 1, actions);
                    double[] answer = PolicyEnumeration.LocalPolicies(game).MaxBy(candidate => ordered.StartValue(rule, candidate))!;
                    double gain = ordered.StartValue(rule, answer) - value;
                    (local, value) = gain >= threshold ? (answer, value + gain) : (local, value);
                }
                (accepted, idle) = value > before ? (accepted + 1, 0) : (accepted, idle + 1);
            }
            Assert.True(accepted <= game.RewardRange / ((1 - game.Discount) * threshold));
            most = Math.Max(most, accepted);
        }
        Assert.InRange(most, 1, 5);
    }

    /// <summary>
    /// E7, Remark 4.9: at k = ln n the mean-field table k^S is a power of ln n, but the standard one, S^k = n^(ln S), is a power of n: 100
    /// times as many agents multiply it by 100^(ln 5) = 1,655 with S = 5, however large n is.
    /// </summary>
    [Fact]
    public void At_k_equal_to_the_logarithm_of_n_only_the_mean_field_table_is_polylogarithmic()
    {
        double[] agents = [1e2, 1e4, 1e6, 1e8];
        double[] standard = [.. agents.Select(n => Math.Pow(5, Math.Log(n)))];
        double[] meanField = [.. agents.Select(n => Math.Pow(Math.Log(n), 5))];
        for (int i = 0; i < agents.Length; i++)
        {
            Assert.Equal(Math.Pow(agents[i], Math.Log(5)), standard[i], 1e-9 * standard[i]);
            Assert.Equal(5, Math.Log(meanField[i]) / Math.Log(Math.Log(agents[i])), 1e-9);
        }
        double[] growth = [.. standard.Zip(standard.Skip(1), (small, large) => large / small)];
        Assert.All(growth, factor => Assert.Equal(1655.3, factor, 0.1));
        Assert.Equal([32.0, 7.59, 4.21], meanField.Zip(meanField.Skip(1), (small, large) => Math.Round(large / small, 2)));
    }

    /// <summary>
    /// E23: count vectors are never more than ordered tuples, and equally many only for k = 1 or S = 1; so a table of tuples is never the
    /// smaller one.
    /// </summary>
    [Fact]
    public void Histograms_are_never_more_than_tuples()
    {
        for (int states = 1; states <= 7; states++)
        {
            for (int observations = 1; observations <= 15; observations++)
            {
                (long vectors, long tuples) = (LatticeSize.CountVectors(states, observations), (long)Math.Pow(states, observations));
                Assert.True(observations == 1 || states == 1 ? vectors == tuples : vectors < tuples);
            }
        }
        Assert.Equal(
            [5L, 15, 35, 70, 126, 1001, 82_251, 316_251],
            new[] { 1, 2, 3, 4, 5, 10, 35, 50 }.Select(observations => LatticeSize.CountVectors(5, observations))
        );
    }

    /// <summary>
    /// E23, Section 3.2: with five states the paper's comparison, S^k against S k^S, keeps the table of tuples up to k = 7: 78,125 rows
    /// where 330 do.
    /// </summary>
    [Fact]
    public void The_stated_rule_keeps_tuples_up_to_seven_observations()
    {
        Assert.Equal(7, Enumerable.Range(1, 20).Last(observations => Math.Pow(5, observations) <= 5 * Math.Pow(observations, 5)));
        Assert.Equal((78_125, 330), ((long)Math.Pow(5, 7), LatticeSize.CountVectors(5, 7)));
    }

    /// <summary>
    /// E17: S = G = 5, k = 35, and H = 169 macro steps, which truncate returns of rewards up to 11.5 at gamma = 0.95 to within 0.05.
    /// </summary>
    [Fact]
    public void The_chains_are_too_large_by_many_orders_of_magnitude()
    {
        const double States = 5,
            GlobalStates = 5,
            Observations = 35;
        Assert.Equal(3.06e27, Observations * GlobalStates * (GlobalStates + 1) * Math.Pow(States, Observations), 0.01e27); // k G (G+1) S^k
        // G^2 S^3 k^(2S), as printed
        Assert.Equal(8.62e18, Math.Pow(GlobalStates, 2) * Math.Pow(States, 3) * Math.Pow(Observations, 2 * States), 0.01e18);
        double horizon = Math.Ceiling(Math.Log(2 * 11.5 / (0.05 * 0.1)) / 0.05);
        Assert.Equal(169, horizon);
        Assert.Equal((5915, 1014), (Observations * horizon, (States + 1) * horizon));
    }

    /// <summary>
    /// Reachable states of the mean-field chain: G S |F| at its start; then, for each of its S bins, G^2 S^2 (current and pending global
    /// and tagged states) times the partial histograms of those that have moved. Counted by search on the smallest ones.
    /// </summary>
    [Theory]
    [InlineData(2, 1, 36)]
    [InlineData(2, 2, 88)]
    [InlineData(2, 3, 156)]
    [InlineData(2, 5, 340)]
    [InlineData(2, 10, 1080)]
    [InlineData(5, 2, 40_750)]
    [InlineData(5, 3, 272_250)]
    [InlineData(5, 5, 4_455_500)]
    public void Reachable_states_of_the_mean_field_chain(int states, int observations, long expected)
    {
        int[][] vectors = Counting.Vectors(states, observations - 1);
        long bins = vectors.Sum(counts =>
            Enumerable.Range(0, states).Sum(bin => LatticeSize.CountVectors(states, counts.Take(bin).Sum()))
        );
        Assert.Equal(expected, (long)states * states * vectors.Length + (long)Math.Pow(states, 4) * bins);
        if (states == 2 && observations <= 5)
        {
            Assert.Equal(expected, MeanFieldChainStates.Count(observations));
        }
    }

    /// <summary>
    /// Breadth-first search of the |S_l|-chained mean-field MDP with two global and two local states, where every move is possible.
    /// </summary>
    private static class MeanFieldChainStates
    {
        public static int Count(int observations)
        {
            Queue<State> open = new([new State(0, 0, -1, 0, -1, observations - 1, -1, -1)]);
            HashSet<State> seen = [.. open];
            while (open.TryDequeue(out State? state))
            {
                foreach (State next in Next(state, observations - 1).Where(seen.Add))
                {
                    open.Enqueue(next);
                }
            }
            return seen.Count;
        }

        // Of the others, InZero are in local state 0; NewInZero and NewInOne have moved to 0 and to 1.
        private static IEnumerable<State> Next(State state, int others)
        {
            if (state.Bin == 0)
            {
                State moved = state with { Bin = 1, NewInZero = 0, NewInOne = 0 };
                return Enumerable.Range(0, 4).Select(both => moved with { Pending = both / 2, NewTag = both % 2 });
            }

            int moving = state.Bin == 1 ? state.InZero : others - state.InZero;
            return Enumerable
                .Range(0, moving + 1)
                .Select(toZero =>
                    state.Bin == 1
                        ? state with
                        {
                            Bin = 2,
                            NewInZero = toZero,
                            NewInOne = moving - toZero,
                        }
                        : new State(0, state.Pending, -1, state.NewTag, -1, state.NewInZero + toZero, -1, -1)
                );
        }

        private sealed record State(int Bin, int Global, int Pending, int Tag, int NewTag, int InZero, int NewInZero, int NewInOne);
    }
}
