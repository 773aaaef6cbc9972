namespace Antiphon.Cli.Output;

/// <summary>Ends of intervals as text: what is proved stays true as printed.</summary>
internal static class Rounded
{
    /// <summary>An upper end, rounded up.</summary>
    public static string Up(double value) => Figures.Value(value + Unseen(value));

    /// <summary>A lower end, rounded down.</summary>
    public static string Down(double value) => Figures.Value(value - Unseen(value));

    /// <summary>Just under half of the last digit that Figures.Value shows.</summary>
    private static double Unseen(double value) =>
        0.4999999
        * Math.Abs(value) switch
        {
            >= 1e15 or 0 => 0,
            >= 100_000 => 1,
            >= 0.1 => 0.01,
            >= 0.001 => 0.0001,
            var small => small / 10,
        };
}
