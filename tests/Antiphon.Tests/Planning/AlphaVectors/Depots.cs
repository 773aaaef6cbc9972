using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Planning.AlphaVectors;

/// <summary>
/// A city of Z x Z zones with nine service spots: the dispatcher activates a spot, vehicles wait or drive toward it and earn by their
/// distance from it.
/// </summary>
internal static class Depots
{
    private const int Spots = 9;
    private const int SpotsPerRow = 3;
    private const double Drift = 0.02;

    public static CooperativeGame Create(int side) =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = $"city of {side} x {side} zones",
                Discount = 0.95,
                Agents = 1000,
                GlobalStateNames = Table(Spots, spot => $"spot {spot}"),
                LocalStateNames = Table(side * side, zone => $"zone {zone}"),
                GlobalActionNames = Table(Spots, spot => $"spot {spot}"),
                LocalActionNames = ["wait", "drive"],
                GlobalTransition = Table(Spots, state => Table(Spots, action => Mix(Spots, (action, 0.9), (state, 0.1)))),
                LocalTransition = Table(side * side, zone =>
                    Table(Spots, spot => new[] { Wait(side, zone), Drive(side, zone, Zone(side, spot)) })
                ),
                GlobalReward = Table(Spots, state => Table(Spots, action => action == state ? 0 : -0.2)),
                LocalReward = Table(side * side, zone =>
                    Table(Spots, spot => new[] { Reward(side, zone, spot), Reward(side, zone, spot) - 1 })
                ),
                Initial = new InitialLaw([.. Table(Spots, _ => 1.0 / Spots)], new DirichletLocalLaw(0.02)),
            }
        );

    /// <summary>Wait at the active spot, drive elsewhere.</summary>
    public static LocalPolicy Driving(CooperativeGame game, int side) =>
        LocalPolicy.Deterministic(game, (zone, spot) => zone == Zone(side, spot) ? 0 : 1);

    private static int Zone(int side, int spot) => (Line(side, spot / SpotsPerRow) * side) + Line(side, spot % SpotsPerRow);

    private static int Line(int side, int third) => ((2 * third) + 1) * side / 6;

    private static double Reward(int side, int zone, int spot)
    {
        int goal = Zone(side, spot);
        int distance = Math.Abs((zone / side) - (goal / side)) + Math.Abs((zone % side) - (goal % side));
        return 10 * Math.Exp(-distance / 1.2);
    }

    private static double[] Wait(int side, int zone)
    {
        int[] neighbours =
        [
            .. new[] { (-1, 0), (1, 0), (0, -1), (0, 1) }
                .Select(step => ((zone / side) + step.Item1, (zone % side) + step.Item2))
                .Where(place => place.Item1 >= 0 && place.Item1 < side && place.Item2 >= 0 && place.Item2 < side)
                .Select(place => (place.Item1 * side) + place.Item2),
        ];
        return Mix(side * side, [(zone, 1 - Drift), .. neighbours.Select(next => (next, Drift / neighbours.Length))]);
    }

    private static double[] Drive(int side, int zone, int goal)
    {
        (int rows, int columns) = ((goal / side) - (zone / side), (goal % side) - (zone % side));
        double[] law = Wait(side, zone);
        if (zone == goal)
        {
            return law;
        }

        int next = Math.Abs(rows) >= Math.Abs(columns) ? zone + (Math.Sign(rows) * side) : zone + Math.Sign(columns);
        double[] driven = [.. law.Select(mass => mass / 2)];
        driven[next] += 0.5;
        return driven;
    }

    private static double[] Mix(int size, params (int Place, double Mass)[] masses)
    {
        double[] law = new double[size];
        foreach ((int place, double mass) in masses)
        {
            law[place] += mass;
        }

        return law;
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
