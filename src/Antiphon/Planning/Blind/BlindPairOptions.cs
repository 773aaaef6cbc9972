namespace Antiphon.Planning;

/// <summary>Options of <see cref="BlindPairSearch"/>. Equal options give equal results.</summary>
internal sealed record BlindPairOptions
{
    /// <summary>How many random pairs to start from, beside one start for every constant dispatcher; at least 0.</summary>
    public int RandomStarts { get; init; } = 8;

    /// <summary>The most sweeps (agents' half, dispatcher's half) per start; at least 1.</summary>
    public int MaximumSweeps { get; init; } = 100;

    /// <summary>
    /// Accuracy of values as a share of the spread of values over states, so that it does not depend on the unit of reward; in (0, 1).
    /// </summary>
    public double RelativeAccuracy { get; init; } = 1e-10;

    /// <summary>Root of the random starts; start number i uses the stream split by "blind", i.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range.</exception>
    internal void Require()
    {
        if (RandomStarts < 0 || MaximumSweeps < 1 || !(RelativeAccuracy is > 0 and < 1))
        {
            throw new InvalidOptionException(
                $"the search for a blind pair has {RandomStarts} random starts, {MaximumSweeps} sweeps and relative accuracy "
                    + $"{RelativeAccuracy}; expected at least 0, at least 1 and a number between 0 and 1"
            );
        }
    }
}
