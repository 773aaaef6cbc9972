using System.Globalization;
using System.Text;
using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>
/// A city of 10 x 10 zones, each of which can be the active one, with five moves: 6,000,000 probabilities, nearly all 0.
/// </summary>
internal static class City
{
    private const int Side = 10;
    private const int Zones = Side * Side;
    private const int Moves = 5;

    /// <summary>The game.</summary>
    public static CooperativeGame Create() =>
        CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = "city",
                    Discount = 0.95,
                    Agents = 1000,
                    GlobalStateNames = Table(Zones, zone => $"{zone}"),
                    LocalStateNames = Table(Zones, zone => $"{zone}"),
                    GlobalActionNames = Table(Zones, zone => $"{zone}"),
                    LocalActionNames = ["stay", "north", "south", "west", "east"],
                    GlobalTransition = (state, action) => [(action, 0.7), (state, 0.3)],
                    LocalTransition = (zone, _, move) =>
                        [(Next(zone, move), 0.9), .. Table(Moves, other => (Next(zone, other), 0.1 / Moves))],
                    GlobalReward = (state, action) => state == action ? 0 : -1,
                    LocalReward = (zone, state, move) => (zone == state ? 10 : 1.0 / (1 + Distance(zone, state))) - (move == 0 ? 0 : 0.5),
                    Initial = new InitialLaw([.. Table(Zones, _ => 1.0 / Zones)], new DirichletLocalLaw(0.1)),
                }
            )
        );

    /// <summary>Its file with every number in its place.</summary>
    public static string DenseJson(CooperativeGame game)
    {
        var text = new StringBuilder("{\"format\": \"antiphon-game/1\", \"name\": \"city\", \"discount\": 0.95, \"agents\": 1000, ");
        text.Append("\"globalStates\": 100, \"localStates\": 100, \"globalActions\": 100, ");
        text.Append("\"localActions\": [\"stay\", \"north\", \"south\", \"west\", \"east\"], \"globalTransition\": ");
        text.Append(List(Zones, state => List(Zones, action => Numbers(game.GlobalTransition(state, action)))));
        text.Append(", \"localTransition\": ");
        text.Append(List(Zones, zone => List(Zones, state => List(Moves, move => Numbers(game.LocalTransition(zone, state, move))))));
        text.Append(", \"globalReward\": ").Append(List(Zones, state => List(Zones, action => Number(game.GlobalReward(state, action)))));
        text.Append(", \"localReward\": ");
        text.Append(List(Zones, zone => List(Zones, state => List(Moves, move => Number(game.LocalReward(zone, state, move))))));
        return text.Append(", \"initial\": {\"global\": \"uniform\", \"local\": {\"dirichlet\": 0.1}}}").ToString();
    }

    private static int Next(int zone, int move)
    {
        (int row, int column) = (zone / Side, zone % Side);
        (row, column) = move switch
        {
            1 => (row - 1, column),
            2 => (row + 1, column),
            3 => (row, column - 1),
            4 => (row, column + 1),
            _ => (row, column),
        };
        return row is < 0 or >= Side || column is < 0 or >= Side ? zone : (row * Side) + column;
    }

    private static int Distance(int zone, int other) =>
        Math.Abs((zone / Side) - (other / Side)) + Math.Abs((zone % Side) - (other % Side));

    private static string List(int size, Func<int, string> entry) => $"[{string.Join(", ", Table(size, entry))}]";

    private static string Numbers(ReadOnlySpan<double> numbers) => $"[{string.Join(", ", numbers.ToArray().Select(Number))}]";

    // Every number reads back to the same bits.
    private static string Number(double number) => number == 0 ? "0.0" : number.ToString("R", CultureInfo.InvariantCulture);

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
