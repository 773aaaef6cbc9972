using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// Carries values from the surrogate of fewer agents to that of more: by the fractions of agents in each state, linear between count
/// vectors. As a place to start they save sweeps on the large lattice.
/// </summary>
internal sealed class Refinement(ExactPopulation few, IReadOnlyList<double[]> values, ExactPopulation many) : IWork
{
    private const int NodesPerPiece = 2048;

    private FunctionBuffer target = null!;

    /// <summary>
    /// What the values of k agents and those of half as many suggest for twice k: V of k agents differs from its limit by about C/k
    /// (exactly so for linear and quadratic functions of fractions), so that V_2k = V_k + (V_k - V_{k/2})/2, Richardson's extrapolation.
    /// </summary>
    /// <param name="population">k agents.</param>
    /// <param name="values">V_k[s_g][h].</param>
    /// <param name="rough">Carries the values of half as many agents to k.</param>
    /// <param name="workers">Threads.</param>
    internal static IReadOnlyList<double[]> Extrapolate(
        ExactPopulation population,
        IReadOnlyList<double[]> values,
        Refinement rough,
        Workers workers
    )
    {
        var carried = new FunctionBuffer(population.Nodes * population.Stride);
        rough.Write(carried, workers);
        return
        [
            .. values.Select(
                (row, state) =>
                    row.Select((value, node) => value + ((value - carried.Span[(node * population.Stride) + state]) / 2)).ToArray()
            ),
        ];
    }

    /// <summary>Writes V[h * stride + s_g] for the larger population.</summary>
    internal void Write(FunctionBuffer refined, Workers workers)
    {
        target = refined;
        workers.Run((many.Nodes + NodesPerPiece - 1) / NodesPerPiece, this);
    }

    void IWork.Run(int index, int worker)
    {
        int states = many.Lattice.States;
        var interpolation = new KuhnInterpolation(few.Lattice);
        Span<int> counts = stackalloc int[states];
        Span<double> fractions = stackalloc double[states];
        Span<int> vertices = stackalloc int[interpolation.Vertices];
        Span<double> weights = stackalloc double[interpolation.Vertices];
        int begin = index * NodesPerPiece;
        int end = Math.Min(begin + NodesPerPiece, many.Nodes);
        many.Lattice.Unrank(begin, counts);
        for (int node = begin; node < end; node++)
        {
            foreach (CountBlock block in many.Lattice.Blocks)
            {
                for (int state = block.First; state < block.End; state++)
                {
                    fractions[state] = (double)counts[state] / block.Agents;
                }
            }

            interpolation.Locate(fractions, vertices, weights);
            for (int globalState = 0; globalState < values.Count; globalState++)
            {
                double sum = 0.0;
                for (int vertex = 0; vertex < vertices.Length; vertex++)
                {
                    sum += weights[vertex] * values[globalState][vertices[vertex]];
                }

                target.Span[(node * many.Stride) + globalState] = sum;
            }

            many.Lattice.MoveNext(counts);
        }
    }
}
