using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Learning.OnnxMessages;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// Dispatchers that read alpha vectors at an estimate, or that are blind, as graphs. An estimate mu_hat of the population, its image
/// mu_hat M_s, the largest product with the vectors of each global state, and the best action: a few products of tables in doubles.
/// </summary>
/// <param name="game">The game of the policy.</param>
/// <param name="subsample">k.</param>
internal sealed class AlphaVectorOnnx(CooperativeGame game, int subsample)
{
    private static readonly (string Name, long Value) Columns = ("axis", 1);

    private readonly OnnxGraph graph = new("globalPolicy");
    private readonly int lostPlaces = game.Sampling.Places(game.LocalStates) - game.LocalStates;
    private string globalState = "";
    private string counts = "";

    /// <summary>
    /// Inputs <c>globalState</c> [batch] and <c>counts</c> [batch, places]; output <c>action</c> [batch]. An input that is no state or no
    /// observation of k agents leads outside a table, which runtimes refuse.
    /// </summary>
    internal OnnxGraph Greedy(AlphaVectorPolicy policy)
    {
        string wrong = Inputs();
        string seen = Whole("Gather", Columns, counts, [.. Enumerable.Range(lostPlaces, game.LocalStates).Select(place => (long)place)]);
        string observed = graph.Apply("Greater", Agents(seen), graph.Constant([0.0], 1));
        string next = graph.Apply("MatMul", Row(Estimate(policy, seen, observed)), ByState(Kernels(policy.Vectors.Problem)));
        string best = graph.Apply("ArgMax", Columns, Values(policy.Vectors, graph.Apply("Squeeze", next, One)));
        string action = graph.Apply("Squeeze", best, One);
        if (policy.Prior is null)
        {
            action = graph.Apply("Where", graph.Apply("Squeeze", observed, One), action, Blind(policy.Vectors.BlindActions));
        }

        return Finish(action, wrong);
    }

    /// <summary>The same inputs and output; what is counted plays no part.</summary>
    internal OnnxGraph Blind(BlindPolicy policy)
    {
        string wrong = Inputs();
        return Finish(Blind(policy.Actions), wrong);
    }

    /// <summary>
    /// What the tables of a graph take at most: vectors, kernels, laws and rewards of the dispatcher, weights and prior.
    /// </summary>
    internal static double Bytes(AlphaVectors vectors)
    {
        (double globalStates, double localStates) = (vectors.GlobalStates, vectors.LocalStates);
        double ofLocal = localStates * (Longest(vectors) + localStates + 2);
        return sizeof(double) * globalStates * (ofLocal + (vectors.GlobalActions * (globalStates + 1)));
    }

    private static int Longest(AlphaVectors vectors) => Enumerable.Range(0, vectors.GlobalStates).Max(vectors.CountAt);

    private string One => graph.Constant([1L], 1);

    private string Inputs()
    {
        globalState = graph.WholeInput("globalState", "s_g, an index");
        counts = graph.WholeInput(
            "counts",
            "number of observed agents in each local state; if observations can be lost, the number of lost ones first",
            game.Sampling.Places(game.LocalStates)
        );
        string excess = graph.Apply("Sub", TabularOnnx.Sum(graph, counts), graph.Constant(subsample));
        return graph.Apply(
            "Or",
            graph.Apply("Or", TabularOnnx.Outside(graph, globalState, game.GlobalStates), TabularOnnx.AnyNegative(graph, counts)),
            TabularOnnx.IsNotZero(graph, excess)
        );
    }

    // c/k or, with a prior, (c + kappa m)/(k + kappa); agents seen in x count 1/w_x.
    private string Estimate(AlphaVectorPolicy policy, string seen, string observed)
    {
        string real = ToReal(seen);
        if (game.Sampling is WeightedSampling sampling)
        {
            real = graph.Apply("Div", real, ByState(Table(sampling.Weights)));
        }

        string total = graph.Apply("ReduceSum", real, One);
        string fractions = graph.Apply("Div", real, graph.Apply("Where", observed, total, graph.Constant([1.0], 1)));
        if (policy.Prior is not { } prior)
        {
            return fractions;
        }

        string weight = graph.Constant([prior.Weight], 1);
        string share = graph.Apply("Div", weight, graph.Apply("Add", Agents(seen), weight));
        string rest = graph.Apply("Sub", graph.Constant([1.0], 1), share);
        return graph.Apply("Add", graph.Apply("Mul", rest, fractions), graph.Apply("Mul", share, ByState(Table(prior.Means))));
    }

