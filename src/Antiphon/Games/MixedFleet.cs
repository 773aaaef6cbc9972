namespace Antiphon.Games;

/// <summary>
/// A warehouse with two types of vehicles on a ring of five zones: shuttles are fast and earn little, forklifts are slow and earn much.
/// The dispatcher names the next active zone. docs/games/mixed-fleet.md explains every number.
/// </summary>
internal static class MixedFleet
{
    private const int Zones = 5;

    // a_l: stay, move to the next zone, move to the one before.
    private static readonly int[] Step = [0, 1, -1];

    private static readonly Vehicle Shuttle = new("shuttle", Arrival: 0.60m, Drift: 0.04m, Active: 6, Fare: 0.1);
    private static readonly Vehicle Forklift = new("forklift", Arrival: 0.20m, Drift: 0.01m, Active: 14, Fare: 0.5);

    internal static GameDefinition Define() =>
        new()
        {
            Name = "mixed-fleet",
            Discount = 0.95,
            Agents = 1000,
            GlobalStateNames = Table(Zones, zone => $"zone {zone} active"),
            LocalStateNames = [],
            GlobalActionNames = Table(Zones, zone => $"zone {zone}"),
            LocalActionNames = ["stay", "next", "previous"],
            GlobalTransition = Table(Zones, state => Table(Zones, action => GlobalRow(state, action))),
            LocalTransition = [],
            GlobalReward = Table(Zones, state => Table(Zones, action => 2.0 - Distance(state, action))),
            LocalReward = [],
            Initial = new InitialLaw([.. Table(Zones, _ => 1.0 / Zones)], new TypedLocalLaw([])),
            Geometry = new GameGeometry(
                Table(2 * Zones, vehicle => Table(Zones, state => (double)Distance(vehicle % Zones, state))),
                null
            ),
            Types = [Type(Shuttle), Type(Forklift)],
        };

    private static AgentTypeDefinition Type(Vehicle vehicle) =>
        new()
        {
            Name = vehicle.Name,
            Share = 0.5,
            LocalStateNames = Table(Zones, zone => $"zone {zone}"),
            LocalTransition = Table(Zones, zone => Table(Zones, _ => Table(Step.Length, action => LocalRow(vehicle, zone, action)))),
            LocalReward = Table(Zones, zone =>
                Table(Zones, state => Table(Step.Length, action => LocalReward(vehicle, zone, state, action)))
            ),
            Initial = new DirichletLocalLaw(0.5),
        };

    // The order is followed with probability 0.7; else the active zone stays (0.2) or becomes any (0.1).
    private static double[] GlobalRow(int state, int action) =>
        Table(Zones, next => (double)(0.02m + (next == action ? 0.7m : 0) + (next == state ? 0.2m : 0)));

    // Whoever moves arrives or stays where he is; everyone drifts to either neighbour a little.
    private static double[] LocalRow(Vehicle vehicle, int zone, int action)
    {
        decimal[] row = new decimal[Zones];
        row[(zone + 1) % Zones] += vehicle.Drift;
        row[(zone + Zones - 1) % Zones] += vehicle.Drift;
        row[(zone + Step[action] + Zones) % Zones] += vehicle.Arrival;
        row[zone] += 1 - vehicle.Arrival - (2 * vehicle.Drift);
        return [.. row.Select(probability => (double)probability)];
    }

    private static double LocalReward(Vehicle vehicle, int zone, int state, int action) =>
        (zone == state ? vehicle.Active : 2.0 / (1 + Distance(zone, state))) - (action == 0 ? 0 : vehicle.Fare);

    /// <summary>Zones apart on the ring: 0, 1 or 2.</summary>
    private static int Distance(int zone, int other) => Math.Min(Math.Abs(zone - other), Zones - Math.Abs(zone - other));

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    /// <summary>
    /// A type of vehicles: the probability that a move succeeds, the drift to each neighbour, the reward in the active zone and the cost
    /// of a move, also of one that fails.
    /// </summary>
    private sealed record Vehicle(string Name, decimal Arrival, decimal Drift, double Active, double Fare);
}
