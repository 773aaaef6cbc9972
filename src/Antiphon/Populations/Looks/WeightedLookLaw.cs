using System.Collections.Immutable;
using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>Successive sampling at every node: a table for each different row of weights.</summary>
internal sealed class WeightedLookLaw : LookLaw
{
    private readonly TabulatedLookLaw[] laws;

    private WeightedLookLaw(TabulatedLookLaw[] laws) => this.laws = laws;

    public override CountLattice Looks => laws[0].Looks;

    /// <summary>Tabulates the law.</summary>
    /// <param name="model">The population.</param>
    /// <param name="rule">The weights.</param>
    /// <param name="looks">Count vectors of the k agents seen.</param>
    /// <param name="cancellation">Cancels this and all later work with the law.</param>
    /// <exception cref="InvalidInputException">The tables do not fit in memory.</exception>
    internal static WeightedLookLaw Of(PopulationModel model, WeightedLook rule, CountLattice looks, CancellationToken cancellation = default)
    {
        ImmutableArray<double>[] different = rule.Weights.DistinctBy(row => string.Join(' ', row), StringComparer.Ordinal).ToArray();
        var entries = (double)model.Nodes * looks.Size;
        MemoryBudget.Require(
            (different.Length * entries * sizeof(double)) + SuccessiveDraws.Bytes(looks), $"weighted looks at k = {looks.Agents:N0} agents at {model.Nodes:N0} nodes of the population model", "lower k or --resolution");
        if (entries > Array.MaxLength)
        {
            throw new InvalidInputException($"weighted looks at k = {looks.Agents:N0} agents at {model.Nodes:N0} nodes have {entries:N0} probabilities; at most {Array.MaxLength:N0} can be tabulated; lower k or --resolution");
        }

        var draws = new SuccessiveDraws(looks, cancellation);
        TabulatedLookLaw[] tables = different.Select(row => new TabulatedLookLaw(looks, Table(model, draws, row.AsSpan(), looks, cancellation), cancellation)).ToArray();
        return new WeightedLookLaw([.. rule.Weights.Select(row => tables[Array.FindIndex(different, other => other.SequenceEqual(row))])]);
    }

    /// <summary>Bytes of a table for each different row of weights, and of what fills them.</summary>
    internal static double Bytes(PopulationSize size, WeightedLook rule, int subsample)
    {
        var different = rule.Weights.DistinctBy(row => string.Join(' ', row), StringComparer.Ordinal).Count();
        var states = size.Game.LocalStates;
        return (different * size.Nodes * LatticeSize.CountVectors(states, subsample) * sizeof(double)) + SuccessiveDraws.Bytes(states, subsample);
    }

    /// <inheritdoc/>
    internal override LookLaw At(int globalState) => laws[globalState];

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride) => throw OfOneState();

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride) => throw OfOneState();

    private static double[] Table(PopulationModel model, SuccessiveDraws draws, ReadOnlySpan<double> weights, CountLattice looks, CancellationToken cancellation)
    {
        var agents = model.LookAgents(looks);
        var table = new double[model.Nodes * looks.Size];
        var population = new double[looks.States];
        for (var node = 0; node < model.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Fractions(node, population);
            for (var state = 0; agents is { } n && state < population.Length; state++)
            {
                population[state] = Math.Round(population[state] * n);
            }

            draws.Law(population, weights, agents is null, table.AsSpan(node * looks.Size, looks.Size));
        }

        return table;
    }

    private static InvalidOperationException OfOneState() => new("weights may depend on the global state; ask for the law at one");
}
