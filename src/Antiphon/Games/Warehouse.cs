namespace Antiphon.Games;

/// <summary>
/// The paper's warehouse (G.1): five zones on a ring. One zone s_g is active, the dispatcher's action names the next one; robots are in a
/// zone and may stay or move to a neighbour, and earn most in the active zone. Constants: the paper's table 3 and the authors' program.
/// </summary>
internal static class Warehouse
{
    private const int Zones = 5;

    // a_l: stay, move to the next zone, move to the one before.
    private static readonly int[] Step = [0, 1, -1];

    private static readonly double[] ActionBonus = [0, 0.5, -0.3];

    /// <summary>
    /// The game with a given r_g(s_g, a_g); 1000 robots, gamma = 0.95, s_g uniform at the start, robots by Dirichlet(0.3).
    /// </summary>
    public static GameDefinition Define(string name, Func<int, int, double> globalReward) =>
        new()
        {
            Name = name,
            Discount = 0.95,
            Agents = 1000,
            GlobalStateNames = Table(Zones, zone => $"zone {zone} active"),
            LocalStateNames = Table(Zones, zone => $"zone {zone}"),
            GlobalActionNames = Table(Zones, zone => $"zone {zone}"),
            LocalActionNames = ["stay", "next", "previous"],
            GlobalTransition = Table(Zones, state =>
                Table(Zones, action => Softmax(next => 0.1m + (next == action ? 3 : 0) + (next == state ? 0.5m : 0)))
            ),
            LocalTransition = Table(Zones, zone => Table(Zones, state => Table(Step.Length, action => LocalRow(zone, state, action)))),
            GlobalReward = Table(Zones, state => Table(Zones, action => globalReward(state, action))),
            LocalReward = Table(Zones, zone =>
                Table(Zones, state => Table(Step.Length, action => LocalReward(zone, state) + ActionBonus[action]))
            ),
            Initial = new InitialLaw([.. Table(Zones, _ => 1.0 / Zones)], new DirichletLocalLaw(0.3)),
            Geometry = new GameGeometry(
                Table(Zones, zone => Table(Zones, state => (double)Distance(zone, state))),
                Table(Zones, zone => zone)
            ),
        };

    private static double LocalReward(int zone, int state) => zone == state ? 10 : 2.0 / (1 + Distance(zone, state));

    private static double[] LocalRow(int zone, int state, int action)
    {
        int goal = (zone + Step[action] + Zones) % Zones;
        return Softmax(next => 0.1m + (next == zone ? 3.5m : 0) + (action != 0 && next == goal ? 1.5m : 0) + (next == state ? 0.3m : 0));
    }

    /// <summary>Zones apart on the ring: 0, 1 or 2.</summary>
    private static int Distance(int zone, int other) => Math.Min(Math.Abs(zone - other), Zones - Math.Abs(zone - other));

    private static double[] Softmax(Func<int, decimal> logit)
    {
        decimal[] weights = Table(Zones, next => DecimalMath.Exp(logit(next)));
        decimal sum = weights.Sum();
        return Table(Zones, next => DecimalMath.Nearest(weights[next] / sum));
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
