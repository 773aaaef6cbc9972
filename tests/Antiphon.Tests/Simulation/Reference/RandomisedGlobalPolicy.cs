using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>A global policy with random action probabilities for every global state and observation.</summary>
internal sealed class RandomisedGlobalPolicy : GlobalPolicy
{
    private readonly double[] table;
    private readonly int size;

    public RandomisedGlobalPolicy(CooperativeGame game, int subsample, ulong seed)
        : base(subsample, game.GlobalActions)
    {
        size = new CountLattice(game.LocalStates, subsample).Size;
        table = new double[game.GlobalStates * size * GlobalActions];
        var stream = new RandomStream(seed);
        for (int row = 0; row < table.Length; row += GlobalActions)
        {
            DirichletSampler.Sample(stream, 0.5, table.AsSpan(row, GlobalActions));
        }
    }

    public override void ActionLaw(int globalState, int rank, Span<double> probabilities) => Row(globalState, rank).CopyTo(probabilities);

    public override int Choose(int globalState, int rank, RandomStream stream) =>
        CategoricalSampler.Sample(stream.NextDouble(), Row(globalState, rank));

    private ReadOnlySpan<double> Row(int globalState, int rank) =>
        table.AsSpan(((globalState * size) + rank) * GlobalActions, GlobalActions);
}
