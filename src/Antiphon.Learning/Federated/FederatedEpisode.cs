using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>One federated training, step by step. A workspace; one per thread.</summary>
internal sealed class FederatedEpisode : ISystemEpisode
{
    // Reward of a nat of validation loss.
    private const double PerNat = 100;

    // Loss of a model that knows nothing; a worse one counts as this one.
    private static readonly double Guessing = Math.Log(SyntheticData.Classes);

    // An update is large if its mean step, divided by the step size, is longer than this.
    private const double LargeGradient = 1.0;

    private static readonly ulong ChancePurpose = RandomStream.PurposeKey(LearningPurposes.FederatedChoice);

    private readonly FederatedSystemOptions options;
    private readonly FederatedSystem system;
    private readonly FederatedClients devices;
    private readonly FederatedRound training;
    private readonly ClassifierLoss validation;
    private readonly List<int> drawn = [];
    private readonly List<Participant> working = [];
    private readonly double[] start;
    private readonly RandomStream root = new(0);
    private readonly RandomStream chance = new(0);
    private int level;
    private int setting;
    private int round;

    internal FederatedEpisode(FederatedSystem system)
    {
        (this.system, options) = (system, system.Options);
        devices = new FederatedClients(options.Data.Clients);
        start = system.Shape.Start(new RandomStream(options.Seed).Split(LearningPurposes.FederatedStart));
        training = new FederatedRound(system.Clients, system.Shape, options.Batch, start);
        validation = new ClassifierLoss(system.Validation, system.Shape);
    }

    /// <inheritdoc/>
    public int GlobalState => (((level * 2) + devices.Hours) * options.Settings.Count) + setting;

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

    /// <summary>Cost of the last step's work at a cost weight of 1.</summary>
    internal double Work { get; private set; }

    /// <summary>The server's model.</summary>
    internal ReadOnlySpan<double> Model => training.Model;

    /// <inheritdoc/>
    public void Start(RandomStream episode)
    {
        (level, setting, round, Messages, SamplesSeen, Work) = (0, 0, 0, 0, 0, 0);
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
        double former = Loss;
        FederatedSetting inForce = options.Settings[setting];
        double declared = devices.Shown.ToArray().Sum(state => system.CostInPool(state, inForce)) / devices.Shown.Length;
        Train();
        devices.Move(localActions, chance);
        (level, setting, round) = (Math.Min(Level(), level + 1), globalAction, round + 1);

        // The pool's members are declared to cost what their work is expected to; what it did cost is here.
        return (PerNat * (Math.Min(former, Guessing) - Math.Min(Loss, Guessing))) + declared - (options.CostWeight * Work);
    }

    // The setting in force holds.
    private void Train()
    {
        Work = 0;
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
            Work += system.Work(own.Epochs);
        }

        Messages += updates.Length;
    }

    private void Choose()
    {
        devices.Draw(options.Drawn, options.FewestWorking, options.MostWorking, chance, drawn);
        working.Clear();
        FederatedSetting own = options.Settings[setting];
        foreach (int client in drawn)
        {
            int epochs = system.Epochs(devices.Shown[client], own);
            working.Add(new Participant(client, new LocalWork(epochs, own.StepSize, own.Proximal)));
        }
    }

    // By how many levels the loss is below the first; what the server sees follows it by one level in a round.
    private int Level() => options.Levels.Count(level => Loss <= level);
}
