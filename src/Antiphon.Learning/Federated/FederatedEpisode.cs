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
    private readonly FederatedCosts costs;
    private readonly FederatedClients devices;
    private readonly FederatedRound training;
    private readonly ClassifierLoss validation;
    private readonly List<int> drawn = [];
    private readonly List<Participant> working = [];
    private readonly double[] start;
    private readonly RandomStream root = new(0);
    private readonly RandomStream chance = new(0);
    private int level;
    private int round;

    internal FederatedEpisode(FederatedSystem system)
    {
        (this.system, options) = (system, system.Options);
        costs = new FederatedCosts(options);
        devices = new FederatedClients(options.Data.Clients, options.MostEpochs);
        start = system.Shape.Start(new RandomStream(options.Seed).Split(LearningPurposes.FederatedStart));
        training = new FederatedRound(system.Clients, system.Shape, options.Batch, start);
        validation = new ClassifierLoss(system.Validation, system.Shape);
    }

    /// <inheritdoc/>
    public int GlobalState => FederatedDeclaration.GlobalState(level, devices.Hours);

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
        (level, round, Messages, SamplesSeen, Work) = (0, 0, 0, 0, 0);
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
        Train(options.Settings[globalAction]);
        devices.Move(localActions, chance);
        (level, round) = (Level(), round + 1);
        return (PerNat * (Math.Min(former, Guessing) - Math.Min(Loss, Guessing))) - (options.CostWeight * Work);
    }

    private void Train(FederatedSetting setting)
    {
        Work = 0;
        Choose(setting);
        if (working.Count == 0)
        {
            return;
        }

        ClientUpdate[] updates = training.Run(working, root.Split(LearningPurposes.FederatedClient, round));
        (Loss, Accuracy) = validation.Evaluate(training.Model);
        for (int place = 0; place < updates.Length; place++)
        {
            int client = working[place].Client;
            int samples = system.Clients[client].Samples;
            double steps = setting.Epochs * Math.Ceiling((double)samples / options.Batch);
            devices.Worked(client, setting.Epochs, updates[place].Norm > LargeGradient * setting.StepSize * steps);
            SamplesSeen += (long)setting.Epochs * samples;
        }

        Work = updates.Length * costs.Work(setting.Epochs);
        Messages += updates.Length;
    }

    private void Choose(FederatedSetting setting)
    {
        devices.Draw(options.ProbabilityDrawn, options.FewestWorking, options.MostWorking, chance, drawn);
        working.Clear();
        var work = new LocalWork(setting.Epochs, setting.StepSize, setting.Proximal);
        working.AddRange(drawn.Select(client => new Participant(client, work)));
    }

    // By how many levels the loss is below the first.
    private int Level() => options.Levels.Count(level => Loss <= level);
}
