namespace Antiphon.Games;

/// <summary>
/// A suburb of home batteries behind one transformer: the operator announces tariffs and sees the charge of a few batteries; every home
/// sees the tariff and its own battery. After the paper's Example 2.5 (communication-constrained control).
/// </summary>
/// <remarks>
/// One step is a quarter of an hour; rewards are euro cents per home and step. docs/games/microgrid.md explains every number and says what
/// is stylised.
/// </remarks>
internal static class Microgrid
{
    private const int Levels = 5;
    private const int Empty = 0;
    private const int Full = Levels - 1;

    private const int Charge = 1;
    private const int Discharge = 2;

    // Of each kWh, what is left after one conversion; each way loses as much again.
    private const double Efficiency = 0.95;

    private const double WearPerKilowattHour = 6;
    private const double DiscomfortWhenEmpty = 5;
    private const double AnnouncementCost = 3;

    // [tariff in force][tariff announced][tariff in force next].
    private static readonly double[][][] TariffTransition =
    [
        [
            [0.85, 0.13, 0.02],
            [0.15, 0.80, 0.05],
            [0.20, 0.45, 0.35],
        ],
        [
            [0.60, 0.36, 0.04],
            [0.05, 0.90, 0.05],
            [0.03, 0.37, 0.60],
        ],
        [
            [0.35, 0.50, 0.15],
            [0.05, 0.75, 0.20],
            [0.02, 0.23, 0.75],
        ],
    ];

    private static readonly MicrogridHours Usual = new()
    {
        // A battery of 10 kWh in steps of 2.5 kWh, at 3.33 kW: a quarter of an hour moves 0.833 kWh, a third of a level.
        EnergyPerStep = 10.0 / 12,
        LevelsPerStep = 1.0 / 3,
        Price = [8, 25, 60],
        CommitmentCost = [2, 0, 12],
        IdleRise = [0.04, 0.02, 0],
        IdleFall = [0.01, 0.02, 0.06],
        TariffTransition = TariffTransition,
    };

    internal static GameDefinition Define() => Define("microgrid", Usual);

    /// <summary>The suburb under given conditions.</summary>
    /// <param name="name">The name of the game.</param>
    /// <param name="conditions">Prices, sun and what tariffs can be had.</param>
    internal static GameDefinition Define(string name, MicrogridHours conditions)
    {
        string[] tariffs = ["charge window", "normal", "discharge call"];
        string[] actions = ["idle", "charge", "discharge"];
        return new GameDefinition
        {
            Name = name,
            Discount = 0.97,
            Agents = 500,
            GlobalStateNames = tariffs,
            LocalStateNames = ["empty", "25 %", "50 %", "75 %", "full"],
            GlobalActionNames = ["announce charge window", "announce normal", "announce discharge call"],
            LocalActionNames = actions,
            GlobalTransition = conditions.TariffTransition,
            LocalTransition = Table(Levels, level =>
                Table(tariffs.Length, tariff => Table(actions.Length, action => LevelRow(conditions, level, tariff, action)))
            ),
            GlobalReward = Table(tariffs.Length, tariff =>
                Table(tariffs.Length, announced => OperatorReward(conditions, tariff, announced))
            ),
            LocalReward = Table(Levels, level =>
                Table(tariffs.Length, tariff => Table(actions.Length, action => HomeReward(conditions, level, tariff, action)))
            ),
            Initial = new InitialLaw([0.2, 0.7, 0.1], new DirichletLocalLaw(0.5)),
        };
    }

    private static double[] LevelRow(MicrogridHours conditions, int level, int tariff, int action)
    {
        (double rise, double fall) = action switch
        {
            Charge => (Efficiency * conditions.LevelsPerStep, 0.0),
            Discharge => (0.0, conditions.LevelsPerStep),
            _ => (conditions.IdleRise[tariff], conditions.IdleFall[tariff]),
        };
        double[] row = new double[Levels];
        row[Math.Min(level + 1, Full)] += rise;
        row[Math.Max(level - 1, Empty)] += fall;
        row[level] += 1 - rise - fall;
        return row;
    }

    private static double OperatorReward(MicrogridHours conditions, int tariff, int announced) =>
        -conditions.CommitmentCost[tariff] - (announced == tariff ? 0 : AnnouncementCost);

    private static double HomeReward(MicrogridHours conditions, int level, int tariff, int action)
    {
        (double price, double energy) = (conditions.Price[tariff], conditions.EnergyPerStep);
        double discomfort = level == Empty ? DiscomfortWhenEmpty : 0;
        return action switch
        {
            Charge when level != Full => (-price * energy) - discomfort,
            Discharge when level != Empty => ((price * Efficiency) - WearPerKilowattHour) * energy,
            _ => -discomfort,
        };
    }

    private static T[] Table<T>(int count, Func<int, T> entry) => [.. Enumerable.Range(0, count).Select(entry)];
}
