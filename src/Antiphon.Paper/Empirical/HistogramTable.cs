using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>Count vectors, by rank.</summary>
internal sealed class HistogramTable : ObservationTable
{
    private readonly MultinomialLaw[] moves;

    internal HistogramTable(LocalKernels kernels, CountLattice lattice)
        : base(kernels, lattice)
    {
        moves =
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates * kernels.LocalStates)
                .Select(row => new MultinomialLaw(
                    kernels
                        .Transition(row / kernels.LocalStates)
                        .Slice(row % kernels.LocalStates * kernels.LocalStates, kernels.LocalStates)
                )),
        ];
    }

    internal override int Size => Lattice.Size;

    internal override void Counts(int observation, Span<int> counts) => Lattice.Unrank(observation, counts);

    internal override int Representative(ReadOnlySpan<int> counts) => Lattice.Rank(counts);

    internal override Mover CreateMover() => new CountMover(this);

    internal override Action<int, FunctionBuffer, FunctionBuffer> CreateAdvance(CooperativeGame game, Workers workers) =>
        new ExactPopulation(game, Lattice.Agents).Bind(Kernels, workers).Advance;

    /// <summary>The sum of one multinomial draw per occupied state.</summary>
    private sealed class CountMover(HistogramTable table) : Mover
    {
        private readonly int[] counts = new int[table.Lattice.States];
        private readonly long[] next = new long[table.Lattice.States];

        internal override int Next(int globalState, int observation, RandomStream stream)
        {
            table.Lattice.Unrank(observation, counts);
            Array.Clear(next);
            for (int state = 0; state < counts.Length; state++)
            {
                if (counts[state] > 0)
                {
                    table.moves[(globalState * counts.Length) + state].AddSample(stream, counts[state], next);
                }
            }

            for (int state = 0; state < counts.Length; state++)
            {
                counts[state] = (int)next[state];
            }

            return table.Lattice.Rank(counts);
        }
    }
}
