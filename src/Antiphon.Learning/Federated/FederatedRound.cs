using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>A client that works in a round.</summary>
/// <param name="Client">Which one, from 0.</param>
/// <param name="Work">What it does.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Participant(int Client, LocalWork Work);

/// <summary>What a participant sent back.</summary>
/// <param name="Norm">Length of its update, its model minus the broadcast one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientUpdate(double Norm);

/// <summary>
/// Rounds of federated training (McMahan et al. 2017): participants train from the broadcast model, and the server adds the mean of their
/// updates, weighted by their numbers of samples. Results are the same at any number of threads.
/// </summary>
internal sealed class FederatedRound : IWork
{
    private readonly IReadOnlyList<ClientData> clients;
    private readonly Workers? workers;
    private readonly LocalTraining[] training;
    private readonly List<double[]> models = [];
    private readonly double[] model;
    private IReadOnlyList<Participant> participants = [];
    private RandomStream streams = new(0);

    /// <summary>Begins a training.</summary>
    /// <param name="clients">What each client trains on.</param>
    /// <param name="shape">The architecture.</param>
    /// <param name="batch">Samples per local step.</param>
    /// <param name="start">The model that the first round broadcasts.</param>
    /// <param name="workers">Threads; null is the calling one alone.</param>
    internal FederatedRound(
        IReadOnlyList<ClientData> clients,
        ClassifierShape shape,
        int batch,
        ReadOnlySpan<double> start,
        Workers? workers = null
    )
    {
        (this.clients, this.workers, model) = (clients, workers, start.ToArray());
        training = [.. Enumerable.Range(0, workers?.Count ?? 1).Select(_ => new LocalTraining(shape, batch))];
    }

    /// <summary>The server's model.</summary>
    internal ReadOnlySpan<double> Model => model;

    /// <summary>One round.</summary>
    /// <param name="working">Who works; nobody leaves the model as it is.</param>
    /// <param name="round">The round's stream; each client's orders come from a child of it.</param>
    /// <returns>One for each participant.</returns>
    /// <exception cref="ArithmeticException">The model is no longer finite.</exception>
    internal ClientUpdate[] Run(IReadOnlyList<Participant> working, RandomStream round)
    {
        (participants, streams) = (working, round);
        while (models.Count < working.Count)
        {
            models.Add(new double[model.Length]);
        }

        Workers.Run(workers, working.Count, this);
        double[] mean = Mean();
        ClientUpdate[] updates =
        [
            .. working.Select((_, place) => new ClientUpdate(Math.Sqrt(ConjugateGradient.Dot(models[place], models[place])))),
        ];
        ConjugateGradient.AddScaled(1, mean, model);
        if (!double.IsFinite(ConjugateGradient.Dot(model, model)))
        {
            throw new ArithmeticException("the federated model is no longer finite: training diverged; lower the step size");
        }

        return updates;
    }

    /// <summary>Begins a training anew.</summary>
    /// <param name="start">The model that the first round broadcasts.</param>
    internal void Restart(ReadOnlySpan<double> start) => start.CopyTo(model);

    void IWork.Run(int index, int worker)
    {
        Participant own = participants[index];
        training[worker]
            .Run(model, clients[own.Client], own.Work, streams.Split(LearningPurposes.FederatedClient, own.Client), models[index]);
        ConjugateGradient.AddScaled(-1, model, models[index]);
    }

    private double[] Mean()
    {
        double[] mean = new double[model.Length];
        double samples = participants.Sum(each => (double)clients[each.Client].Samples);
        for (int place = 0; place < participants.Count; place++)
        {
            ConjugateGradient.AddScaled(clients[participants[place].Client].Samples / samples, models[place], mean);
        }

        return mean;
    }
}
