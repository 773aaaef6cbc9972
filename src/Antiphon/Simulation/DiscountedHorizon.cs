namespace Antiphon.Simulation;

/// <summary>How many steps of an endless discounted episode to simulate.</summary>
internal static class DiscountedHorizon
{
    /// <summary>The fewest steps that are simulated by default.</summary>
    public const int Shortest = 100;

    /// <summary>
    /// The most steps that are simulated by default: beyond, an output has to say which share of the return was measured.
    /// </summary>
    public const int Longest = 5_000;

    private const double NegligibleShare = 0.01;

    /// <summary>
    /// Steps per episode where nothing else is asked for: until at most 1 % of the discounted weight is left, from 100 to 5,000.
    /// </summary>
    /// <param name="discount">gamma in [0, 1).</param>
    public static int Default(double discount) => Math.Max(Shortest, Fading(discount));

    /// <summary>The smallest H with gamma^H at most 1 %, at most <see cref="Longest"/>.</summary>
    /// <param name="discount">gamma in [0, 1).</param>
    public static int Fading(double discount) =>
        discount == 0 ? 1 : (int)Math.Clamp(Math.Ceiling(Math.Log(NegligibleShare) / Math.Log(discount)), 1, Longest);

    /// <summary>The share of an endless return's weight within a horizon: 1 - gamma^H, in [0, 1].</summary>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="horizon">H, at least 1.</param>
    public static double Share(double discount, int horizon) => 1 - Math.Pow(discount, horizon);
}
