namespace Antiphon.Evaluation;

/// <summary>
/// A function that a certificate's figures rest on: the fixed point of a Bellman operator, to within <see cref="Error"/> everywhere.
/// </summary>
/// <param name="Name">Which one, see <see cref="WitnessNames"/>.</param>
/// <param name="Error">Proved error, rounding included.</param>
/// <param name="Values">
/// Of the population: [rank(c) * G + s_g]. Of one tagged agent: [(rank(c') * S + x) * G + s_g], c' counting the other n-1. Of a group: as
/// of a population of j.
/// </param>
/// <param name="Global">The deviating global policy as actions [s_g * observations + rank]; null where the pair's own acts.</param>
/// <param name="Local">The deviating local policy [s_l][s_g][a_l]; null where the pair's own acts.</param>
internal sealed record WitnessFunction(string Name, double Error, double[] Values, int[]? Global, double[]? Local);

/// <summary>The functions of a witness.</summary>
internal static class WitnessNames
{
    internal const string Value = "value";
    internal const string SelfishValue = "selfish.value";
    internal const string Dispatcher = "dispatcher";
    internal const string Agent = "agent";
    internal const string Team = "team";
    internal const string Selfish = "selfish";
    internal const string Welfare = "welfare";

    /// <summary>The relaxation that gives a gap its upper bounds.</summary>
    internal static string Best(string gap) => gap + ".best";

    /// <summary>The deviation that gives a gap its lower bound under the initial law.</summary>
    internal static string Initial(string gap) => gap + ".initial";

    /// <summary>The deviation that gives a gap its lower bound over all states.</summary>
    internal static string Worst(string gap) => gap + ".worst";
}
