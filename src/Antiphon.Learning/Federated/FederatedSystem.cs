using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Federated training of a classifier as a system (the paper's Example 2.6): the server broadcasts a setting, clients see it and their own
/// state and offer to work or not; who worked moves the model, and the reward is the drop of the validation loss minus the cost of work.
/// </summary>
internal sealed class FederatedSystem : IAgentSystem
{
    // Validation samples of one client: enough for a loss that is exact to a hundredth over a thousand clients.
    private const int ValidationSamples = 5;
    private const string Pool = "pool";

    // Nobody, and then closer where the first clients change most.
    private static readonly double[] PoolPoints = [0, 0.0625, 0.125, 0.25, 0.5, 1];
    private static readonly string[] Hours = ["quiet", "busy"];

    private readonly FederatedSystemOptions options;
    private readonly SyntheticData data;
    private readonly ClientData validation;

    /// <summary>Draws the data.</summary>
    /// <param name="options">Data, settings, costs.</param>
    internal FederatedSystem(FederatedSystemOptions options)
        : this(options, SyntheticData.Create(options.Data)) { }

    /// <summary>Takes data that were drawn.</summary>
    /// <param name="options">Settings, costs.</param>
    /// <param name="data">Those of <see cref="FederatedSystemOptions.Data"/>.</param>
    internal FederatedSystem(FederatedSystemOptions options, SyntheticData data)
    {
        options.Check();
        (this.options, this.data) = (options, data);
        validation = ClientData.Concat([.. data.Validation.Select(own => own.Part(0, Math.Min(ValidationSamples, own.Samples)))]);
    }

    /// <inheritdoc/>
    public SystemDeclaration Declaration =>
        new()
        {
            Name = "federated",
            Discount = options.Discount,
            Agents = options.Data.Clients,
            GlobalStateNames =
            [
                .. Enumerable
                    .Range(0, options.Levels.Count + 1)
                    .SelectMany(level => Hours.SelectMany(hours => options.Settings.Select(s => $"{Level(level)}, {hours}, {Text(s)}"))),
            ],
            LocalStateNames = ["away", "ready, small update", "ready, large update", "in the pool, short", "in the pool, long"],
            GlobalActionNames = [.. options.Settings.Select(Text)],
            LocalActionNames = ["idle", "offer short work", "offer long work"],
            GlobalSuccessors = Successors,
            LocalReward = (state, seen, _) => -CostInPool(state, options.Settings[seen % options.Settings.Count]),
            Coupling = new Aggregate(Pool, [0, 0, 0, 1, 1], PoolPoints),
        };

    internal FederatedSystemOptions Options => options;

    internal SyntheticData Samples => data;

    internal IReadOnlyList<ClientData> Clients => data.Training;

    internal ClientData Validation => validation;

    internal ClassifierShape Shape => new(SyntheticData.Features, options.Hidden, SyntheticData.Classes);

    /// <inheritdoc/>
    public ISystemEpisode CreateEpisode() => new FederatedEpisode(this);

    /// <summary>Cost of a worker's round at a cost weight of 1, in units of reward.</summary>
    internal double Work(int epochs) => (epochs + options.MessageCost) / (options.LongEpochs + options.MessageCost) / options.MostWorking;

    /// <summary>Global states with equal numbers have the same rewards at the same work: those that differ in their hours alone.</summary>
    internal int RewardClass(int globalState)
    {
        int settings = options.Settings.Count;
        return (globalState / (Hours.Length * settings) * settings) + (globalState % settings);
    }

    /// <summary>Bytes of a model, which each worker receives and sends.</summary>
    internal long ModelBytes => (long)Shape.Learned * sizeof(double);

    /// <summary>Epochs that a client in the pool makes if it is drawn; 0 elsewhere.</summary>
    internal int Epochs(int state, FederatedSetting setting) =>
        Math.Min(
            setting.MostEpochs,
            state switch
            {
                FederatedClients.Short => options.ShortEpochs,
                FederatedClients.Long => options.LongEpochs,
                _ => 0,
            }
        );

    /// <summary>Expected cost of a client in a state, so that the mean over all clients is that of a round.</summary>
    internal double CostInPool(int state, FederatedSetting setting) =>
        state is FederatedClients.Short or FederatedClients.Long
            ? options.CostWeight * Work(Epochs(state, setting)) * options.Drawn * options.Data.Clients
            : 0;

    // The level moves by one at most; the hours are any, the setting is what was said.
    private IEnumerable<int> Successors(int state, int action)
    {
        int level = state / (Hours.Length * options.Settings.Count);
        IEnumerable<int> levels = Enumerable.Range(0, Math.Min(level + 2, options.Levels.Count + 1));
        return levels.SelectMany(next => Hours.Select((_, hours) => (((next * Hours.Length) + hours) * options.Settings.Count) + action));
    }

    private string Level(int level) =>
        level == 0 ? $"loss above {options.Levels[0]}"
        : level == options.Levels.Count ? $"loss below {options.Levels[^1]}"
        : $"loss {options.Levels[level]} to {options.Levels[level - 1]}";

    private static string Text(FederatedSetting setting) =>
        $"step {setting.StepSize}, mu {setting.Proximal}"
        + (setting.MostEpochs == int.MaxValue ? "" : $", {setting.MostEpochs} epoch at most");
}
