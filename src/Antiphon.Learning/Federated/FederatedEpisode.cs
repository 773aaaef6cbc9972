using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>One federated training, step by step. A workspace; one per thread.</summary>
internal sealed class FederatedEpisode : ISystemEpisode
{
    // Reward of a nat of validation loss.
    private const double PerNat = 100;

    // An update is large if its mean step, divided by the step size, is longer than this.
    private const double LargeGradient = 1.0;

    private static readonly ulong ChancePurpose = RandomStream.PurposeKey(LearningPurposes.FederatedChoice);

    private readonly FederatedSystemOptions options;
    private readonly FederatedSystem system;
    private readonly FederatedClients devices;
    private readonly FederatedRound training;
    private readonly ClassifierLoss validation;
    private readonly List<Participant> working = [];
    private readonly int[] before;
    private readonly double[] start;
    private readonly RandomStream root = new(0);
    private readonly RandomStream chance = new(0);
    private int setting;
    private int round;

    internal FederatedEpisode(FederatedSystem system)
    {
        (this.system, options) = (system, system.Options);
        devices = new FederatedClients(options.Data.Clients);
        start = system.Shape.Start(new RandomStream(options.Seed).Split(LearningPurposes.FederatedStart));
        training = new FederatedRound(system.Clients, system.Shape, options.Batch, start);
        validation = new ClassifierLoss(system.Validation, system.Shape);
        before = new int[options.Data.Clients];
    }

    /// <inheritdoc/>
    public int GlobalState => (Level() * options.Settings.Count) + setting;

    /// <inheritdoc/>
    public ReadOnlySpan<int> LocalStates => devices.Shown;

    /// <summary>Mean validation loss.</summary>
    internal double Loss { get; private set; }

    /// <summary>Share of validation samples whose most probable class is their label.</summary>
    internal double Accuracy { get; private set; }

    /// <summary>Models sent back so far.</summary>
    internal long Messages { get; private set; }

    /// <summary>Passes over samples so far, counted in samples.</summary>
    internal long SamplesSeen { get; private set; }

    /// <summary>The server's model.</summary>
    internal ReadOnlySpan<double> Model => training.Model;

    /// <inheritdoc/>
    public void Start(RandomStream episode)
    {
        (setting, round, Messages, SamplesSeen) = (0, 0, 0, 0);
        root.Restart(episode.Split(LearningPurposes.FederatedRounds).NextUInt64());
        root.SplitInto(chance, ChancePurpose, -1);
        devices.Start(chance);
        training.Restart(start);
        (Loss, Accuracy) = validation.Evaluate(training.Model);
    }

    /// <inheritdoc/>
    public double Step(int globalAction, ReadOnlySpan<int> localActions)
    {
        root.SplitInto(chance, ChancePurpose, round);
        devices.Shown.CopyTo(before);
        double former = Loss;
        Train();
        devices.Move(before, localActions, options.Drawn, chance);
        (setting, round) = (globalAction, round + 1);
        return PerNat * (former - Loss);
    }

    // The setting in force holds.
    private void Train()
    {
        Choose();
        if (working.Count == 0)
        {
            return;
        }

        ClientUpdate[] updates = training.Run(working, root.Split(LearningPurposes.FederatedClient, round));
        (Loss, Accuracy) = validation.Evaluate(training.Model);
        for (int place = 0; place < updates.Length; place++)
        {
            (int client, LocalWork own) = working[place];
            int samples = system.Clients[client].Samples;
            double steps = own.Epochs * Math.Ceiling((double)samples / options.Batch);
            devices.Worked(client, updates[place].Norm > LargeGradient * own.StepSize * steps);
            SamplesSeen += (long)own.Epochs * samples;
        }

        Messages += updates.Length;
    }

    private void Choose()
    {
        working.Clear();
        FederatedSetting own = options.Settings[setting];
        for (int client = 0; client < before.Length; client++)
        {
            if (before[client] is FederatedClients.Short or FederatedClients.Long)
            {
                int epochs = before[client] == FederatedClients.Long ? options.LongEpochs : options.ShortEpochs;
                working.Add(new Participant(client, new LocalWork(epochs, own.StepSize, own.Proximal)));
            }
        }

        while (working.Count > options.MostWorking)
        {
            int place = (int)chance.NextBelow(working.Count);
            devices.Dismiss(working[place].Client);
            working.RemoveAt(place);
        }
    }

    private int Level()
    {
        int level = 0;
        while (level < options.Levels.Count && Loss <= options.Levels[level])
        {
            level++;
        }

        return level;
    }
}
