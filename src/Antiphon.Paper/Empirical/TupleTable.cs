using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>Ordered states, numbered with the first agent as the highest digit to base S.</summary>
internal sealed class TupleTable : ObservationTable
{
    private readonly int[] powers;

    internal TupleTable(LocalKernels kernels, CountLattice lattice)
        : base(kernels, lattice)
    {
        powers = new int[lattice.Agents];
        for ((int agent, int power) = (lattice.Agents - 1, 1); agent >= 0; agent--, power = checked(power * lattice.States))
        {
            powers[agent] = power;
        }

        Size = checked(powers[0] * lattice.States);
    }

    internal override int Size { get; }

    internal override void Counts(int observation, Span<int> counts)
    {
        counts.Clear();
        foreach (int power in powers)
        {
            counts[observation / power % Lattice.States]++;
        }
    }

    internal override int Representative(ReadOnlySpan<int> counts)
    {
        int observation = 0;
        for (int state = 0; state < counts.Length; state++)
        {
            for (int agent = 0; agent < counts[state]; agent++)
            {
                observation = (observation * Lattice.States) + state;
            }
        }

        return observation;
    }

    internal override Mover CreateMover() => new AgentMover(this);

    // The kernel of the tuple is a product: one agent after the other.
    internal override Action<int, FunctionBuffer, FunctionBuffer> CreateAdvance(CooperativeGame game, Workers workers)
    {
        int stride = game.GlobalStates;
        var scratch = new FunctionBuffer(checked(Size * stride));
        return (globalState, function, result) =>
        {
            // Two buffers in turn, so that the last agent's move ends in the result.
            (FunctionBuffer source, FunctionBuffer target) = (function, powers.Length % 2 == 1 ? result : scratch);
            foreach (int power in powers)
            {
                MoveAgent(Kernels.Transition(globalState), power, stride, source.Span, target.Span);
                (source, target) = (target, target == result ? scratch : result);
            }
        };
    }

    private void MoveAgent(ReadOnlySpan<double> kernel, int power, int stride, ReadOnlySpan<double> source, Span<double> target)
    {
        int states = Lattice.States;
        for (int observation = 0; observation < Size; observation++)
        {
            int state = observation / power % states;
            int home = observation - (state * power);
            Span<double> to = target.Slice(observation * stride, stride);
            to.Clear();
            for (int next = 0; next < states; next++)
            {
                double weight = kernel[(state * states) + next];
                ReadOnlySpan<double> from = source.Slice((home + (next * power)) * stride, stride);
                for (int channel = 0; channel < stride; channel++)
                {
                    to[channel] += weight * from[channel];
                }
            }
        }
    }

    private sealed class AgentMover(TupleTable table) : Mover
    {
        internal override int Next(int globalState, int observation, RandomStream stream)
        {
            int states = table.Lattice.States;
            ReadOnlySpan<double> kernel = table.Kernels.Transition(globalState);
            int next = 0;
            foreach (int power in table.powers)
            {
                next =
                    (next * states)
                    + CategoricalSampler.Sample(stream.NextDouble(), kernel.Slice(observation / power % states * states, states));
            }

            return next;
        }
    }
}
