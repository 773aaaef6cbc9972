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
    private const int Clients = FedProxTraining.Clients;
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

    /// <summary>The training loss after every few rounds where nine of ten are stragglers, as a figure.</summary>
    public static int Draw(string file)
    {
        const double Most = 0.9;
        double[] every = new double[Rounds / FedProxFigure.RoundsBetweenPoints];
        var points = new List<FedProxPoint>();
        foreach (double spread in Heterogeneity)
        {
            foreach (Method method in Methods)
            {
                Array.Clear(every);
                for (int seed = 1; seed <= Seeds; seed++)
                {
                    Follow(spread, Most, method, (ulong)seed, every);
                }

                points.AddRange(every.Select((sum, place) => FedProxFigure.Point(spread, method.Name, place, sum / Seeds)));
            }
        }

        File.WriteAllText(file, FedProxFigure.Of(points, Seeds, Most) + "\n");
        return 0;
    }

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
        (List<double> losses, List<double> accuracies) = ([], []);
        using var run = new FedProxTraining(spread, seed, Batch);
        for (int round = 0; round < Rounds; round++)
        {
            run.Round(round, streams => Choose(share, method, streams));
            if (round >= Rounds - LastRounds - 1)
            {
                losses.Add(run.Loss);
                accuracies.Add(run.Accuracy);
            }
        }

        double swing = losses.Skip(1).Zip(losses, (after, before) => Math.Abs(after - before)).Average();
        return new Result(losses.Skip(1).Average(), swing, accuracies.Skip(1).Average());
    }

    private static void Follow(double spread, double share, Method method, ulong seed, double[] sums)
    {
        using var run = new FedProxTraining(spread, seed, Batch);
        for (int round = 0; round < Rounds; round++)
        {
            run.Round(round, streams => Choose(share, method, streams));
            if ((round + 1) % FedProxFigure.RoundsBetweenPoints == 0)
            {
                sums[round / FedProxFigure.RoundsBetweenPoints] += run.Loss;
            }
        }
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
