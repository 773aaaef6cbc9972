using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Policies;

/// <summary>
/// Vectors side by side, 32 to a block, so that the largest inner product with a population of few occupied states costs those states
/// only. Immutable.
/// </summary>
internal sealed class VectorBlocks
{
    private const int Lanes = 8;
    private const int Registers = 4;
    private const int PerBlock = Lanes * Registers;

    // [block][state][vector]; the last block repeats the last vector.
    private readonly double[] entries;
    private readonly int states;
    private readonly int blocks;

    /// <summary>Copies the vectors of one global state.</summary>
    internal VectorBlocks(PlanVectors plan, int state)
    {
        states = plan.Problem.LocalStates;
        Count = plan.Count(state);
        blocks = (Count + PerBlock - 1) / PerBlock;
        entries = new double[blocks * states * PerBlock];
        for (int vector = 0; vector < blocks * PerBlock; vector++)
        {
            ReadOnlySpan<double> source = plan.Vector(state, Math.Min(vector, Count - 1));
            for (int local = 0; local < states; local++)
            {
                entries[Place(vector, local)] = source[local];
            }
        }
    }

    /// <summary>How many vectors there are.</summary>
    internal int Count { get; }

    /// <summary>One entry of a vector.</summary>
    internal double this[int vector, int local] => entries[Place(vector, local)];

    /// <summary>The largest inner product with a population.</summary>
    /// <param name="occupied">Local states with agents, ascending.</param>
    /// <param name="fractions">Their fractions, by local state.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal double Largest(ReadOnlySpan<int> occupied, ReadOnlySpan<double> fractions)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(entries);
        var largest = Vector512.Create(double.NegativeInfinity);
        for (int block = 0; block < blocks; block++)
        {
            (Vector512<double> a, Vector512<double> b) = (Vector512<double>.Zero, Vector512<double>.Zero);
            (Vector512<double> c, Vector512<double> d) = (a, b);
            foreach (int local in occupied)
            {
                var weight = Vector512.Create(fractions[local]);
                nuint place = (nuint)(((block * states) + local) * PerBlock);
                a = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref start, place), a);
                b = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref start, place + Lanes), b);
                c = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref start, place + (2 * Lanes)), c);
                d = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref start, place + (3 * Lanes)), d);
            }

            largest = Vector512.Max(largest, Vector512.Max(Vector512.Max(a, b), Vector512.Max(c, d)));
        }

        var four = Vector256.Max(largest.GetLower(), largest.GetUpper());
        var two = Vector128.Max(four.GetLower(), four.GetUpper());
        return Math.Max(two.GetElement(0), two.GetElement(1));
    }

    private int Place(int vector, int local) => (((vector / PerBlock * states) + local) * PerBlock) + (vector % PerBlock);
}
