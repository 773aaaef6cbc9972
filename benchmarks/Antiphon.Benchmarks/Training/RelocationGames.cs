using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Benchmarks.Training;

/// <summary>
/// Random games in which the dispatcher chooses where agents are worth most, and agents choose between drifting and going somewhere. Each
/// row of a kernel has a few targets, so that populations keep a shape; the start law is torn.
/// </summary>
internal static class RelocationGames
{
    public const string Family = "relocation-";

    private static readonly int[] Sizes = [3, 5, 8, 10, 15, 20, 30, 50, 100, 200];
    private const int PerSize = 3;
    private const int GlobalStates = 3;
    private const int LocalActions = 2;
    private const double Switching = 0.8;

    public static IEnumerable<CooperativeGame> All() =>
        Sizes.SelectMany(states => Enumerable.Range(1, PerSize).Select(number => Random(states, number)));

    private static CooperativeGame Random(int states, int number)
    {
        RandomStream stream = new RandomStream((ulong)number).Split("benchmark.relocation", states);
        int[] shifts = [.. Enumerable.Range(0, GlobalStates).Select(_ => 1 + (int)stream.NextBelow(states - 1))];
        double[] fees = [.. Enumerable.Range(0, GlobalStates).Select(_ => stream.NextDouble())];
        double[] costs = [.. Enumerable.Range(0, GlobalStates).Select(_ => 2 * stream.NextDouble())];
        double[][] worth =
        [
            .. Enumerable.Range(0, states).Select(_ => Enumerable.Range(0, GlobalStates).Select(_ => Heavy(stream)).ToArray()),
        ];
        int[] drift = [.. Enumerable.Range(0, states).Select(_ => (int)stream.NextBelow(states))];
        return CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = $"{Family}{states}-{number}",
                    Discount = 0.95,
                    Agents = 1_000,
                    GlobalStateNames = Names("mode", GlobalStates),
                    LocalStateNames = Names("place", states),
                    GlobalActionNames = Names("to mode", GlobalStates),
                    LocalActionNames = ["drift", "go"],
                    GlobalTransition = (state, action) => [(action, Switching), (state, 1 - Switching)],
                    LocalTransition = (place, mode, action) =>
                        action == 0
                            ? [(place, 0.9), (drift[place], 0.1)]
                            : [(place, 0.5), ((place + shifts[mode]) % states, 0.5)],
                    GlobalReward = (state, action) => state == action ? 0 : -fees[action],
                    LocalReward = (place, mode, action) => worth[place][mode] - (action == 1 ? costs[mode] : 0),
                    Initial = new InitialLaw(
                        [.. Enumerable.Repeat(1.0 / GlobalStates, GlobalStates)],
                        new DirichletLocalLaw(1.0 / states)
                    ),
                }
            )
        );
    }

    // Most places are worth little, a few much.
    private static double Heavy(RandomStream stream) => Math.Pow(stream.NextDouble(), 4) * 10;

    private static string[] Names(string word, int count) => [.. Enumerable.Range(1, count).Select(number => $"{word} {number}")];
}
