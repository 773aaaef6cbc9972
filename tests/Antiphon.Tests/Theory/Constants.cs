using Antiphon.Paper;

namespace Antiphon.Tests.Theory;

/// <summary>Games by their constants alone.</summary>
internal static class Constants
{
    /// <summary>warehouse-flat: r_g = 1, r_l from 2/3 - 0.3 to 10 + 0.5; n = 1,000.</summary>
    public static GameConstants Warehouse { get; } =
        new()
        {
            GlobalStates = 5,
            LocalStates = 5,
            GlobalActions = 5,
            LocalActions = 3,
            Agents = 1000,
            Discount = 0.95,
            GlobalReward = 1,
            LocalReward = 10.5,
        };

    /// <summary>A game with G = S = A = B = size.</summary>
    public static GameConstants Square(int size, long agents = 1000) =>
        new()
        {
            GlobalStates = size,
            LocalStates = size,
            GlobalActions = size,
            LocalActions = size,
            Agents = agents,
            Discount = 0.9,
            GlobalReward = 0,
            LocalReward = 1,
        };

    /// <summary>Equal to so many digits, relative to the expected number.</summary>
    public static void AssertClose(double expected, double actual, double relative = 1e-9) =>
        Assert.InRange(actual, expected - (relative * Math.Abs(expected)), expected + (relative * Math.Abs(expected)));
}
