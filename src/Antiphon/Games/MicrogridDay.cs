namespace Antiphon.Games;

/// <summary>
/// The suburb of <see cref="Microgrid"/> through a day: a clock of 24 hours, which begins at midnight. Prices, sun, demand and what
/// tariffs can be had follow the hour. docs/games/microgrid.md explains every number.
/// </summary>
internal static class MicrogridDay
{
    private const int Hours = 24;

    // The transformer lets every home have 1.25 kW: an hour moves half a level of 2.5 kWh.
    private const double EnergyPerStep = 1.25;
    private const double LevelsPerStep = 0.5;

    // Beside the normal price of the hour.
    private const double WindowDiscount = 17;
    private const double CallPremium = 35;

    // Probability of another tariff than normal where normal is announced, and of the opposite one where a tariff is.
    private const double Unasked = 0.05;
    private const double Opposite = 0.02;

    // By hour, from midnight on: cents per kWh at the normal tariff.
    private static readonly double[] Price =
    [
        21,
        20,
        20,
        20,
        20,
        22,
        26,
        29,
        28,
        24,
        21,
        19,
        18,
        18,
        19,
        21,
        25,
        31,
        34,
        34,
        31,
        27,
        24,
        22,
    ];

    // kWh that an idle battery gains from the roof, and gives to the household.
    private static readonly double[] Sun =
    [
        0,
        0,
        0,
        0,
        0,
        0,
        0.05,
        0.1,
        0.25,
        0.4,
        0.55,
        0.65,
        0.7,
        0.7,
        0.6,
        0.5,
        0.3,
        0.15,
        0.05,
        0,
        0,
        0,
        0,
        0,
    ];

    private static readonly double[] Demand =
    [
        0.15,
        0.1,
        0.1,
        0.1,
        0.1,
        0.15,
        0.25,
        0.3,
        0.3,
        0.2,
        0.1,
        0.1,
        0.1,
        0.1,
        0.1,
        0.15,
        0.25,
        0.4,
        0.5,
        0.5,
        0.45,
        0.4,
        0.3,
        0.2,
    ];

    // Probability that an announced charge window, and an announced discharge call, comes about from the normal tariff.
    private static readonly double[] Window =
    [
        0.7,
        0.8,
        0.8,
        0.8,
        0.7,
        0.4,
        0.2,
        0.1,
        0.2,
        0.4,
        0.6,
        0.8,
        0.9,
        0.9,
        0.8,
        0.6,
        0.2,
        0.1,
        0.1,
        0.1,
        0.1,
        0.2,
        0.4,
        0.6,
    ];

    private static readonly double[] Call =
    [
        0.1,
        0.1,
        0.1,
        0.1,
        0.1,
        0.2,
        0.5,
        0.6,
        0.5,
        0.3,
        0.1,
        0.1,
        0.1,
        0.1,
        0.1,
        0.2,
        0.5,
        0.8,
        0.9,
        0.9,
        0.8,
        0.5,
        0.3,
        0.2,
    ];

    internal static GameDefinition Define(string name) =>
        new Clock(Hours, [.. Enumerable.Range(0, Hours).Select(hour => $"{hour:00}h")]).Multiply(hour => Microgrid.Define(name, At(hour)));

    private static MicrogridHours At(int hour) =>
        new()
        {
            EnergyPerStep = EnergyPerStep,
            LevelsPerStep = LevelsPerStep,
            Price = [Price[hour] - WindowDiscount, Price[hour], Price[hour] + CallPremium],
            CommitmentCost = [2, 0, 18],
            IdleRise = Same(Sun[hour] * LevelsPerStep / EnergyPerStep),
            IdleFall = Same(Demand[hour] * LevelsPerStep / EnergyPerStep),
            TariffTransition =
            [
                [WindowNext(Window[hour]), Normal, CallNext(Call[hour] / 2)],
                [WindowNext(Window[hour]), Normal, CallNext(Call[hour])],
                [WindowNext(Window[hour] / 2), Normal, CallNext(Call[hour])],
            ],
        };

    private static double[] Normal => [Unasked, 1 - (2 * Unasked), Unasked];

    private static double[] WindowNext(double probability) => [probability, 1 - Opposite - probability, Opposite];

    private static double[] CallNext(double probability) => [Opposite, 1 - Opposite - probability, probability];

    private static double[] Same(double share) => [share, share, share];
}
