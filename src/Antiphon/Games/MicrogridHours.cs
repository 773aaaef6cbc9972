namespace Antiphon.Games;

/// <summary>What a suburb of batteries meets in one step; every list is by tariff: charge window, normal, discharge call.</summary>
internal sealed record MicrogridHours
{
    /// <summary>kWh that a battery buys or sells in a step.</summary>
    public required double EnergyPerStep { get; init; }

    /// <summary>The same in levels of 2.5 kWh: the probability of one level less after a step of discharging.</summary>
    public required double LevelsPerStep { get; init; }

    /// <summary>Cents per kWh.</summary>
    public required double[] Price { get; init; }

    /// <summary>Cents per home that the operator pays for a step of the tariff.</summary>
    public required double[] CommitmentCost { get; init; }

    /// <summary>Probability that an idle battery gains a level.</summary>
    public required double[] IdleRise { get; init; }

    /// <summary>Probability that an idle battery loses a level.</summary>
    public required double[] IdleFall { get; init; }

    /// <summary>The law of the next tariff, index order [in force][announced][next].</summary>
    public required double[][][] TariffTransition { get; init; }
}
