using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// The products that a network is made of, on panels: 32 samples side by side, entry [unit][sample]. Four registers of samples times four
/// units stay in registers, so that a number that is loaded serves four multiply-adds. Every sum runs in one fixed order with one rounding
/// per multiply-add: all machines compute the same bits.
/// </summary>
internal static class PanelKernel
{
    /// <summary>Samples of a panel.</summary>
    public const int Width = 32;

    private const int Lanes = 8;

    /// <summary>
    /// output[row] = bias[row] + sum over columns of weights[row][column] * input[column], for every sample; without a bias it adds to
    /// what is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Affine(ReadOnlySpan<double> weights, ReadOnlySpan<double> bias, ReadOnlySpan<double> input, Span<double> output)
    {
        int rows = output.Length / Width;
        int columns = input.Length / Width;
        if (weights.Length != rows * columns || (!bias.IsEmpty && bias.Length != rows))
        {
            throw new ArgumentException(
                $"{weights.Length} weights and {bias.Length} biases; expected {rows} x {columns} and {rows}",
                nameof(weights)
            );
        }

        ref double x = ref MemoryMarshal.GetReference(input);
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double y = ref MemoryMarshal.GetReference(output);
        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            ref double w0 = ref Unsafe.Add(ref w, row * columns);
            ref double w1 = ref Unsafe.Add(ref w0, columns);
            ref double w2 = ref Unsafe.Add(ref w1, columns);
            ref double w3 = ref Unsafe.Add(ref w2, columns);
            ref double y0 = ref Unsafe.Add(ref y, row * Width);
            Begin(
                bias,
                row,
                ref y0,
                out Vector512<double> a0,
                out Vector512<double> a1,
                out Vector512<double> a2,
                out Vector512<double> a3
            );
            Begin(
                bias,
                row + 1,
                ref Unsafe.Add(ref y0, Width),
                out Vector512<double> b0,
                out Vector512<double> b1,
                out Vector512<double> b2,
                out Vector512<double> b3
            );
            Begin(
                bias,
                row + 2,
                ref Unsafe.Add(ref y0, 2 * Width),
                out Vector512<double> c0,
                out Vector512<double> c1,
                out Vector512<double> c2,
                out Vector512<double> c3
            );
            Begin(
                bias,
                row + 3,
                ref Unsafe.Add(ref y0, 3 * Width),
                out Vector512<double> d0,
                out Vector512<double> d1,
                out Vector512<double> d2,
                out Vector512<double> d3
            );
            ref double xi = ref x;
            for (int column = 0; column < columns; column++)
            {
                var x0 = Vector512.LoadUnsafe(ref xi);
                var x1 = Vector512.LoadUnsafe(ref xi, Lanes);
                var x2 = Vector512.LoadUnsafe(ref xi, 2 * Lanes);
                var x3 = Vector512.LoadUnsafe(ref xi, 3 * Lanes);
                var weight = Vector512.Create(Unsafe.Add(ref w0, column));
                a0 = Vector512.FusedMultiplyAdd(weight, x0, a0);
                a1 = Vector512.FusedMultiplyAdd(weight, x1, a1);
                a2 = Vector512.FusedMultiplyAdd(weight, x2, a2);
                a3 = Vector512.FusedMultiplyAdd(weight, x3, a3);
                weight = Vector512.Create(Unsafe.Add(ref w1, column));
                b0 = Vector512.FusedMultiplyAdd(weight, x0, b0);
                b1 = Vector512.FusedMultiplyAdd(weight, x1, b1);
                b2 = Vector512.FusedMultiplyAdd(weight, x2, b2);
                b3 = Vector512.FusedMultiplyAdd(weight, x3, b3);
                weight = Vector512.Create(Unsafe.Add(ref w2, column));
                c0 = Vector512.FusedMultiplyAdd(weight, x0, c0);
                c1 = Vector512.FusedMultiplyAdd(weight, x1, c1);
                c2 = Vector512.FusedMultiplyAdd(weight, x2, c2);
                c3 = Vector512.FusedMultiplyAdd(weight, x3, c3);
                weight = Vector512.Create(Unsafe.Add(ref w3, column));
                d0 = Vector512.FusedMultiplyAdd(weight, x0, d0);
                d1 = Vector512.FusedMultiplyAdd(weight, x1, d1);
                d2 = Vector512.FusedMultiplyAdd(weight, x2, d2);
                d3 = Vector512.FusedMultiplyAdd(weight, x3, d3);
                xi = ref Unsafe.Add(ref xi, Width);
            }

            Store(ref y0, a0, a1, a2, a3);
            Store(ref Unsafe.Add(ref y0, Width), b0, b1, b2, b3);
            Store(ref Unsafe.Add(ref y0, 2 * Width), c0, c1, c2, c3);
            Store(ref Unsafe.Add(ref y0, 3 * Width), d0, d1, d2, d3);
        }

