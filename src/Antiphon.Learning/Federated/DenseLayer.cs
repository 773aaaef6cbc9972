using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Learning;

/// <summary>
/// An affine map within a vector of parameters: weights [input][output], after the inputs one row of intercepts. Every sum has one fixed
/// order, so that all machines compute the same bits.
/// </summary>
/// <param name="Offset">Where its parameters begin.</param>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Width">Number of outputs, padding included; a multiple of 8.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DenseLayer(int Offset, int Inputs, int Width)
{
    private const int Lanes = 8;

    /// <summary>Where its parameters end.</summary>
    internal int End => Offset + ((Inputs + 1) * Width);

    /// <summary>output = W input + b.</summary>
    /// <param name="parameters">The whole vector.</param>
    /// <param name="input">At least <see cref="Inputs"/> numbers.</param>
    /// <param name="output">Receives <see cref="Width"/> numbers; those of padding are 0.</param>
    internal void Forward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> input, Span<double> output)
    {
        ref double weights = ref MemoryMarshal.GetReference(parameters[Offset..End]);
        ref double result = ref MemoryMarshal.GetReference(output[..Width]);
        ReadOnlySpan<double> from = input[..Inputs];
        for (int block = 0; block < Width; block += Lanes)
        {
            // Two sums, so that one multiplication need not wait for the one before it.
            var even = Vector512.LoadUnsafe(ref weights, (nuint)((Inputs * Width) + block));
            Vector512<double> odd = Vector512<double>.Zero;
            int each = 0;
            for (; each + 1 < from.Length; each += 2)
            {
                var row = Vector512.LoadUnsafe(ref weights, (nuint)((each * Width) + block));
                var next = Vector512.LoadUnsafe(ref weights, (nuint)(((each + 1) * Width) + block));
                even = Vector512.FusedMultiplyAdd(Vector512.Create(from[each]), row, even);
                odd = Vector512.FusedMultiplyAdd(Vector512.Create(from[each + 1]), next, odd);
            }

            if (each < from.Length)
            {
                var row = Vector512.LoadUnsafe(ref weights, (nuint)((each * Width) + block));
                even = Vector512.FusedMultiplyAdd(Vector512.Create(from[each]), row, even);
            }

            (even + odd).StoreUnsafe(ref result, (nuint)block);
        }
    }

    /// <summary>Adds the derivative by the parameters: input times delta, and delta for the intercepts.</summary>
    /// <param name="input">The layer's input.</param>
    /// <param name="delta">Derivative by the output, 0 at padding.</param>
    /// <param name="gradient">The whole vector's gradient; added to.</param>
    internal void AddGradient(ReadOnlySpan<double> input, ReadOnlySpan<double> delta, Span<double> gradient)
    {
        ref double weights = ref MemoryMarshal.GetReference(gradient[Offset..End]);
        ref double change = ref MemoryMarshal.GetReference(delta[..Width]);
        ReadOnlySpan<double> from = input[..Inputs];
        for (int block = 0; block < Width; block += Lanes)
        {
            var own = Vector512.LoadUnsafe(ref change, (nuint)block);
            for (int each = 0; each < from.Length; each++)
            {
                nuint place = (nuint)((each * Width) + block);
                var row = Vector512.LoadUnsafe(ref weights, place);
                Vector512.FusedMultiplyAdd(Vector512.Create(from[each]), own, row).StoreUnsafe(ref weights, place);
            }

            nuint last = (nuint)((Inputs * Width) + block);
            (Vector512.LoadUnsafe(ref weights, last) + own).StoreUnsafe(ref weights, last);
        }
    }

    /// <summary>The derivative by the input: W' delta.</summary>
    /// <param name="parameters">The whole vector.</param>
    /// <param name="delta">Derivative by the output, 0 at padding.</param>
    /// <param name="inputDelta">Receives <see cref="Inputs"/> numbers.</param>
    internal void Backward(ReadOnlySpan<double> parameters, ReadOnlySpan<double> delta, Span<double> inputDelta)
    {
        ReadOnlySpan<double> weights = parameters[Offset..End];
        for (int each = 0; each < Inputs; each++)
        {
            inputDelta[each] = Numerics.VectorRows.Dot(weights.Slice(each * Width, Width), delta[..Width]);
        }
    }
}
