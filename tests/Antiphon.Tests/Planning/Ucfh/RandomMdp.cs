using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

/// <summary>Random processes of one phase, and of two.</summary>
internal static class RandomMdp
{
    public static FiniteHorizonMdp Create(ulong seed, int horizon, int states = 4, int actions = 2, int successors = 3, int phases = 1)
    {
        var random = new SmallRandom(seed);
        var rows = new SparseRows.Builder(states * phases * actions);
        for (int row = 0; row < states * phases * actions; row++)
        {
            int first = (row / actions / states + 1) % phases * states;
            double[] law = random.Law(successors);
            int[] targets = Enumerable.Range(0, states).OrderBy(_ => random.Next()).Take(successors).ToArray();
            for (int i = 0; i < successors; i++)
            {
                rows.Add(first + targets[i], law[i]);
            }
            rows.EndRow();
        }
        double[] start = new double[states * phases];
        random.Law(states).CopyTo(start, 0);
        int[] starts = [.. Enumerable.Range(0, phases + 1).Select(phase => phase * states)];
        return new FiniteHorizonMdp(rows.Build(), random.Values(states * phases * actions, -1, 2), starts, start, 0.9, horizon);
    }
}
