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
    private const string Work = "work";

    private readonly FederatedSystemOptions options;
    private readonly SyntheticData data;
    private readonly ClientData validation;

    /// <summary>Draws the data.</summary>
    /// <param name="options">Data, settings, costs.</param>
    internal FederatedSystem(FederatedSystemOptions options)
    {
        (this.options, data) = (options, SyntheticData.Create(options.Data));
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
                    .SelectMany(level => options.Settings.Select(s => $"{Level(level)}, {Text(s)}")),
            ],
            LocalStateNames = ["away", "ready, small update", "ready, large update", "short work", "long work"],
            GlobalActionNames = [.. options.Settings.Select(Text)],
            LocalActionNames = ["idle", "offer short work", "offer long work"],
            GlobalSuccessors = (_, action) =>
                Enumerable.Range(0, options.Levels.Count + 1).Select(level => (level * options.Settings.Count) + action),
            LocalReward = (state, _, _) =>
                state switch
                {
                    FederatedClients.Short => -Cost(options.ShortEpochs),
                    FederatedClients.Long => -Cost(options.LongEpochs),
                    _ => 0,
                },
            Coupling = new Aggregate(
                Work,
                [0, 0, 0, Full(options.ShortEpochs), Full(options.LongEpochs)],
                [0, 0.01, 0.04, 0.12, 0.4, 1, Full(options.LongEpochs)]
            ),
        };

    internal FederatedSystemOptions Options => options;

    internal IReadOnlyList<ClientData> Clients => data.Training;

    internal ClientData Validation => validation;

    internal ClassifierShape Shape => new(SyntheticData.Features, options.Hidden, SyntheticData.Classes);

    /// <inheritdoc/>
    public ISystemEpisode CreateEpisode() => new FederatedEpisode(this);

    // Work of all clients as a share of a full round: the largest number of clients at long work.
    private double Full(int epochs) => (double)epochs / options.LongEpochs * options.Data.Clients / options.MostWorking;

    // Of one client's work, so that its mean over all clients is that of the round.
    private double Cost(int epochs) =>
        options.CostWeight
        * (epochs + options.MessageCost)
        / (options.LongEpochs + options.MessageCost)
        * options.Data.Clients
        / options.MostWorking;

    private string Level(int level) =>
        level == 0 ? $"loss above {options.Levels[0]}"
        : level == options.Levels.Count ? $"loss below {options.Levels[^1]}"
        : $"loss {options.Levels[level]} to {options.Levels[level - 1]}";

    private static string Text(FederatedSetting setting) => $"step {setting.StepSize}, mu {setting.Proximal}";
}
