using System.Runtime.InteropServices;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>What the server broadcasts beside the model: how those who are drawn work.</summary>
/// <param name="StepSize">Step size of the clients' gradient descent.</param>
/// <param name="Proximal">mu, the weight of the proximal term (<see cref="LocalWork"/>).</param>
/// <param name="Epochs">Passes over their samples.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FederatedSetting(double StepSize, double Proximal, int Epochs);

/// <summary>A federated training as a system of a server and its clients.</summary>
internal sealed record FederatedSystemOptions
{
    /// <summary>The clients' samples.</summary>
    internal SyntheticDataOptions Data { get; init; } = new() { Clients = 1_000 };

    /// <summary>Hidden units of the classifier; 0 is softmax regression.</summary>
    internal int Hidden { get; init; }

    /// <summary>Samples per local step.</summary>
    internal int Batch { get; init; } = 10;

    /// <summary>The settings among which the server chooses in each round.</summary>
    internal IReadOnlyList<FederatedSetting> Settings { get; init; } =
    [new(0.1, 0, 1), new(0.03, 0, 1), new(0.03, 0, 5), new(0.03, 1, 1), new(0.03, 1, 5)];

    /// <summary>
    /// Validation losses, descending, that part the levels of progress: the server sees between which of them it is.
    /// </summary>
    internal IReadOnlyList<double> Levels { get; init; } =
    [2.15, 2, 1.85, 1.7, 1.55, 1.4, 1.27, 1.15, 1.05, 0.96, 0.88, 0.81, 0.75, 0.7, 0.66];

    /// <summary>
    /// Probability that a client in the pool is drawn, each for itself (Poisson sampling, as in differentially private federated
    /// averaging); null: so that of all clients <see cref="MostWorking"/> are drawn on average.
    /// </summary>
    internal double? Drawn { get; init; }

    /// <summary>The same, resolved.</summary>
    internal double ProbabilityDrawn => Drawn ?? Math.Min(1, MostWorking / (double)Data.Clients);

    /// <summary>Fewest clients of a round: with fewer nobody works, and the model stays.</summary>
    internal int FewestWorking { get; init; } = 5;

    /// <summary>Most clients that are drawn for a round.</summary>
    internal int MostWorking { get; init; } = 50;

    /// <summary>
    /// Cost of a round in which <see cref="MostWorking"/> clients make the most epochs, in units of reward: a hundredth of a nat of
    /// validation loss.
    /// </summary>
    internal double CostWeight { get; init; } = 4;

    /// <summary>Epochs that sending and receiving a model costs as much as.</summary>
    internal double MessageCost { get; init; } = 1;

    /// <summary>The most epochs of any setting.</summary>
    internal int MostEpochs => Settings.Max(setting => setting.Epochs);

    /// <summary>gamma.</summary>
    internal double Discount { get; init; } = 0.97;

    /// <summary>Seed of initial models.</summary>
    internal ulong Seed { get; init; } = 1;

    /// <summary>Checks every option but those of the data.</summary>
    /// <exception cref="InvalidOptionException">One is out of range; all are named.</exception>
    internal void Check()
    {
        var range = new OptionRange();
        range.AtLeast(0, nameof(Hidden), Hidden);
        range.AtLeast(1, nameof(Batch), Batch);
        range.AtLeast(1, "number of Settings", Settings.Count);
        range.AtLeast(1, "number of Levels", Levels.Count);
        for (int level = 0; level < Levels.Count; level++)
        {
            range.Inside($"Levels[{level}]", Levels[level], 0, level == 0 ? double.PositiveInfinity : Levels[level - 1]);
        }

        foreach (FederatedSetting setting in Settings)
        {
            range.AtLeast(1, nameof(setting.Epochs), setting.Epochs);
            range.Inside(nameof(setting.StepSize), setting.StepSize, 0, double.PositiveInfinity);
            range.From(nameof(setting.Proximal), setting.Proximal, 0, double.PositiveInfinity, highIncluded: false);
        }

        range.From(nameof(Drawn), ProbabilityDrawn, 0, 1, highIncluded: true);
        range.AtLeast(0, nameof(FewestWorking), FewestWorking);
        range.AtLeast(Math.Max(1, FewestWorking), nameof(MostWorking), MostWorking);
        range.From(nameof(CostWeight), CostWeight, 0, double.PositiveInfinity, highIncluded: false);
        range.From(nameof(MessageCost), MessageCost, 0, double.PositiveInfinity, highIncluded: false);
        range.From(nameof(Discount), Discount, 0, 1, highIncluded: false);
        range.Require();
    }
}
