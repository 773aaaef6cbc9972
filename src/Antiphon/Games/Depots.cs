namespace Antiphon.Games;

/// <summary>
/// Vehicles on a grid of zones, of which nine are service spots. One spot is active; vehicles wait or drive toward it and earn the more
/// the nearer they are. docs/games/depots.md explains every number.
/// </summary>
internal static class Depots
{
    /// <summary>Zones along each side when nothing else is asked for.</summary>
    public const int Usual = 5;

    /// <summary>The smallest grid: nine zones, each a spot.</summary>
    public const int Smallest = 3;

    /// <summary>The largest grid that is offered.</summary>
    public const int Largest = 40;

    private const int Side = 3;
    private const int Spots = Side * Side;
    private const double Followed = 0.9;
    private const double Kept = 0.1;
    private const double Drift = 0.02;
    private const double Arrival = 0.5;
    private const double Fare = 1.0;
    private const double Change = 0.2;

    /// <summary>The game on a grid of <paramref name="side"/> x <paramref name="side"/> zones, zone index row * side + column.</summary>
    public static GameDefinition Define(string name, int side)
    {
        Zone[] spots = Table(Spots, spot => new Zone(Place(spot / Side), Place(spot % Side)));
        double[] near = Table(2 * side, distance => DecimalMath.Nearest(10 / DecimalMath.Exp(5m * distance / 6)));
        return GameDefinition.From(
            new GameFunctions
            {
                Name = name,
                Discount = 0.95,
                Agents = 1000,
                GlobalStateNames = Table(Spots, spot => $"{spots[spot]} active"),
                LocalStateNames = Table(side * side, zone => $"{At(zone)}"),
                GlobalActionNames = Table(Spots, spot => $"{spots[spot]}"),
                LocalActionNames = ["wait", "drive"],
                GlobalTransition = (state, action) => [(action, Followed), (state, Kept)],
                LocalTransition = (zone, state, action) => action == 0 ? Waiting(At(zone), 1) : Driving(At(zone), spots[state]),
                GlobalReward = (state, action) => action == state ? 0 : -Change,
                LocalReward = (zone, state, action) => near[At(zone).Distance(spots[state])] - (action * Fare),
                Initial = new InitialLaw([.. Table(Spots, _ => 1.0 / Spots)], new DirichletLocalLaw(0.02)),
                Geometry = new GameGeometry(
                    Table(side * side, zone => Table(Spots, state => (double)At(zone).Distance(spots[state]))),
                    Table(Spots, spot => Index(spots[spot]))
                ),
            }
        );

        int Place(int third) => ((2 * third) + 1) * side / 6;

        Zone At(int zone) => new(zone / side, zone % side);

        int Index(Zone zone) => (zone.Row * side) + zone.Column;

        IEnumerable<(int Target, double Probability)> Driving(Zone zone, Zone spot) =>
            Waiting(zone, 1 - Arrival).Append((Index(zone.Toward(spot)), Arrival));

        IEnumerable<(int Target, double Probability)> Waiting(Zone zone, double share)
        {
            Zone[] neighbours = [.. zone.Around.Where(next => next.Row >= 0 && next.Row < side && next.Column >= 0 && next.Column < side)];
            return neighbours.Select(next => (Index(next), share * Drift / neighbours.Length)).Append((Index(zone), share * (1 - Drift)));
        }
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];

    private sealed record Zone(int Row, int Column)
    {
        public IEnumerable<Zone> Around => [new(Row - 1, Column), new(Row + 1, Column), new(Row, Column - 1), new(Row, Column + 1)];

        /// <summary>Zones apart, city-block.</summary>
        public int Distance(Zone other) => Math.Abs(Row - other.Row) + Math.Abs(Column - other.Column);

        /// <summary>
        /// One zone nearer, along the longer way, along the rows where both are equal; this zone where there is no way to go.
        /// </summary>
        public Zone Toward(Zone spot) =>
            Math.Abs(spot.Row - Row) >= Math.Abs(spot.Column - Column)
                ? this with
                {
                    Row = Row + Math.Sign(spot.Row - Row),
                }
                : this with
                {
                    Column = Column + Math.Sign(spot.Column - Column),
                };

        public override string ToString() => $"zone {Row}-{Column}";
    }
}
