namespace Antiphon.Paper;

/// <summary>The hypotheses that the bounds share.</summary>
internal static class Hypotheses
{
    /// <summary>Refuses constants that no game has, and a k outside 1..n.</summary>
    /// <exception cref="InvalidInputException">A constant is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    internal static void Require(GameConstants game, long subsample)
    {
        Require(game);
        if (subsample < 1 || subsample > game.Agents)
        {
            throw new ArgumentOutOfRangeException(nameof(subsample), subsample, $"expected k from 1 to n = {game.Agents:N0}");
        }
    }

    /// <summary>Refuses constants that no game has.</summary>
    /// <exception cref="InvalidInputException">A constant is out of range.</exception>
    internal static void Require(GameConstants game)
    {
        ArgumentNullException.ThrowIfNull(game);
        game.Check();
    }

    /// <summary>Refuses what is no probability of failure.</summary>
    /// <exception cref="ArgumentOutOfRangeException">delta is outside (0, 1].</exception>
    internal static void RequireShare(double value, string name)
    {
        if (!(value > 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "expected a number above 0 and at most 1");
        }
    }

    /// <summary>Refuses what is not a positive finite number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive, or not finite.</exception>
    internal static void RequirePositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, "expected a positive finite number");
        }
    }
}
