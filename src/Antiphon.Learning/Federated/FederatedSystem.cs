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

    private readonly FederatedSystemOptions options;
    private readonly SyntheticData data;
    private readonly ClientData validation;

    /// <summary>Draws the data.</summary>
    /// <param name="options">Data, settings, costs.</param>
    internal FederatedSystem(FederatedSystemOptions options)
    {
        options.Check();
        this.options = options;
        data = SyntheticData.Create(options.Data);
        validation = ClientData.Concat([.. data.Validation.Select(own => own.Part(0, Math.Min(ValidationSamples, own.Samples)))]);
    }

    /// <inheritdoc/>
    public SystemDeclaration Declaration => FederatedDeclaration.Of(options);

    internal FederatedSystemOptions Options => options;

    internal IReadOnlyList<ClientData> Clients => data.Training;

    internal ClientData Validation => validation;

    internal ClassifierShape Shape => new(SyntheticData.Features, options.Hidden, SyntheticData.Classes);

    /// <inheritdoc/>
    public ISystemEpisode CreateEpisode() => new FederatedEpisode(this);

    /// <summary>Bytes of a model, which each worker receives and sends.</summary>
    internal long ModelBytes => (long)Shape.Learned * sizeof(double);
}
