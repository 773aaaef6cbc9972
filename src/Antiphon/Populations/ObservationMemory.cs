using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>Bytes of observation laws, known before they are built; each law has its formula beside it.</summary>
internal static class ObservationMemory
{
    /// <summary>Bytes of the observation law by the game's rule, with the scratch memory that its use takes.</summary>
    /// <param name="size">The population model.</param>
    /// <param name="subsample">k.</param>
    /// <param name="stride">Doubles per histogram and per node.</param>
    internal static double Bytes(PopulationSize size, int subsample, int stride) =>
        size.Game.Sampling switch
        {
            WeightedSampling rule => WeightedObservationLaw.Bytes(size, rule, subsample),
            LossySampling => Enumerable.Range(0, subsample + 1).Sum(arrived => Uniform(size, arrived, stride))
                + (((double)ObservationLattice.Vectors(size.Game, subsample) + size.Nodes) * stride * sizeof(double)),
            ReplacementSampling => SplittingObservationLaw.Bytes(size.Game.LocalStates, subsample, size.Agents, stride),
            _ => Uniform(size, subsample, stride),
        };

    // Types have a law each, over lattices of their own; what the product of their laws needs beside them is two functions.
    private static double Uniform(PopulationSize size, int subsample, int stride)
    {
        if (size.Game.Types.Count == 1)
        {
            return OfOneType(size.Game.LocalStates, subsample, size.Agents);
        }

        long[] seen = size.Game.Types.Split(subsample);
        long[] there = size.IsExact ? size.Game.Types.Split(size.Agents) : [.. seen.Select(_ => size.Agents)];
        double laws = size.Game.Types.Select((type, number) => OfOneType(type.States, (int)seen[number], there[number])).Sum();
        return laws + (2 * (size.Nodes + LatticeSize.CountVectors(size.Game, subsample)) * stride * sizeof(double));

        double OfOneType(int states, int few, long many) =>
            size.IsExact
                ? ElevationObservationLaw.Bytes(states, few, many, stride)
                : SplittingObservationLaw.Bytes(states, few, many, stride);
    }
}
