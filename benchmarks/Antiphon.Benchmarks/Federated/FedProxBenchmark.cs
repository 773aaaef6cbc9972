using Antiphon.Benchmarks.Measuring;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Benchmarks.Federated;

/// <summary>
/// Whether our federated training behaves as the published one: FedAvg, which drops clients that do not finish their epochs in time, and
/// FedProx, which takes what they have, on synthetic(0, 0), (0.5, 0.5), (1, 1) in the setting of the FedProx article (30 clients, 10 a
/// round, 20 epochs, step size 0.01, mini-batches of 10, 200 rounds, mu = 1).
/// </summary>
internal static class FedProxBenchmark
{
    private const int Clients = 30;
    private const int PerRound = 10;
    private const int Epochs = 20;
    private const int Rounds = 200;
    private const int Batch = 10;
    private const int Seeds = 10;
    private const double StepSize = 0.01;

    // The loss jumps from round to round where clients differ much.
    private const int LastRounds = 20;

    private static readonly double[] Heterogeneity = [0, 0.5, 1];
    private static readonly double[] Stragglers = [0, 0.5, 0.9];

    private static readonly Method[] Methods =
    [
        new("FedAvg", Drops: true, Proximal: 0),
        new("FedProx, mu = 0", Drops: false, Proximal: 0),
        new("FedProx, mu = 1", Drops: false, Proximal: 1),
    ];

    private sealed record Method(string Name, bool Drops, double Proximal);

    private sealed record Result(double Loss, double Swing, double Accuracy);

    public static int Run()
    {
        Machine.Print("fedprox");
        Console.WriteLine(
            $"Softmax regression on synthetic(alpha, beta), {Clients} clients of at most {SyntheticDataOptions.MostSamples} "
                + $"samples, {PerRound} "
                + $"a round, {Epochs} epochs, step size {StepSize}, mini-batches of {Batch}, {Rounds} rounds. Training loss and "
                + "validation "
                + $"accuracy, means over the last {LastRounds} rounds; swing: the loss's mean change from round to round there. "
                + $"Means over {Seeds} seeds with 95 % Student intervals."
        );
        Console.WriteLine();
        Console.WriteLine("| alpha = beta | stragglers | method | training loss | minus FedAvg's | swing | accuracy |");
        Console.WriteLine("|---:|---:|---|---:|---:|---:|---:|");
        foreach (double spread in Heterogeneity)
        {
            foreach (double share in Stragglers)
            {
                Result[][] runs = [.. Methods.Select(method => Runs(spread, share, method))];
                for (int method = 0; method < Methods.Length; method++)
                {
                    string name = $"| {spread} | {share:0 %} | {Methods[method].Name}";
                    Console.WriteLine(Row(name, runs[method], method == 0 ? null : runs[0]));
                }
            }
        }

        Console.WriteLine();
        return 0;
    }

    private static Result[] Runs(double spread, double share, Method method) =>
        [.. Enumerable.Range(1, Seeds).Select(seed => Train(spread, share, method, (ulong)seed))];

    private static string Row(string name, Result[] runs, Result[]? others)
    {
        string loss = Interval(runs.Select(run => run.Loss));
        string difference = others is null ? "" : Interval(runs.Zip(others, (own, other) => own.Loss - other.Loss));
        string accuracy = Interval(runs.Select(run => run.Accuracy));
        return $"{name} | {loss} | {difference} | {runs.Average(run => run.Swing):0.000} | {accuracy} |";
    }

    private static string Interval(IEnumerable<double> values)
    {
        ConfidenceInterval interval = StudentInterval.FromSamples([.. values]);
        return $"{interval.Mean:0.000} ({interval.Low:0.000} to {interval.High:0.000})";
    }

    private static Result Train(double spread, double share, Method method, ulong seed)
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
        var root = new RandomStream(seed);
        using var workers = new Workers(Environment.ProcessorCount);
        double[] start = shape.Start(root.Split(LearningPurposes.FederatedStart));
        var training = new FederatedRound(data.Training, shape, Batch, start, workers);
        var loss = new ClassifierLoss(ClientData.Concat(data.Training), shape, workers);
        var validation = new ClassifierLoss(ClientData.Concat(data.Validation), shape, workers);
        (List<double> losses, List<double> accuracies) = ([], []);
        for (int round = 0; round < Rounds; round++)
        {
            RandomStream streams = root.Split(LearningPurposes.FederatedRounds, round);
            training.Run(Choose(share, method, streams.Split(LearningPurposes.FederatedChoice)), streams);
            if (round >= Rounds - LastRounds - 1)
            {
                losses.Add(loss.Evaluate(training.Model).Loss);
                accuracies.Add(validation.Evaluate(training.Model).Accuracy);
            }
        }

        double swing = losses.Skip(1).Zip(losses, (after, before) => Math.Abs(after - before)).Average();
        return new Result(losses.Skip(1).Average(), swing, accuracies.Skip(1).Average());
    }

    // All methods see the same clients, and the same stragglers with the same epochs.
    private static Participant[] Choose(double share, Method method, RandomStream random)
    {
        int[] clients = [.. Enumerable.Range(0, Clients)];
        var working = new List<Participant>();
        int stragglers = (int)Math.Round(share * PerRound);
        for (int place = 0; place < PerRound; place++)
        {
            int other = place + (int)random.NextBelow(Clients - place);
            (clients[place], clients[other]) = (clients[other], clients[place]);
            int fewer = 1 + (int)random.NextBelow(Epochs);
            bool isStraggler = place < stragglers;
            if (!isStraggler || !method.Drops)
            {
                working.Add(new Participant(clients[place], new LocalWork(isStraggler ? fewer : Epochs, StepSize, method.Proximal)));
            }
        }

        return [.. working];
    }
}
