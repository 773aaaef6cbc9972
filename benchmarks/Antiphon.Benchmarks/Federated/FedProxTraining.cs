using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Benchmarks.Federated;

/// <summary>One federated training of the FedProx article's setting, round by round.</summary>
internal sealed class FedProxTraining : IDisposable
{
    /// <summary>Clients.</summary>
    internal const int Clients = 30;

    private readonly Workers workers = new(Environment.ProcessorCount);
    private readonly RandomStream root;
    private readonly FederatedRound training;
    private readonly ClassifierLoss loss;
    private readonly ClassifierLoss validation;

    /// <summary>Draws the data and the first model.</summary>
    /// <param name="spread">alpha = beta.</param>
    /// <param name="seed">Of data, model, clients and batches.</param>
    /// <param name="batch">Samples per step.</param>
    internal FedProxTraining(double spread, ulong seed, int batch)
    {
        var data = SyntheticData.Create(
            new SyntheticDataOptions
            {
                Clients = Clients,
                Alpha = spread,
                Beta = spread,
                Seed = seed,
            }
        );
        var shape = new ClassifierShape(SyntheticData.Features, 0, SyntheticData.Classes);
        root = new RandomStream(seed);
        double[] start = shape.Start(root.Split(LearningPurposes.FederatedStart));
        training = new FederatedRound(data.Training, shape, batch, start, workers);
        loss = new ClassifierLoss(ClientData.Concat(data.Training), shape, workers);
        validation = new ClassifierLoss(ClientData.Concat(data.Validation), shape, workers);
    }

    /// <summary>Training loss of the model.</summary>
    internal double Loss => loss.Evaluate(training.Model).Loss;

    /// <summary>Share of validation samples that it classifies rightly.</summary>
    internal double Accuracy => validation.Evaluate(training.Model).Accuracy;

    /// <inheritdoc/>
    public void Dispose() => workers.Dispose();

    /// <summary>A round with chosen participants.</summary>
    internal void Round(int number, Func<RandomStream, Participant[]> choose)
    {
        RandomStream streams = root.Split(LearningPurposes.FederatedRounds, number);
        training.Run(choose(streams.Split(LearningPurposes.FederatedChoice)), streams);
    }
}
