namespace Antiphon.Populations;

/// <summary>
/// Observations that are stratified by type: of the agents of type t exactly k_t are seen, a uniform subset of them, independently of the
/// other types. The law is the product of one law per type.
/// </summary>
internal sealed class BlockwiseObservationLaw : ObservationLaw
{
    private readonly ObservationLaw[] laws;
    private readonly BlockProduct product;

    /// <summary>Joins laws.</summary>
    /// <param name="observations">Count vectors of the agents seen.</param>
    /// <param name="nodes">The population's lattice, in the same blocks.</param>
    /// <param name="law">The law of one type, from the lattices of its observations and of its nodes.</param>
    /// <exception cref="InvalidInputException">More agents of a type are seen than there are.</exception>
    internal BlockwiseObservationLaw(
        CountLattice observations,
        CountLattice nodes,
        Func<int, CountLattice, CountLattice, ObservationLaw> law
    )
    {
        Observations = observations;
        (CountLattice Few, CountLattice Many)[] types = observations
            .Blocks.Zip(nodes.Blocks, (seen, there) =>
                (Few: new CountLattice(seen.States, seen.Agents), Many: new CountLattice(there.States, there.Agents))
            )
            .ToArray();
        laws = [.. types.Select((type, number) => law(number, type.Few, type.Many))];
        product = new BlockProduct([.. types.Select(type => type.Few.Size)], [.. types.Select(type => type.Many.Size)]);
    }

    public override CountLattice Observations { get; }

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride) =>
        product.Expect(function, atNodes, stride, (block, source, target, columns) => laws[block].Expect(source, target, columns));

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride) =>
        product.Adjoint(atNodes, function, stride, (block, source, target, columns) => laws[block].Adjoint(source, target, columns));
}