    // Q(s, mu, a) without what all actions share: r_g(s, a) + gamma sum_s' P_g(s' | s, a) max_alpha <mu M_s, alpha>; least where a is
    // forbidden.
    private string Values(AlphaVectors vectors, string next)
    {
        string products = graph.Apply("MatMul", next, Vectors(vectors));
        string largest = graph.Apply("ReduceMax", ("axes", [2L]), products);
        string after = graph.Apply("Transpose", graph.Apply("Squeeze", largest, graph.Constant([2L], 1)));
        (double[] rewards, double[] laws) = (
            new double[game.GlobalStates * game.GlobalActions],
            new double[game.GlobalStates * game.GlobalStates * game.GlobalActions]
        );
        for (int row = 0; row < rewards.Length; row++)
        {
            (int state, int action) = (row / game.GlobalActions, row % game.GlobalActions);
            rewards[row] = game.Allowed.Global(state).Contains(action) ? game.GlobalReward(state, action) : double.MinValue;
            for (int to = 0; to < game.GlobalStates; to++)
            {
                laws[(((state * game.GlobalStates) + to) * game.GlobalActions) + action] =
                    game.Discount * game.GlobalTransition(state, action)[to];
            }
        }

        string later = graph.Apply(
            "MatMul",
            Row(after),
            ByState(graph.Constant(laws, game.GlobalStates, game.GlobalStates, game.GlobalActions))
        );
        return graph.Apply(
            "Add",
            graph.Apply("Squeeze", later, One),
            ByState(graph.Constant(rewards, game.GlobalStates, game.GlobalActions))
        );
    }

    // [s'][x][vector]; short lists are filled up with their first vector.
    private string Vectors(AlphaVectors vectors)
    {
        int most = Longest(vectors);
        double[] table = new double[game.GlobalStates * game.LocalStates * most];
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int place = 0; place < most; place++)
            {
                double[] vector = vectors.Vector(state, place < vectors.CountAt(state) ? place : 0);
                for (int local = 0; local < vector.Length; local++)
                {
                    table[(((state * game.LocalStates) + local) * most) + place] = vector[local];
                }
            }
        }

        return graph.Constant(table, game.GlobalStates, game.LocalStates, most);
    }

    // M_s, [s][x][y].
    private string Kernels(DispatcherProblem problem)
    {
        double[] table = new double[game.GlobalStates * game.LocalStates * game.LocalStates];
        (double[] from, double[] to) = (new double[problem.Width], new double[problem.Width]);
        for (int row = 0; row < game.GlobalStates * game.LocalStates; row++)
        {
            from[row % game.LocalStates] = 1;
            problem.Kernel(row / game.LocalStates).Push(from, to);
            from[row % game.LocalStates] = 0;
            to.AsSpan(0, game.LocalStates).CopyTo(table.AsSpan(row * game.LocalStates));
        }

        return graph.Constant(table, game.GlobalStates, game.LocalStates, game.LocalStates);
    }

    private OnnxGraph Finish(string action, string wrong)
    {
        long[] actions = [.. Enumerable.Range(0, game.GlobalActions).Select(index => (long)index)];
        string table = graph.Constant(actions, actions.Length);
        string guarded = TabularOnnx.Guarded(graph, action, wrong, actions.Length);
        graph.Output("action", TensorProto.Types.DataType.Int64, graph.Apply("Gather", table, guarded), "a_g, an index");
        return graph;
    }

    private string Blind(ImmutableArray<int> actions) =>
        ByState(graph.Constant([.. actions.Select(action => (long)action)], actions.Length));

    private string Table(ImmutableArray<ImmutableArray<double>> rows) =>
        graph.Constant([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);

    private string ByState(string table) => graph.Apply("Gather", table, globalState);

    // [batch, 1]
    private string Agents(string seen) => graph.Apply("ReduceSum", ToReal(seen), One);

    // [batch, S] as [batch, 1, S], for a product with a matrix of its own for each entry.
    private string Row(string vectors) => graph.Apply("Unsqueeze", vectors, One);

    private string Whole(string operation, (string Name, long Value) attribute, string input, long[] places) =>
        graph.Apply(operation, attribute, input, graph.Constant(places, places.Length));

    private string ToReal(string whole) => graph.Apply("Cast", ("to", (long)TensorProto.Types.DataType.Double), whole);
}
