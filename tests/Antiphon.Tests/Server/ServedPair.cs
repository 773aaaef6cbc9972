using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Server;

/// <summary>Policies without a pattern, for servers.</summary>
internal static class ServedPair
{
    public static CooperativeGame Game { get; } = BuiltInGames.Get("warehouse-flat");

    public static TabularGlobalPolicy Table(CooperativeGame game, int subsample) =>
        TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, ObservationLattice.Of(game, subsample), (state, rank) =>
            ((7 * rank) + (3 * state)) % 11 % game.GlobalActions
        );

    public static RememberingPolicy Remembering(FilterKind filter) =>
        new(2, new EstimatePlan(Table(Game, 6)), new MemoryOptions { Filter = filter, Particles = 50 });
}
