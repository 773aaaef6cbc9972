using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>What a client does in a round.</summary>
/// <param name="Epochs">Passes over its samples; 0 is idle.</param>
/// <param name="StepSize">Step size of its stochastic gradient descent.</param>
/// <param name="Proximal">mu: weight of (mu/2) times the squared distance to the broadcast model, added to its loss.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalWork(int Epochs, double StepSize, double Proximal);

/// <summary>
/// A client's work: stochastic gradient descent from the broadcast model on its own samples, in mini-batches, in a fresh order each epoch.
/// A workspace; one per thread. Allocates only when a client is larger than all before it.
/// </summary>
/// <param name="shape">The architecture.</param>
/// <param name="batch">Samples per step, at least 1; the last of an epoch may have fewer.</param>
internal sealed class LocalTraining(ClassifierShape shape, int batch)
{
    private readonly Classifier classifier = new(shape);
    private readonly double[] gradient = new double[shape.Parameters];
    private int[] order = [];

    /// <summary>Trains.</summary>
    /// <param name="broadcast">The server's model.</param>
    /// <param name="data">The client's samples.</param>
    /// <param name="work">How much, and how.</param>
    /// <param name="stream">Source of the orders.</param>
    /// <param name="model">Receives the client's model.</param>
    internal void Run(ReadOnlySpan<double> broadcast, ClientData data, LocalWork work, RandomStream stream, Span<double> model)
    {
        broadcast.CopyTo(model);
        if (order.Length < data.Samples)
        {
            order = new int[data.Samples];
        }

        Span<int> own = order.AsSpan(0, data.Samples);
        for (int sample = 0; sample < own.Length; sample++)
        {
            own[sample] = sample;
        }

        for (int epoch = 0; epoch < work.Epochs; epoch++)
        {
            Shuffle(own, stream);
            for (int first = 0; first < own.Length; first += batch)
            {
                Step(broadcast, data, work, own[first..Math.Min(first + batch, own.Length)], model);
            }
        }
    }

    private void Step(ReadOnlySpan<double> broadcast, ClientData data, LocalWork work, ReadOnlySpan<int> samples, Span<double> model)
    {
        Array.Clear(gradient);
        foreach (int sample in samples)
        {
            classifier.AddGradient(model, data.Input(sample), data.Label(sample), gradient);
        }

        var scale = Vector512.Create(-work.StepSize / samples.Length);
        var pull = Vector512.Create(work.StepSize * work.Proximal);
        ref double own = ref MemoryMarshal.GetReference(model);
        ref double sent = ref MemoryMarshal.GetReference(broadcast);
        for (int block = 0; block < gradient.Length; block += Vector512<double>.Count)
        {
            var before = Vector512.LoadUnsafe(ref own, (nuint)block);
            Vector512<double> distance = Vector512.LoadUnsafe(ref sent, (nuint)block) - before;
            var step = Vector512.FusedMultiplyAdd(scale, Vector512.LoadUnsafe(ref gradient[0], (nuint)block), pull * distance);
            (before + step).StoreUnsafe(ref own, (nuint)block);
        }
    }

    // Fisher and Yates.
    private static void Shuffle(Span<int> order, RandomStream stream)
    {
        for (int last = order.Length - 1; last > 0; last--)
        {
            int other = (int)stream.NextBelow(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }
    }
}
