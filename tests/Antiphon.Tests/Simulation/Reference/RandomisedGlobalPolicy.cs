using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>A global policy with random action probabilities for every global state and observation.</summary>
internal sealed class RandomisedGlobalPolicy : GlobalPolicy, IGlobalActor, IActionLaw
{
    private readonly double[] table;
    private readonly CountLattice lattice;

    public RandomisedGlobalPolicy(CooperativeGame game, int subsample, ulong seed)
        : base(subsample, game.GlobalActions)
    {
        lattice = new CountLattice(game.LocalStates, subsample);
        table = new double[game.GlobalStates * lattice.Size * GlobalActions];
        var stream = new RandomStream(seed);
        for (int row = 0; row < table.Length; row += GlobalActions)
        {
            DirichletSampler.Sample(stream, 0.5, table.AsSpan(row, GlobalActions));
        }
    }

    public override IActionLaw ActionLaw => this;

    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) =>
        CategoricalSampler.Sample(stream.NextDouble(), Row(globalState, observation));

    public void Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities) =>
        Row(globalState, observation).CopyTo(probabilities);

    private ReadOnlySpan<double> Row(int globalState, ReadOnlySpan<int> observation) =>
        table.AsSpan(((globalState * lattice.Size) + lattice.Rank(observation)) * GlobalActions, GlobalActions);
}
