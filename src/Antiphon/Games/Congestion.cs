namespace Antiphon.Games;

/// <summary>
/// Drivers on a ring of five zones share the fares of the zone that they are in, and move more slowly in a crowd. The dispatcher names the
/// zone that gets a bonus next. docs/games/congestion.md explains every number.
/// </summary>
internal static class Congestion
{
    private const int Zones = 5;
    private const double Fare = 10;
    private const double Effort = 0.5;
    private const double Change = 0.5;
    private const double Followed = 0.9;

    // Fares that there are in a zone, per driver of all, with and without the bonus.
    private const double Ordinary = 0.16;
    private const double Bonus = 0.4;

    // a_l: stay, move to the next zone, move to the one before.
    private static readonly int[] Step = [0, 1, -1];
    private static readonly double[] Breakpoints = [0, 0.16, 0.25, 0.4, 0.6, 1];

    /// <summary>The game.</summary>
    public static GameDefinition Define() =>
        GameDefinition.From(
            new GameFunctions
            {
                Name = "congestion",
                Discount = 0.95,
                Agents = 1000,
                GlobalStateNames = Table(Zones, zone => $"bonus in zone {zone}"),
                LocalStateNames = Table(Zones, zone => $"zone {zone}"),
                GlobalActionNames = Table(Zones, zone => $"zone {zone}"),
                LocalActionNames = ["stay", "next", "previous"],
                Aggregates = Table(Zones, zone => new Aggregate(
                    Crowd(zone),
                    Table(Zones, state => state == zone ? 1.0 : 0.0),
                    Breakpoints
                )),
                GlobalTransition = (state, action) => [(action, Followed), (state, 1 - Followed)],
                LocalTransition = (zone, _, _) => [(zone, 1)],
                CoupledLocalTransition = (zone, _, action) =>
                    action == 0
                        ? null
                        : new Coupled<IEnumerable<(int Target, double Probability)>>(Crowd(zone), share => Moves(zone, action, share)),
                GlobalReward = (state, action) => action == state ? 0 : -Change,
                LocalReward = (_, _, _) => 0,
                CoupledLocalReward = (zone, state, action) =>
                    new Coupled<double>(Crowd(zone), share => Earned(share, zone == state) - (action == 0 ? 0 : Effort)),
                Initial = new InitialLaw([.. Table(Zones, _ => 1.0 / Zones)], new DirichletLocalLaw(0.5)),
                Geometry = new GameGeometry(
                    Table(Zones, zone => Table(Zones, state => (double)Distance(zone, state))),
                    Table(Zones, zone => zone)
                ),
            }
        );

    private static string Crowd(int zone) => $"zone {zone}";

    // All earn the fare while there are enough; else they share what there is.
    private static double Earned(double share, bool bonus)
    {
        double fares = bonus ? Bonus : Ordinary;
        return share <= fares ? Fare : Fare * fares / share;
    }

    // An empty street takes a driver to the next zone in one step; in the middle of everybody one in four gets there.
    private static IEnumerable<(int Target, double Probability)> Moves(int zone, int action, double share) =>
        [((zone + Step[action] + Zones) % Zones, 1 - (0.75 * share)), (zone, 0.75 * share)];

    /// <summary>Zones apart on the ring: 0, 1 or 2.</summary>
    private static int Distance(int zone, int other) => Math.Min(Math.Abs(zone - other), Zones - Math.Abs(zone - other));

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