        for (; row < rows; row++)
        {
            ref double w0 = ref Unsafe.Add(ref w, row * columns);
            ref double y0 = ref Unsafe.Add(ref y, row * Width);
            for (int lane = 0; lane < Width; lane += Lanes)
            {
                Vector512<double> sum = bias.IsEmpty ? Vector512.LoadUnsafe(ref y0, (nuint)lane) : Vector512.Create(bias[row]);
                for (int column = 0; column < columns; column++)
                {
                    sum = Vector512.FusedMultiplyAdd(
                        Vector512.Create(Unsafe.Add(ref w0, column)),
                        Vector512.LoadUnsafe(ref x, (nuint)((column * Width) + lane)),
                        sum
                    );
                }

                sum.StoreUnsafe(ref y0, (nuint)lane);
            }
        }
    }

    /// <summary>back[column] = sum over rows of weights[row][column] * deltas[row], for every sample.</summary>
    public static void TransposedProduct(ReadOnlySpan<double> weights, ReadOnlySpan<double> deltas, Span<double> back)
    {
        int rows = deltas.Length / Width;
        int columns = back.Length / Width;
        ref double d = ref MemoryMarshal.GetReference(deltas);
        ref double b = ref MemoryMarshal.GetReference(back);
        for (int column = 0; column < columns; column++)
        {
            (Vector512<double> sum0, Vector512<double> sum1, Vector512<double> sum2, Vector512<double> sum3) = (
                Vector512<double>.Zero,
                Vector512<double>.Zero,
                Vector512<double>.Zero,
                Vector512<double>.Zero
            );
            for (int row = 0; row < rows; row++)
            {
                var weight = Vector512.Create(weights[(row * columns) + column]);
                ref double from = ref Unsafe.Add(ref d, row * Width);
                sum0 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref from), sum0);
                sum1 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref from, Lanes), sum1);
                sum2 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref from, 2 * Lanes), sum2);
                sum3 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref from, 3 * Lanes), sum3);
            }

            Store(ref Unsafe.Add(ref b, column * Width), sum0, sum1, sum2, sum3);
        }
    }

    /// <summary>
    /// gradient[row][column] += sum over samples of deltas[row] * input[column]; biases[row] += sum over samples of deltas[row].
    /// </summary>
    public static void AddOuter(ReadOnlySpan<double> deltas, ReadOnlySpan<double> input, Span<double> gradient, Span<double> biases)
    {
        int rows = deltas.Length / Width;
        int columns = input.Length / Width;
        ref double d = ref MemoryMarshal.GetReference(deltas);
        ref double x = ref MemoryMarshal.GetReference(input);
        for (int row = 0; row < rows; row++)
        {
            Load(
                ref Unsafe.Add(ref d, row * Width),
                out Vector512<double> d0,
                out Vector512<double> d1,
                out Vector512<double> d2,
                out Vector512<double> d3
            );
            biases[row] += VectorMath.Sum(d0 + d1 + (d2 + d3));
            for (int column = 0; column < columns; column++)
            {
                Load(
                    ref Unsafe.Add(ref x, column * Width),
                    out Vector512<double> x0,
                    out Vector512<double> x1,
                    out Vector512<double> x2,
                    out Vector512<double> x3
                );
                var low = Vector512.FusedMultiplyAdd(d1, x1, d0 * x0);
                var high = Vector512.FusedMultiplyAdd(d3, x3, d2 * x2);
                gradient[(row * columns) + column] += VectorMath.Sum(low + high);
            }
        }
    }

    /// <summary>Replaces every number by its tanh.</summary>
    public static void Tanh(Span<double> panel)
    {
        ref double x = ref MemoryMarshal.GetReference(panel);
        for (int i = 0; i + Lanes <= panel.Length; i += Lanes)
        {
            VectorMath.Tanh(Vector512.LoadUnsafe(ref x, (nuint)i)).StoreUnsafe(ref x, (nuint)i);
        }
    }

    /// <summary>deltas *= 1 - activations^2: through a tanh, backwards or along a direction.</summary>
    public static void ThroughTanh(ReadOnlySpan<double> activations, Span<double> deltas)
    {
        ref double h = ref MemoryMarshal.GetReference(activations);
        ref double d = ref MemoryMarshal.GetReference(deltas);
        for (int i = 0; i + Lanes <= deltas.Length; i += Lanes)
        {
            var activation = Vector512.LoadUnsafe(ref h, (nuint)i);
            Vector512<double> slope = Vector512<double>.One - (activation * activation);
            (Vector512.LoadUnsafe(ref d, (nuint)i) * slope).StoreUnsafe(ref d, (nuint)i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(
        ReadOnlySpan<double> bias,
        int row,
        ref double there,
        out Vector512<double> r0,
        out Vector512<double> r1,
        out Vector512<double> r2,
        out Vector512<double> r3
    )
    {
        if (bias.IsEmpty)
        {
            Load(ref there, out r0, out r1, out r2, out r3);
            return;
        }

        r0 = r1 = r2 = r3 = Vector512.Create(bias[row]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(
        ref double from,
        out Vector512<double> r0,
        out Vector512<double> r1,
        out Vector512<double> r2,
        out Vector512<double> r3
    )
    {
        r0 = Vector512.LoadUnsafe(ref from);
        r1 = Vector512.LoadUnsafe(ref from, Lanes);
        r2 = Vector512.LoadUnsafe(ref from, 2 * Lanes);
        r3 = Vector512.LoadUnsafe(ref from, 3 * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double to, Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3)
    {
        r0.StoreUnsafe(ref to);
        r1.StoreUnsafe(ref to, Lanes);
        r2.StoreUnsafe(ref to, 2 * Lanes);
        r3.StoreUnsafe(ref to, 3 * Lanes);
    }
}
