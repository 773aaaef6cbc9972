using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>Successive sampling at every node: a table for each different row of weights.</summary>
internal sealed class WeightedObservationLaw : ObservationLaw
{
    private readonly TabulatedObservationLaw[] laws;

    private WeightedObservationLaw(TabulatedObservationLaw[] laws) => this.laws = laws;

    public override CountLattice Observations => laws[0].Observations;

    /// <summary>Tabulates the law.</summary>
    /// <param name="model">The population.</param>
    /// <param name="rule">The weights.</param>
    /// <param name="observations">Count vectors of the k agents seen.</param>
    /// <param name="cancellation">Cancels this and all later work with the law.</param>
    /// <exception cref="InvalidInputException">The tables do not fit in memory.</exception>
    internal static WeightedObservationLaw Of(
        PopulationModel model,
        WeightedSampling rule,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        ImmutableArray<double>[] different = rule.Weights.DistinctBy(row => string.Join(' ', row), StringComparer.Ordinal).ToArray();
        double entries = (double)model.Nodes * observations.Size;
        MemoryBudget.Require(
            (different.Length * entries * sizeof(double)) + SuccessiveDraws.Bytes(observations),
            $"weighted sampling of k = {observations.Agents:N0} agents at {model.Nodes:N0} nodes of the population model",
            "lower k or Resolution"
        );
        if (entries > Array.MaxLength)
        {
            throw new DoesNotFitException(
                $"weighted sampling of k = {observations.Agents:N0} agents at {model.Nodes:N0} nodes have {entries:N0} probabilities; at "
                    + $"most {Array.MaxLength:N0} can be tabulated; lower k or Resolution",
                entries * sizeof(double),
                Array.MaxLength * (double)sizeof(double)
            );
        }

        var draws = new SuccessiveDraws(observations, cancellation);
        TabulatedObservationLaw[] tables = different
            .Select(row => new TabulatedObservationLaw(
                observations,
                Table(model, draws, row.AsSpan(), observations, cancellation),
                cancellation
            ))
            .ToArray();
        return new WeightedObservationLaw([
            .. rule.Weights.Select(row => tables[Array.FindIndex(different, other => other.SequenceEqual(row))]),
        ]);
    }

    /// <summary>Bytes of a table for each different row of weights, and of what fills them.</summary>
    internal static double Bytes(PopulationSize size, WeightedSampling rule, int subsample)
    {
        int different = rule.Weights.DistinctBy(row => string.Join(' ', row), StringComparer.Ordinal).Count();
        int states = size.Game.LocalStates;
        return (different * size.Nodes * LatticeSize.CountVectors(states, subsample) * sizeof(double))
            + SuccessiveDraws.Bytes(states, subsample);
    }

    /// <inheritdoc/>
    internal override ObservationLaw At(int globalState) => laws[globalState];

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride) => throw OfOneState();

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride) => throw OfOneState();

    private static double[] Table(
        PopulationModel model,
        SuccessiveDraws draws,
        ReadOnlySpan<double> weights,
        CountLattice observations,
        CancellationToken cancellation
    )
    {
        long? agents = model.ObservationAgents(observations);
        double[] table = new double[model.Nodes * observations.Size];
        double[] population = new double[observations.States];
        for (int node = 0; node < model.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Fractions(node, population);
            for (int state = 0; agents is { } n && state < population.Length; state++)
            {
                population[state] = Math.Round(population[state] * n);
            }

            draws.Law(population, weights, agents is null, table.AsSpan(node * observations.Size, observations.Size));
        }

        return table;
    }

    private static InvalidOperationException OfOneState() =>
        new("weights may depend on the global state; request the distribution at one global state");
}
