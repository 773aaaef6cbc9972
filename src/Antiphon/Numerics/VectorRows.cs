using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// A growing list of vectors of one length, each padded with zeros to whole registers of eight. Vectors never move, so that one more costs
/// no copy. Reading is safe for several threads.
/// </summary>
/// <param name="length">Entries of a vector, at least 1.</param>
internal sealed class VectorRows(int length)
{
    private const int DoublesPerBlock = 1 << 15;
    private const int Lanes = 8;

    private readonly List<double[]> blocks = [];
    private readonly int rowsPerBlock = Math.Max(1, DoublesPerBlock / Padded(length));

    /// <summary>Entries of a vector, padding included.</summary>
    internal int Width { get; } = Padded(length);

    /// <summary>How many vectors there are.</summary>
    internal int Count { get; private set; }

    /// <summary>A vector with its padding, which stays zero.</summary>
    internal Span<double> this[int index] => blocks[index / rowsPerBlock].AsSpan(index % rowsPerBlock * Width, Width);

    /// <summary>The length rounded up to whole registers.</summary>
    internal static int Padded(int length) => (length + Lanes - 1) / Lanes * Lanes;

    /// <summary>A copy of some entries with padding.</summary>
    internal static double[] Copy(ReadOnlySpan<double> entries)
    {
        double[] copy = new double[Padded(entries.Length)];
        entries.CopyTo(copy);
        return copy;
    }

    /// <summary>Appends a copy of a vector.</summary>
    /// <param name="vector">Its entries, with padding or without.</param>
    /// <returns>Its index.</returns>
    internal int Add(ReadOnlySpan<double> vector)
    {
        if (Count == blocks.Count * rowsPerBlock)
        {
            blocks.Add(new double[rowsPerBlock * Width]);
        }

        vector.CopyTo(this[Count]);
        return Count++;
    }

    /// <summary>Writes the transpose of a square matrix, as many vectors of as many entries, into another one.</summary>
    /// <param name="target">Receives it; another object.</param>
    internal void Transpose(VectorRows target)
    {
        int whole = Count / Lanes * Lanes;
        for (int top = 0; top < whole; top += Lanes)
        {
            TransposeRows(top, target);
        }

        for (int row = whole; row < Count; row++)
        {
            Span<double> source = this[row];
            for (int column = 0; column < Count; column++)
            {
                target[column][row] = source[column];
            }
        }
    }

    // Eight rows at a time, since what they give to a row of the transpose lies side by side there.
    private void TransposeRows(int top, VectorRows target)
    {
        Span<double> a = this[top];
        Span<double> b = this[top + 1];
        Span<double> c = this[top + 2];
        Span<double> d = this[top + 3];
        Span<double> e = this[top + 4];
        Span<double> f = this[top + 5];
        Span<double> g = this[top + 6];
        Span<double> h = this[top + 7];
        for (int column = 0; column < Count; column++)
        {
            Vector512
                .Create(a[column], b[column], c[column], d[column], e[column], f[column], g[column], h[column])
                .CopyTo(target[column][top..]);
        }
    }

    /// <summary>The inner product of two padded vectors, in one fixed order on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right);
        (Vector512<double> even, Vector512<double> odd) = (Vector512<double>.Zero, Vector512<double>.Zero);
        nuint place = 0;
        for (nuint end = (nuint)left.Length & ~(nuint)15; place < end; place += 16)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, place), Vector512.LoadUnsafe(ref b, place), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, place + 8), Vector512.LoadUnsafe(ref b, place + 8), odd);
        }

        if (place < (nuint)left.Length)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, place), Vector512.LoadUnsafe(ref b, place), even);
        }

        return VectorMath.Sum(even + odd);
    }

    /// <summary>target += factor * vector, padded vectors.</summary>
    internal static void AddScaled(double factor, ReadOnlySpan<double> vector, Span<double> target)
    {
        ref double a = ref MemoryMarshal.GetReference(vector);
        ref double b = ref MemoryMarshal.GetReference(target);
        var scale = Vector512.Create(factor);
        for (nuint place = 0; place < (nuint)target.Length; place += Lanes)
        {
            var sum = Vector512.FusedMultiplyAdd(scale, Vector512.LoadUnsafe(ref a, place), Vector512.LoadUnsafe(ref b, place));
            sum.StoreUnsafe(ref b, place);
        }
    }

    /// <summary>target = the larger of both, entry by entry; padded vectors.</summary>
    internal static void Maximize(ReadOnlySpan<double> vector, Span<double> target)
    {
        ref double a = ref MemoryMarshal.GetReference(vector);
        ref double b = ref MemoryMarshal.GetReference(target);
        for (nuint place = 0; place < (nuint)target.Length; place += Lanes)
        {
            Vector512.Max(Vector512.LoadUnsafe(ref a, place), Vector512.LoadUnsafe(ref b, place)).StoreUnsafe(ref b, place);
        }
    }

    /// <summary>
    /// The least product of entries, min_x left_x right_x, where a product that is no number (0 times infinity) does not count.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double LeastProduct(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right);
        var least = Vector512.Create(double.PositiveInfinity);
        for (nuint place = 0; place < (nuint)left.Length; place += Lanes)
        {
            Vector512<double> product = Vector512.LoadUnsafe(ref a, place) * Vector512.LoadUnsafe(ref b, place);
            least = Vector512.ConditionalSelect(Vector512.LessThan(product, least), product, least);
        }

        var four = Vector256.Min(least.GetLower(), least.GetUpper());
        var two = Vector128.Min(four.GetLower(), four.GetUpper());
        return Math.Min(two.GetElement(0), two.GetElement(1));
    }
}
