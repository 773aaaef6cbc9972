using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>Every deterministic policy of a small class, one after the other, and the best deployed values.</summary>
internal static class PolicyEnumeration
{
    /// <summary>All B^(S G) local policies, as tables [s_l][s_g][a_l].</summary>
    public static IEnumerable<double[]> LocalPolicies(CooperativeGame game) =>
        Choices(game.LocalStates * game.GlobalStates, game.LocalActions).Select(choice =>
        {
            var table = new double[choice.Length * game.LocalActions];
            for (var cell = 0; cell < choice.Length; cell++)
            {
                table[cell * game.LocalActions + choice[cell]] = 1;
            }
            return table;
        });

    /// <summary>All A^(G N) global policies that see k agents, as actions [s_g][place of the look in Counting.Vectors].</summary>
    public static IEnumerable<int[][]> GlobalPolicies(CooperativeGame game, int looks)
    {
        var vectors = Counting.Vectors(game.LocalStates, looks).Length;
        return Choices(game.GlobalStates * vectors, game.GlobalActions).Select(choice => choice.Chunk(vectors).ToArray());
    }

    public static GlobalRule Rule(CooperativeGame game, int looks, int[][] actions)
    {
        var vectors = Counting.Vectors(game.LocalStates, looks);
        return (globalState, look) =>
        {
            var law = new double[game.GlobalActions];
            law[actions[globalState][Counting.IndexOf(vectors, look)]] = 1;
            return law;
        };
    }

    public static double BestLocalValue(OrderedGame ordered, GlobalRule rule) =>
        LocalPolicies(ordered.Game).Max(local => ordered.StartValue(rule, local));

    public static double BestGlobalValue(OrderedGame ordered, int looks, double[] local) =>
        GlobalPolicies(ordered.Game, looks).Max(actions => ordered.StartValue(Rule(ordered.Game, looks, actions), local));

    /// <summary>The best pair of all pairs of deterministic policies.</summary>
    public static double BestJointValue(OrderedGame ordered, int looks) =>
        LocalPolicies(ordered.Game).Max(local => BestGlobalValue(ordered, looks, local));

    private static IEnumerable<int[]> Choices(int cells, int options)
    {
        var choice = new int[cells];
        while (true)
        {
            yield return (int[])choice.Clone();
            var cell = 0;
            while (cell < cells && ++choice[cell] == options)
            {
                choice[cell++] = 0;
            }
            if (cell == cells)
            {
                yield break;
            }
        }
    }
}
