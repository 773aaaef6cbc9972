using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>The expectation over next states (s_g', x') in a backup: exact, over samples, or at the rounded next histogram.</summary>
internal abstract class NextStates
{
    /// <summary>Called before the observations of one global state are visited in a sweep.</summary>
    /// <param name="sweep">Number of the sweep, from 0.</param>
    /// <param name="globalState">s_g.</param>
    /// <param name="values">V[x * stride + s_g'].</param>
    internal abstract void Prepare(int sweep, int globalState, FunctionBuffer values);

    /// <summary>
    /// Writes E[V(s_g', x') | s_g, x, a] for every action a. Several workers may call at once, each with its own number.
    /// </summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="observation">x.</param>
    /// <param name="worker">Who calls.</param>
    /// <param name="expected">Receives one number per action.</param>
    internal abstract void Expect(int globalState, int observation, int worker, Span<double> expected);

    /// <summary>Mixes a mean row over s_g' by the exact law of the next global state.</summary>
    private protected static void MixGlobal(CooperativeGame game, int globalState, ReadOnlySpan<double> row, Span<double> expected)
    {
        for (int action = 0; action < expected.Length; action++)
        {
            ReadOnlySpan<double> law = game.GlobalTransition(globalState, action);
            double sum = 0.0;
            for (int next = 0; next < law.Length; next++)
            {
                sum += law[next] * row[next];
            }

            expected[action] = sum;
        }
    }
}

/// <summary>The exact expectation.</summary>
internal sealed class ExactNextStates(CooperativeGame game, ObservationTable table, Workers workers) : NextStates
{
    private readonly int stride = game.GlobalStates;
    private readonly FunctionBuffer advanced = new(checked(table.Size * game.GlobalStates));
    private readonly Action<int, FunctionBuffer, FunctionBuffer> advance = table.CreateAdvance(game, workers);

    internal override void Prepare(int sweep, int globalState, FunctionBuffer values) => advance(globalState, values, advanced);

    internal override void Expect(int globalState, int observation, int worker, Span<double> expected) =>
        MixGlobal(game, globalState, advanced.Span.Slice(observation * stride, stride), expected);
}

/// <summary>One next x per (s_g, x): expected next counts, rounded to whole agents; the exact law of s_g'.</summary>
internal sealed class RoundedNextStates : NextStates
{
    private readonly CooperativeGame game;
    private readonly int stride;
    private readonly int[][] successors;
    private FunctionBuffer? values;

    internal RoundedNextStates(CooperativeGame game, LocalKernels kernels, ObservationTable table)
    {
        (this.game, stride) = (game, game.GlobalStates);
        successors = [.. Enumerable.Range(0, game.GlobalStates).Select(globalState => Successors(kernels.Transition(globalState), table))];
    }

    internal override void Prepare(int sweep, int globalState, FunctionBuffer values) => this.values = values;

    internal override void Expect(int globalState, int observation, int worker, Span<double> expected) =>
        MixGlobal(game, globalState, values!.Span.Slice(successors[globalState][observation] * stride, stride), expected);

    private static int[] Successors(ReadOnlySpan<double> kernel, ObservationTable table)
    {
        int states = table.Lattice.States;
        (int[] counts, double[] expected, int[] result) = (new int[states], new double[states], new int[table.Size]);
        for (int observation = 0; observation < result.Length; observation++)
        {
            table.Counts(observation, counts);
            Array.Clear(expected);
            for (int entry = 0; entry < kernel.Length; entry++)
            {
                expected[entry % states] += counts[entry / states] * kernel[entry];
            }

            HistogramRounding.Round(expected, table.Lattice.Agents, counts);
            result[observation] = table.Representative(counts);
        }

        return result;
    }
}
