using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>Actions from a panel of outputs [action][sample], eight samples at a time.</summary>
internal static class PanelChoice
{
    private const int Lanes = 8;

    /// <summary>The action with the largest output; of equals the first.</summary>
    internal static void Likeliest(ReadOnlySpan<double> output, Span<int> actions)
    {
        ref double z = ref MemoryMarshal.GetReference(output);
        for (int lane = 0; lane < PanelKernel.Width; lane += Lanes)
        {
            var best = Vector512.LoadUnsafe(ref z, (nuint)lane);
            Vector512<double> action = Vector512<double>.Zero;
            for (int row = PanelKernel.Width; row < output.Length; row += PanelKernel.Width)
            {
                var candidate = Vector512.LoadUnsafe(ref z, (nuint)(row + lane));
                var greater = Vector512.GreaterThan(candidate, best);
                best = Vector512.ConditionalSelect(greater, candidate, best);
                action = Vector512.ConditionalSelect(greater, Vector512.Create((double)(row / PanelKernel.Width)), action);
            }

            Store(action, actions, lane);
        }
    }

    /// <summary>Action a with probability softmax(z)_a: the first whose cumulated probability exceeds the chance.</summary>
    /// <param name="output">z.</param>
    /// <param name="chances">Uniform numbers of [0, 1), one per sample.</param>
    /// <param name="actions">Receives the actions.</param>
    internal static void Draw(ReadOnlySpan<double> output, ReadOnlySpan<double> chances, Span<int> actions)
    {
        ref double z = ref MemoryMarshal.GetReference(output);
        int last = output.Length - PanelKernel.Width;
        for (int lane = 0; lane < PanelKernel.Width; lane += Lanes)
        {
            var largest = Vector512.LoadUnsafe(ref z, (nuint)lane);
            for (int row = PanelKernel.Width; row < output.Length; row += PanelKernel.Width)
            {
                largest = Vector512.Max(largest, Vector512.LoadUnsafe(ref z, (nuint)(row + lane)));
            }

            Vector512<double> total = Vector512<double>.Zero;
            for (int row = 0; row < output.Length; row += PanelKernel.Width)
            {
                total += VectorMath.Exp(Vector512.LoadUnsafe(ref z, (nuint)(row + lane)) - largest);
            }

            Vector512<double> bar = total * Vector512.Create(chances.Slice(lane, Lanes));
            (Vector512<double> below, Vector512<double> action) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (int row = 0; row < last; row += PanelKernel.Width)
            {
                below += VectorMath.Exp(Vector512.LoadUnsafe(ref z, (nuint)(row + lane)) - largest);
                action += Vector512.ConditionalSelect(
                    Vector512.GreaterThanOrEqual(bar, below),
                    Vector512<double>.One,
                    Vector512<double>.Zero
                );
            }

            Store(action, actions, lane);
        }
    }

    private static void Store(Vector512<double> action, Span<int> actions, int lane)
    {
        for (int i = 0; i < Lanes; i++)
        {
            actions[lane + i] = (int)action.GetElement(i);
        }
    }
}
