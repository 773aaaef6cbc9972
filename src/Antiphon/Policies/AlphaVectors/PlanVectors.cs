using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// Vectors of plans while they are made: each is a node of a controller, an action in a global state and one successor vector for every
/// global state that may follow. alpha_s = r_g(s, a) 1 + rho_s + gamma sum_s' P_g(s' | s, a) M_s alpha_s'.
/// </summary>
internal sealed class PlanVectors
{
    private readonly VectorRows[] vectors;
    private readonly List<int>[] actions;
    private readonly List<int>[] successors;
    private readonly double[] expected;

    internal PlanVectors(DispatcherProblem problem)
    {
        Problem = problem;
        vectors = [.. Enumerable.Range(0, problem.GlobalStates).Select(_ => new VectorRows(problem.LocalStates))];
        actions = [.. vectors.Select(_ => new List<int>())];
        successors = [.. vectors.Select(_ => new List<int>())];
        expected = new double[problem.Width];
    }

    /// <summary>What is planned for.</summary>
    internal DispatcherProblem Problem { get; }

    /// <summary>How many vectors there are in all.</summary>
    internal int Total => vectors.Sum(rows => rows.Count);

    /// <summary>How many vectors a global state has.</summary>
    internal int Count(int state) => vectors[state].Count;

    /// <summary>A vector, padded; may be written while no other thread reads.</summary>
    internal Span<double> Vector(int state, int index) => vectors[state][index];

    /// <summary>a_g of a node.</summary>
    internal int Action(int state, int index) => actions[state][index];

    /// <summary>The node that follows in s'; any number where s' cannot follow.</summary>
    internal int Successor(int state, int index, int next) => successors[state][(index * Problem.GlobalStates) + next];

    /// <summary>Appends a node with its vector.</summary>
    /// <param name="state">s_g.</param>
    /// <param name="action">a_g, or what it plays where it is forbidden.</param>
    /// <param name="following">One node per s'.</param>
    /// <param name="vector">alpha.</param>
    internal void Add(int state, int action, ReadOnlySpan<int> following, ReadOnlySpan<double> vector)
    {
        actions[state].Add(Problem.Allowed.Global(state).Played(action));
        successors[state].AddRange(following);
        vectors[state].Add(vector);
    }

    /// <summary>Writes the vector of an action that is followed by nodes that exist.</summary>
    internal void Write(int state, int action, ReadOnlySpan<int> following, Span<double> vector)
    {
        Array.Clear(expected);
        ReadOnlySpan<int> nexts = Problem.Successors(state, action);
        ReadOnlySpan<double> masses = Problem.Probabilities(state, action);
        for (int place = 0; place < nexts.Length; place++)
        {
            VectorRows.AddScaled(masses[place], vectors[nexts[place]][following[nexts[place]]], expected);
        }

        Problem.Kernel(state).Pull(expected, vector);
        double reward = Problem.GlobalReward(state, action);
        ReadOnlySpan<double> local = Problem.LocalReward(state);
        for (int place = 0; place < Problem.LocalStates; place++)
        {
            vector[place] = reward + local[place] + (Problem.Discount * vector[place]);
        }
    }

    /// <summary>The best vector at a population among those from an index on.</summary>
    /// <returns>Its index, -1 where there is none, and its value.</returns>
    internal (int Index, double Value) Best(int state, ReadOnlySpan<double> fractions, int from = 0)
    {
        VectorRows rows = vectors[state];
        (int best, double value) = (-1, double.NegativeInfinity);
        for (int index = from; index < rows.Count; index++)
        {
            double other = VectorRows.Dot(rows[index], fractions);
            (best, value) = other > value ? (index, other) : (best, value);
        }

        return (best, value);
    }

    /// <summary>The successors of a node, one per s'.</summary>
    internal int[] Following(int state, int index) =>
        successors[state].GetRange(index * Problem.GlobalStates, Problem.GlobalStates).ToArray();

    /// <summary>The marked nodes and all that follow them, with their vectors; the order stays.</summary>
    /// <param name="marked">[s][node]; is changed.</param>
    internal PlanVectors Keep(bool[][] marked)
    {
        MarkFollowing(marked);
        int[][] numbers = [.. marked.Select(own => new int[own.Length])];
        for (int state = 0; state < marked.Length; state++)
        {
            int kept = 0;
            for (int index = 0; index < marked[state].Length; index++)
            {
                numbers[state][index] = marked[state][index] ? kept++ : 0;
            }
        }

        var rest = new PlanVectors(Problem);
        for (int state = 0; state < marked.Length; state++)
        {
            for (int index = 0; index < marked[state].Length; index++)
            {
                if (marked[state][index])
                {
                    int[] following = [.. Following(state, index).Select((node, next) => numbers[next][node])];
                    rest.Add(state, Action(state, index), following, Vector(state, index));
                }
            }
        }

        return rest;
    }

    private void MarkFollowing(bool[][] marked)
    {
        var open = new Stack<(int State, int Index)>();
        for (int state = 0; state < marked.Length; state++)
        {
            for (int index = 0; index < marked[state].Length; index++)
            {
                if (marked[state][index])
                {
                    open.Push((state, index));
                }
            }
        }

        while (open.TryPop(out (int State, int Index) node))
        {
            foreach (int next in Problem.Successors(node.State, Action(node.State, node.Index)))
            {
                int successor = Successor(node.State, node.Index, next);
                if (!marked[next][successor])
                {
                    marked[next][successor] = true;
                    open.Push((next, successor));
                }
            }
        }
    }
}
