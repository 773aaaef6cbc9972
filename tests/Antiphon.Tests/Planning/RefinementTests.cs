using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public sealed class RefinementTests
{
    private const double PerAgent = 3;

    [Fact]
    public void Linear_values_are_carried_exactly_to_more_agents()
    {
        CooperativeGame game = SmallGames.Coordinate(9);
        using var workers = new Workers(2);
        (ExactPopulation few, ExactPopulation many) = (new ExactPopulation(game, 4), new ExactPopulation(game, 9));
        var carried = new FunctionBuffer(many.Nodes * many.Stride);

        new Refinement(few, Values(few, 0), many).Write(carried, workers);

        AssertSame(
            Values(many, 0),
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(state => Enumerable.Range(0, many.Nodes).Select(node => carried.Span[(node * many.Stride) + state]).ToArray()),
            ]
        );
    }

    [Fact]
    public void Values_that_differ_from_their_limit_by_a_constant_over_k_are_extrapolated_exactly_to_twice_k()
    {
        CooperativeGame game = SmallGames.Coordinate(9);
        using var workers = new Workers(2);
        (ExactPopulation half, ExactPopulation whole) = (new ExactPopulation(game, 3), new ExactPopulation(game, 6));

        IReadOnlyList<double[]> extrapolated = Refinement.Extrapolate(
            whole,
            Values(whole, PerAgent / 6),
            new Refinement(half, Values(half, PerAgent / 3), whole),
            workers
        );

        AssertSame(Values(whole, PerAgent / 12), extrapolated);
    }

    // (s_g + 1) sum_x (x + 1) F(x) + constant.
    private static IReadOnlyList<double[]> Values(ExactPopulation population, double constant)
    {
        int[] counts = new int[population.Lattice.States];
        return
        [
            .. Enumerable
                .Range(0, population.Game.GlobalStates)
                .Select(state =>
                    Enumerable
                        .Range(0, population.Nodes)
                        .Select(node =>
                        {
                            population.Lattice.Unrank(node, counts);
                            return ((state + 1) * counts.Select((count, place) => (place + 1.0) * count / population.Lattice.Agents).Sum())
                                + constant;
                        })
                        .ToArray()
                ),
        ];
    }

    private static void AssertSame(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> found)
    {
        for (int state = 0; state < expected.Count; state++)
        {
            Assert.Equal(expected[state].Length, found[state].Length);
            for (int node = 0; node < expected[state].Length; node++)
            {
                Assert.Equal(expected[state][node], found[state][node], 1e-12);
            }
        }
    }
}
