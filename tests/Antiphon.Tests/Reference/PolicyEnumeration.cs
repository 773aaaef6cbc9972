using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Every deterministic policy of a small class, one after the other, and the best deployed values.</summary>
internal static class PolicyEnumeration
{
    /// <summary>All B^(S G) local policies, as tables [s_l][s_g][a_l].</summary>
    public static IEnumerable<double[]> LocalPolicies(CooperativeGame game) =>
        Choices(game.LocalStates * game.GlobalStates, game.LocalActions)
            .Select(choice =>
            {
                double[] table = new double[choice.Length * game.LocalActions];
                for (int cell = 0; cell < choice.Length; cell++)
                {
                    table[cell * game.LocalActions + choice[cell]] = 1;
                }
                return table;
            });

    /// <summary>All A^(G N) global policies that see k agents, as actions [s_g][place of the observation in Counting.Vectors].</summary>
    public static IEnumerable<int[][]> GlobalPolicies(CooperativeGame game, int observations)
    {
        int vectors = Counting.Vectors(game.LocalStates, observations).Length;
        return Choices(game.GlobalStates * vectors, game.GlobalActions).Select(choice => choice.Chunk(vectors).ToArray());
    }

    public static GlobalRule Rule(CooperativeGame game, int observations, int[][] actions)
    {
        int[][] vectors = Counting.Vectors(game.LocalStates, observations);
        return (globalState, observation) =>
        {
            double[] law = new double[game.GlobalActions];
            law[actions[globalState][Counting.IndexOf(vectors, observation)]] = 1;
            return law;
        };
    }

    public static double BestLocalValue(OrderedGame ordered, GlobalRule rule) =>
        LocalPolicies(ordered.Game).Max(local => ordered.StartValue(rule, local));

    public static double BestGlobalValue(OrderedGame ordered, int observations, double[] local) =>
        GlobalPolicies(ordered.Game, observations).Max(actions => ordered.StartValue(Rule(ordered.Game, observations, actions), local));

    /// <summary>The best pair of all pairs of deterministic policies.</summary>
    public static double BestJointValue(OrderedGame ordered, int observations) =>
        LocalPolicies(ordered.Game).Max(local => BestGlobalValue(ordered, observations, local));

    private static IEnumerable<int[]> Choices(int cells, int options) =>
        Choices([.. Enumerable.Repeat(Enumerable.Range(0, options).ToArray(), cells)]);

    /// <summary>Every way to pick one of the options in each cell.</summary>
    public static IEnumerable<int[]> Choices(int[][] options)
    {
        int[] choice = new int[options.Length];
        while (true)
        {
            yield return [.. choice.Select((place, cell) => options[cell][place])];
            int cell = 0;
            while (cell < options.Length && ++choice[cell] == options[cell].Length)
            {
                choice[cell++] = 0;
            }
            if (cell == options.Length)
            {
                yield break;
            }
        }
    }
}
