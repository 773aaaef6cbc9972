namespace Antiphon.Tests.Reference;

/// <summary>Gradients of the deployed start value by finite differences, and the first-order gaps that follow from them.</summary>
internal static class OrderedGradient
{
    /// <summary>d Phi / d pi_l(a | s_l, s_g), every entry moved on its own: [s_l][s_g][a_l], flat.</summary>
    public static double[] Local(OrderedGame ordered, GlobalRule rule, double[] local) =>
        Gradient(table => ordered.StartValue(rule, table), local);

    /// <summary>d Phi / d pi_g(a | s_g, F): [s_g][place of F][a_g], flat.</summary>
    public static double[] Global(OrderedGame ordered, int observations, double[] global, double[] local) =>
        Gradient(table => ordered.StartValue(Rule(ordered, observations, table), local), global);

    /// <summary>A randomised rule from a table of laws [s_g][place of F][a_g], flat.</summary>
    public static GlobalRule Rule(OrderedGame ordered, int observations, double[] table)
    {
        int[][] vectors = Counting.Vectors(ordered.Game.LocalStates, observations);
        int actions = ordered.Game.GlobalActions;
        return (globalState, observation) =>
            table.AsSpan((globalState * vectors.Length + Counting.IndexOf(vectors, observation)) * actions, actions).ToArray();
    }

    /// <summary>max over policies q of gradient . (q - policy): in each row the best entry against the mean under the row.</summary>
    public static double FirstOrderGap(double[] gradient, double[] policy, int actions) =>
        Enumerable
            .Range(0, policy.Length / actions)
            .Sum(row =>
            {
                double[] slopes = gradient.Skip(row * actions).Take(actions).ToArray();
                return slopes.Max() - slopes.Zip(policy.Skip(row * actions), (slope, p) => slope * p).Sum();
            });

    private static double[] Gradient(Func<double[], double> value, double[] point) =>
        [
            .. Enumerable
                .Range(0, point.Length)
                .Select(entry =>
                {
                    double[] direction = new double[point.Length];
                    direction[entry] = 1;
                    return FiniteDifference.Along(value, point, direction, step: 2e-4);
                }),
        ];
}
