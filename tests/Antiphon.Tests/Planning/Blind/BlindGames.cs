using Antiphon.Games;

namespace Antiphon.Tests.Planning.Blind;

/// <summary>Games for the search for a blind pair.</summary>
internal static class BlindGames
{
    private const int Prices = 8;
    private const double Hold = 1;

    /// <summary>
    /// Electric vehicles: on the road or plugged in, batteries of some levels, eight prices from 3 to 36 per unit of charge that drift by
    /// the dispatcher's wish (which costs it 2 unless neutral). On the road a level is used with probability 0.5; an empty battery there
    /// costs 40. Charging and discharging work with probability 0.6; discharging earns 92 % of the price less 3.6.
    /// </summary>
    public static CooperativeGame Vehicles(int levels) =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = $"vehicles-{levels}",
                Discount = 0.95,
                Agents = 10_000,
                GlobalStateNames = Names("price", Prices),
                LocalStateNames = [.. Names("drive", levels), .. Names("plug", levels)],
                GlobalActionNames = ["less", "neutral", "more"],
                LocalActionNames = ["hold", "charge", "discharge"],
                GlobalTransition = Repeat(Prices, price =>
                    new[] { Drift(price, 0.45, 0.15), Drift(price, 0.25, 0.25), Drift(price, 0.15, 0.45) }
                ),
                LocalTransition = Repeat(2 * levels, state => Repeat(Prices, _ => Repeat(3, action => VehicleRow(levels, state, action)))),
                GlobalReward = Repeat(Prices, _ => new[] { -2.0, 0, -2 }),
                LocalReward = Repeat(2 * levels, state =>
                    Repeat(Prices, price => Repeat(3, action => VehicleReward(levels, state, price, action)))
                ),
                Initial = new InitialLaw(
                    [.. Repeat(Prices, _ => 1.0 / Prices)],
                    new IndependentLocalLaw([.. Repeat(2 * levels, _ => 0.5 / levels)])
                ),
            }
        );

    /// <summary>
    /// Two global and three local states; two actions cost a penalty that no sensible policy ever pays, and all rewards have a unit.
    /// </summary>
    public static CooperativeGame Forbidden(double penalty, double unit = 1) =>
        CooperativeGame.Create(
            new GameDefinition
            {
                Name = "forbidden",
                Discount = 0.9,
                Agents = 10,
                GlobalStateNames = ["a", "b"],
                LocalStateNames = ["x", "y", "z"],
                GlobalActionNames = ["u", "v"],
                LocalActionNames = ["p", "q"],
                GlobalTransition =
                [
                    [
                        [0.9, 0.1],
                        [0.4, 0.6],
                    ],
                    [
                        [0.6, 0.4],
                        [0.1, 0.9],
                    ],
                ],
                LocalTransition =
                [
                    [
                        [
                            [Hold, 0, 0],
                            [0.2, 0.8, 0],
                        ],
                        [
                            [Hold, 0, 0],
                            [0.5, 0.5, 0],
                        ],
                    ],
                    [
                        [
                            [0, Hold, 0],
                            [0, 0.2, 0.8],
                        ],
                        [
                            [0, Hold, 0],
                            [0.3, 0.3, 0.4],
                        ],
                    ],
                    [
                        [
                            [0, 0, Hold],
                            [0.5, 0, 0.5],
                        ],
                        [
                            [0, 0, Hold],
                            [0, 0, Hold],
                        ],
                    ],
                ],
                GlobalReward =
                [
                    [unit, -penalty * unit],
                    [0, unit],
                ],
                LocalReward =
                [
                    [
                        [unit, 0.5 * unit],
                        [0, -penalty * unit],
                    ],
                    [
                        [0, 0],
                        [0.3 * unit, 0],
                    ],
                    [
                        [0, -penalty * unit],
                        [2 * unit, 1.5 * unit],
                    ],
                ],
                Initial = new InitialLaw([0.5, 0.5], new IndependentLocalLaw([0.2, 0.6, 0.2])),
            }
        );

    private static double[] Drift(int price, double down, double up)
    {
        double[] row = new double[Prices];
        row[Math.Max(0, price - 1)] += down;
        row[price] += 1 - down - up;
        row[Math.Min(Prices - 1, price + 1)] += up;
        return row;
    }

    private static double[] VehicleRow(int levels, int state, int action)
    {
        (int plugged, int level) = (state / levels, state % levels);
        (int shift, double chance) = Move(plugged == 1, level, levels, action);
        double change = plugged == 1 ? 0.15 : 0.25;
        double[] row = new double[2 * levels];
        foreach ((int next, double probability) in new[] { (level, 1 - chance), (level + shift, chance) })
        {
            row[(plugged * levels) + next] += probability * (1 - change);
            row[((1 - plugged) * levels) + next] += probability * change;
        }
        return row;
    }

    private static (int Shift, double Chance) Move(bool plugged, int level, int levels, int action) =>
        (plugged, action) switch
        {
            (false, _) when level > 0 => (-1, 0.5),
            (true, 1) when level < levels - 1 => (1, 0.6),
            (true, 2) when level > 0 => (-1, 0.6),
            _ => (0, 0),
        };

    private static double VehicleReward(int levels, int state, int step, int action)
    {
        (bool plugged, int level, double price) = (state >= levels, state % levels, 3 + (33.0 * step / (Prices - 1)));
        return (plugged, action) switch
        {
            (false, _) => level == 0 ? -40 : 0,
            (true, 1) when level < levels - 1 => -price,
            (true, 2) when level > 0 => (0.92 * price) - 3.6,
            _ => 0,
        };
    }

    private static string[] Names(string word, int count) => Repeat(count, index => $"{word}{index}");

    private static T[] Repeat<T>(int count, Func<int, T> entry) => [.. Enumerable.Range(0, count).Select(entry)];
}
