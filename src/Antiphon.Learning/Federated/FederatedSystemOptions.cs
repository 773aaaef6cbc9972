using System.Runtime.InteropServices;

namespace Antiphon.Learning;

/// <summary>What the server broadcasts beside the model.</summary>
/// <param name="StepSize">Step size of the clients' gradient descent.</param>
/// <param name="Proximal">mu, the weight of the proximal term (<see cref="LocalWork"/>).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FederatedSetting(double StepSize, double Proximal);

/// <summary>A federated training as a system of a server and its clients.</summary>
internal sealed record FederatedSystemOptions
{
    /// <summary>The clients' samples.</summary>
    internal SyntheticDataOptions Data { get; init; } = new() { Clients = 1_000 };

    /// <summary>Hidden units of the classifier; 0 is softmax regression.</summary>
    internal int Hidden { get; init; }

    /// <summary>Samples per local step.</summary>
    internal int Batch { get; init; } = 10;

    /// <summary>The settings among which the server chooses; the first is in force at the start.</summary>
    internal IReadOnlyList<FederatedSetting> Settings { get; init; } = [new(0.03, 0), new(0.01, 0), new(0.01, 1)];

    /// <summary>
    /// Validation losses, descending, that part the levels of progress: the server sees between which of them it is.
    /// </summary>
    internal IReadOnlyList<double> Levels { get; init; } = [1.7, 1.2, 0.9, 0.7];

    /// <summary>Epochs of a short and of a long piece of work.</summary>
    internal int ShortEpochs { get; init; } = 1;

    /// <inheritdoc cref="ShortEpochs"/>
    internal int LongEpochs { get; init; } = 5;

    /// <summary>
    /// Probability that a client that offers to work is drawn, each for itself (Poisson sampling, as in differentially private federated
    /// averaging).
    /// </summary>
    internal double Drawn { get; init; } = 0.05;

    /// <summary>Most clients that work in a round; of more than that a random part is sent home.</summary>
    internal int MostWorking { get; init; } = 50;

    /// <summary>
    /// Cost of a round in which <see cref="MostWorking"/> clients do long work, in units of reward: a hundredth of a nat of validation
    /// loss.
    /// </summary>
    internal double CostWeight { get; init; } = 1;

    /// <summary>Epochs that sending and receiving a model costs as much as.</summary>
    internal double MessageCost { get; init; } = 1;

    /// <summary>gamma.</summary>
    internal double Discount { get; init; } = 0.97;

    /// <summary>Seed of initial models.</summary>
    internal ulong Seed { get; init; } = 1;
}
