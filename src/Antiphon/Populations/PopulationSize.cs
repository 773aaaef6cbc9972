using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>What a population model will be, known before it is built, for forecasts of memory.</summary>
/// <param name="Game">The game.</param>
/// <param name="IsExact">Whether it counts n agents; otherwise it is the mean-field lattice.</param>
/// <param name="Agents">n, or the resolution R.</param>
internal sealed record PopulationSize(CooperativeGame Game, bool IsExact, long Agents)
{
    /// <summary>Nodes of the model.</summary>
    internal double Nodes { get; } = IsExact ? LatticeSize.CountVectors(Game, Agents) : MeanFieldPopulation.CountVectors(Game, Agents);

    /// <summary>Doubles per node of a function of (s_g, h).</summary>
    internal int Stride { get; } = IsExact ? Game.GlobalStates : Lanes.Stride(Game.GlobalStates);

    /// <summary>Bytes of one function of (s_g, h).</summary>
    internal double FunctionBytes => Nodes * Stride * sizeof(double);

    /// <summary>Bytes of what is built once per model: rows and renamings of the lattice.</summary>
    internal double ModelBytes => IsExact ? LatticeRows.Bytes(Game, Agents) : 0;

    /// <summary>Bytes that derivatives by moves take beside the operators.</summary>
    internal double DerivativeBytes => IsExact && Game.Couplings is null ? ExactOperator.DerivativeBytes(Game, Agents) : 0;

    /// <summary>Bytes of the operators under one local policy.</summary>
    internal double OperatorBytes =>
        IsExact && Game.Couplings is not null ? CoupledOperator.Bytes(Game, Agents)
        : IsExact ? ExactOperator.Bytes(Game, Agents)
        : MeanFieldOperator.Bytes(Game, Nodes);
}
