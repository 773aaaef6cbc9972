namespace Antiphon.Games;

/// <summary>
/// The suburb of <see cref="Microgrid"/> through a day: a clock of eight steps of three hours, which begins at midnight. Prices, sun,
/// demand and what tariffs can be had follow the clock. docs/games/microgrid.md explains every number.
/// </summary>
internal static class MicrogridDay
{
    private const int HoursPerStep = 3;

    // The transformer leaves 0.6 kW for each battery: a step moves 1.8 kWh, 0.72 of a level of 2.5 kWh.
    private const double EnergyPerStep = 1.8;
    private const double LevelSize = 2.5;

    // Beside the normal price of the hour.
    private const double WindowDiscount = 17;
    private const double CallPremium = 35;

    // Probability of another tariff than normal where normal is announced, and of the opposite one where a tariff is.
    private const double Unasked = 0.05;
    private const double Opposite = 0.02;

    // From midnight on: cents per kWh at the normal tariff.
    private static readonly double[] Price = [20, 20, 28, 21, 18, 26, 33, 25];

    // kWh that an idle battery gains from the roof, and gives to the household.
    private static readonly double[] Sun = [0, 0, 0.2, 0.8, 1, 0.5, 0, 0];
    private static readonly double[] Demand = [0.25, 0.2, 0.5, 0.3, 0.25, 0.5, 1, 0.6];

    // Probability that an announced charge window, and an announced discharge call, comes about from the normal tariff.
    private static readonly double[] Window = [0.8, 0.6, 0.1, 0.6, 0.9, 0.3, 0.1, 0.4];
    private static readonly double[] Call = [0.1, 0.2, 0.6, 0.2, 0.1, 0.6, 0.9, 0.4];

    internal static GameDefinition Define(string name) =>
        new Clock(Price.Length, [.. Enumerable.Range(0, Price.Length).Select(Name)]).Multiply(phase => Microgrid.Define(name, At(phase)));

    private static string Name(int phase) => $"{phase * HoursPerStep:00}-{(phase + 1) * HoursPerStep:00}h";

    private static MicrogridHours At(int phase) =>
        new()
        {
            EnergyPerStep = EnergyPerStep,
            LevelsPerStep = EnergyPerStep / LevelSize,
            Price = [Price[phase] - WindowDiscount, Price[phase], Price[phase] + CallPremium],
            CommitmentCost = [4, 0, 25],
            IdleRise = Same(Sun[phase] / LevelSize),
            IdleFall = Same(Demand[phase] / LevelSize),
            TariffTransition =
            [
                [WindowNext(Window[phase]), Normal, CallNext(Call[phase] / 2)],
                [WindowNext(Window[phase]), Normal, CallNext(Call[phase])],
                [WindowNext(Window[phase] / 2), Normal, CallNext(Call[phase])],
            ],
        };

    private static double[] Normal => [Unasked, 1 - (2 * Unasked), Unasked];

    private static double[] WindowNext(double probability) => [probability, 1 - Opposite - probability, Opposite];

    private static double[] CallNext(double probability) => [Opposite, 1 - Opposite - probability, probability];

    private static double[] Same(double share) => [share, share, share];
}
