using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>A world that a pair is put into.</summary>
/// <param name="Name">What is different there.</param>
/// <param name="Agents">Its number of agents.</param>
/// <param name="Disturbances">What goes wrong; null is nothing.</param>
internal sealed record StressWorld(string Name, long Agents, Disturbances? Disturbances)
{
    /// <summary>The worlds of a stress test but for the worst one; the first is undisturbed.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    /// <param name="horizon">H.</param>
    public static IReadOnlyList<StressWorld> All(CooperativeGame game, long agents, int horizon)
    {
        (int, int)[] blocks = Blocks(game);
        int half = horizon / 2;
        double last = Math.Max(1, horizon - 1);
        return
        [
            new("as modelled", agents, null),
            Kernels("kernels off by 10 %", _ => 0.1),
            Kernels("kernels off by 30 %", _ => 0.3),
            Kernels("kernels 30 % off from half-way", time => time < half ? 0 : 0.3),
            Kernels("kernels drift to 30 % off", time => 0.3 * time / last),
            Other("10 % of observations lost", new() { LostObservations = 0.1 }),
            Other("50 % of observations lost", new() { LostObservations = 0.5 }),
            Other("observations 1 step late", new() { Delay = 1 }),
            Other("observations 5 steps late", new() { Delay = 5 }),
            Other("shock of 10 % every 20 steps", new() { ShockShare = 0.1 }),
            Other("shock of 50 % every 20 steps", new() { ShockShare = 0.5 }),
            Size("half as many agents", agents / 2),
            Size("twice as many agents", 2 * agents),
        ];

        StressWorld Kernels(string name, Func<int, double> share) => Other(name, new() { Kernels = KernelChange.ToRandom(blocks, share) });

        StressWorld Other(string name, Disturbances disturbances) => new(name, agents, disturbances);

        // A memory goes on believing in n.
        StressWorld Size(string name, long other) => new(name, other, new() { AgentsFactor = (double)agents / Math.Max(1, other) });
    }

    /// <summary>The block of local states of the type of each local state, as first state and number of states.</summary>
    internal static (int First, int States)[] Blocks(CooperativeGame game) =>
        [.. game.Types.SelectMany(type => Enumerable.Repeat((type.First, type.States), type.States))];
}
