using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>
/// The walk of <see cref="SubsampleLaw"/> over the count vectors of many agents that have one first count: state by state, and the last two
/// states in one step. Not for concurrent use of the same levels.
/// </summary>
/// <param name="many">Count vectors of n agents.</param>
/// <param name="vectors">Count vectors of d agents.</param>
/// <param name="weights">[F * width + c]: C(F, c).</param>
/// <param name="width">d + 1.</param>
internal sealed class SubsampleWalk(CountLattice many, ReversedVectors vectors, double[] weights, int width)
{
    /// <summary>[F * (d + 1) + c]: C(F, c), 0 for c above F.</summary>
    internal static double[] Binomials(int agents, int subsample)
    {
        double[] table = new double[(agents + 1) * (subsample + 1)];
        for (int count = 0; count <= agents; count++)
        {
            double value = 1.0;
            for (int chosen = 0; chosen <= Math.Min(count, subsample); chosen++)
            {
                table[(count * (subsample + 1)) + chosen] = value;
                value = value * (count - chosen) / (chosen + 1);
            }
        }

        return table;
    }

    /// <summary>Writes the sums for all ways to put the agents that are left into this state and those after it.</summary>
    /// <param name="state">The state that is next.</param>
    /// <param name="left">Agents in it and after it.</param>
    /// <param name="levels">[j]: sums over the states before j + 1; those from <paramref name="state"/> on are written over.</param>
    /// <param name="place">Where the sums go.</param>
    internal void Descend<TLanes>(int state, int left, FunctionBuffer[] levels, ref NodePlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        if (state == many.States)
        {
            place.Store(TLanes.Load(ref levels[^1].Reference, 0), ahead: 0);
            place.Node++;
            return;
        }

        if (state == many.States - 2)
        {
            LastTwoSums.Write<TLanes>(weights, width, left, ref levels[state - 1].Reference, place);
            place.Node += left + 1;
            return;
        }

        for (int count = state == many.States - 1 ? left : 0; count <= left; count++)
        {
            Sum<TLanes>(vectors.Terms[state], count, ref levels[state - 1].Reference, ref levels[state].Reference);
            Descend<TLanes>(state + 1, left - count, levels, ref place);
        }
    }

    /// <summary>The adjoint of <see cref="Descend"/>: adds to the sums over the states before.</summary>
    /// <param name="state">The state that is next.</param>
    /// <param name="left">Agents in it and after it.</param>
    /// <param name="levels">As there; receives sums at <paramref name="state"/> - 1.</param>
    /// <param name="place">Where the values are.</param>
    internal void Ascend<TLanes>(int state, int left, FunctionBuffer[] levels, ref NodePlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        if (state == many.States)
        {
            TLanes.Store(place.Load<TLanes>(ahead: 0), ref levels[^1].Reference, 0);
            place.Node++;
            return;
        }

        if (state == many.States - 2)
        {
            LastTwoSums.Add<TLanes>(weights, width, left, place, ref levels[state - 1].Reference);
            place.Node += left + 1;
            return;
        }

        for (int count = state == many.States - 1 ? left : 0; count <= left; count++)
        {
            levels[state].Span.Clear();
            Ascend<TLanes>(state + 1, left - count, levels, ref place);
            Spread<TLanes>(vectors.Terms[state], count, ref levels[state].Reference, ref levels[state - 1].Reference);
        }
    }

    // Every term is below or at the number of agents in the state: further weights are 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<TLanes>(int[] terms, int count, ref double source, ref double target)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double weight = ref weights[count * width];
        (nint from, nint to) = (0, 0);
        foreach (int term in terms)
        {
            TLanes sum = TLanes.Zero;
            int used = Math.Min(term, count + 1);
            for (int other = 0; other < used; other++)
            {
                sum = TLanes.MultiplyAdd(Unsafe.Add(ref weight, other), TLanes.Load(ref source, from + (other * TLanes.Width)), sum);
            }

            TLanes.Store(sum, ref target, to);
            (from, to) = (from + (term * TLanes.Width), to + TLanes.Width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread<TLanes>(int[] terms, int count, ref double source, ref double target)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double weight = ref weights[count * width];
        (nint from, nint to) = (0, 0);
        foreach (int term in terms)
        {
            TLanes value = TLanes.Load(ref source, from);
            int used = Math.Min(term, count + 1);
            for (int other = 0; other < used; other++)
            {
                nint at = to + (other * TLanes.Width);
                TLanes.Store(TLanes.MultiplyAdd(Unsafe.Add(ref weight, other), value, TLanes.Load(ref target, at)), ref target, at);
            }

            (from, to) = (from + TLanes.Width, to + (term * TLanes.Width));
        }
    }
}
