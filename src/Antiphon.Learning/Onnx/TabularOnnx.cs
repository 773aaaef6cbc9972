using Antiphon.Learning.OnnxMessages;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Tabular policies as graphs that look up: the rank of a count vector is a sum of differences of binomial coefficients
/// (<see cref="CountLattice"/>), so that a graph needs a small table per place and the policy's own table.
/// </summary>
internal static class TabularOnnx
{
    /// <summary>
    /// a_g of (s_g, c). Inputs <c>globalState</c> [batch] and <c>counts</c> [batch, S]; output <c>action</c> [batch]. An input that is no
    /// state or no count vector of k leads outside the table, which runtimes refuse.
    /// </summary>
    internal static OnnxGraph Global(TabularGlobalPolicy policy)
    {
        CountLattice lattice = policy.Lattice;
        var graph = new OnnxGraph("globalPolicy");
        string globalState = graph.WholeInput("globalState", "s_g, an index");
        string counts = graph.WholeInput(
            "counts",
            "number of observed agents in each local state; if observations can be lost, the number of lost ones first",
            lattice.States
        );
        ushort[] table = new ushort[policy.GlobalStates * lattice.Size];
        for (int state = 0; state < policy.GlobalStates; state++)
        {
            policy.Actions(state).CopyTo(table.AsSpan(state * lattice.Size));
        }

        string index = graph.Apply("Mul", globalState, graph.Constant(lattice.Size));
        string wrong = graph.Apply("Or", Outside(graph, globalState, policy.GlobalStates), AnyNegative(graph, counts));
        int size = lattice.Size;
        foreach (CountBlock block in lattice.Blocks)
        {
            // The rank is a number whose digits are the blocks' own ranks, the first block's in front.
            size /= (int)CountLattice.CountVectors(block.States, block.Agents);
            string own = graph.Apply("Gather", ("axis", 1), counts, Places(graph, block.First, block.States, 1));
            wrong = graph.Apply("Or", wrong, IsNotZero(graph, graph.Apply("Sub", Sum(graph, own), graph.Constant(block.Agents))));
            index = graph.Apply("Add", index, graph.Apply("Mul", Rank(graph, block, own), graph.Constant(size)));
        }

        string action = graph.ToWhole(
            graph.Apply("Gather", graph.Constant(table, table.Length), Guarded(graph, index, wrong, table.Length))
        );
        graph.Output("action", TensorProto.Types.DataType.Int64, action, "a_g, an index");
        return graph;
    }

    /// <summary>
    /// pi_l(. | s_l, s_g). Inputs <c>localState</c> and <c>globalState</c> [batch]; output <c>probabilities</c> [batch, B].
    /// </summary>
    internal static OnnxGraph Local(LocalPolicy policy)
    {
        var graph = new OnnxGraph("localPolicy");
        string localState = graph.WholeInput("localState", "s_l, an index");
        string globalState = graph.WholeInput("globalState", "s_g, an index");
        int rows = policy.LocalStates * policy.GlobalStates;
        string index = graph.Apply("Add", graph.Apply("Mul", localState, graph.Constant(policy.GlobalStates)), globalState);
        string wrong = graph.Apply("Or", Outside(graph, localState, policy.LocalStates), Outside(graph, globalState, policy.GlobalStates));
        string probabilities = graph.Apply(
            "Gather",
            graph.Constant(policy.Probabilities, rows, policy.LocalActions),
            Guarded(graph, index, wrong, rows)
        );
        graph.Output(
            "probabilities",
            TensorProto.Types.DataType.Double,
            probabilities,
            "pi_l(a_l | s_l, s_g) for every a_l",
            policy.LocalActions
        );
        return graph;
    }

    // rank(c) = sum over places p < S-1 of t_p[m] - t_p[m - c_p], m agents being left at p and t_p[m] = C(m + S-1-p, S-1-p).
    private static string Rank(OnnxGraph graph, CountBlock block, string counts)
    {
        int places = block.States - 1;
        if (places == 0)
        {
            return graph.Apply("Mul", Sum(graph, counts), graph.Constant(0));
        }

        int width = block.Agents + 1;
        long[] table = new long[places * width];
        for (int entry = 0; entry < table.Length; entry++)
        {
            table[entry] = CountLattice.CountVectors(block.States - (entry / width), entry % width);
        }

        string left = graph.Apply("Sub", graph.Constant(block.Agents), graph.Apply("CumSum", ("exclusive", 1), counts, graph.Constant(1)));
        string front = Places(graph, 0, places, 1);
        string offsets = Places(graph, 0, places, width);
        string from = graph.Apply("Add", graph.Apply("Gather", ("axis", 1), left, front), offsets);
        string to = graph.Apply("Sub", from, graph.Apply("Gather", ("axis", 1), counts, front));
        string lookup = graph.Constant(table, table.Length);
        string last = graph.Constant(table.Length - 1L);
        return Sum(
            graph,
            graph.Apply(
                "Sub",
                graph.Apply("Gather", lookup, Within(graph, from, last)),
                graph.Apply("Gather", lookup, Within(graph, to, last))
            )
        );
    }

    private static string Places(OnnxGraph graph, int first, int count, int step) =>
        graph.Constant([.. Enumerable.Range(first, count).Select(place => (long)place * step)], count);

    internal static string AnyNegative(OnnxGraph graph, string counts) =>
        IsNotZero(graph, Sum(graph, graph.ToWhole(graph.Apply("Less", counts, graph.Constant(0)))));

    // Counts that are wrong must not fail here, where the message would speak of another table; the guard below catches them.
    private static string Within(OnnxGraph graph, string index, string last) =>
        graph.Apply("Max", graph.Constant(0), graph.Apply("Min", index, last));

    internal static string Sum(OnnxGraph graph, string columns) =>
        graph.Apply("ReduceSum", ("keepdims", 0), columns, graph.Constant([1L], 1));

    internal static string Outside(OnnxGraph graph, string index, int count) =>
        graph.Apply(
            "Or",
            graph.Apply("Less", index, graph.Constant(0)),
            graph.Apply("Not", graph.Apply("Less", index, graph.Constant(count)))
        );

    internal static string IsNotZero(OnnxGraph graph, string number) =>
        graph.Apply("Cast", ("to", (long)TensorProto.Types.DataType.Bool), number);

    // The first index behind the table where the input is wrong.
    internal static string Guarded(OnnxGraph graph, string index, string wrong, int length) =>
        graph.Apply("Where", wrong, graph.Constant(length), index);
}
