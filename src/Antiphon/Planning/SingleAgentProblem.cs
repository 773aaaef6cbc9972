using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// A single local agent alone with the global state, both controlled from (s_g, s_l): an ordinary decision process with U(s_g, x) =
/// max_{a_g, a_l} r_g(s_g, a_g) + r_l(x, s_g, a_l) + gamma sum P_g(s_g' | s_g, a_g) P_l(y | x, s_g, a_l) U(s_g', y).
/// </summary>
internal sealed class SingleAgentProblem
{
    private readonly CooperativeGame game;
    private readonly SparseRows moves;
    private readonly double[] expected;
    private readonly int[] chosen;
    private double[] values;
    private double[] next;

    internal SingleAgentProblem(CooperativeGame game)
    {
        this.game = game;
        moves = LocalMoves(game);
        expected = new double[game.LocalStates];
        chosen = new int[game.GlobalStates * game.LocalStates];
        (values, next) = (new double[chosen.Length], new double[chosen.Length]);
    }

    internal double Discount => game.Discount;

    /// <summary>U[s_g * S + x].</summary>
    internal ReadOnlySpan<double> Values => values;

    /// <summary>Multiplications of one sweep over all actions.</summary>
    internal double OperationsPerSweep =>
        (double)game.GlobalActions * ((game.GlobalStates * (double)game.GlobalStates * game.LocalStates) + moves.Probabilities.Length);

    /// <summary>The law of (s_g, x) at time 0 of an agent drawn at random, [s_g * S + x].</summary>
    internal double[] InitialLaw()
    {
        double[] fractions = MeanStart.Of(game);
        double[] law = new double[values.Length];
        for (int place = 0; place < law.Length; place++)
        {
            law[place] = game.Initial.Global[place / fractions.Length] * fractions[place % fractions.Length];
        }

        return law;
    }

    /// <summary>One sweep of value iteration, with each action free (null) or always the same.</summary>
    internal SpanBound Sweep(int? fixedAction, int? fixedLocal)
    {
        (int states, double smallest, double largest) = (game.LocalStates, double.PositiveInfinity, double.NegativeInfinity);
        Array.Fill(next, double.NegativeInfinity);
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int action = fixedAction ?? 0; action < (fixedAction + 1 ?? game.GlobalActions); action++)
            {
                Improve(globalState, action, fixedLocal);
            }

            for (int place = globalState * states; place < (globalState + 1) * states; place++)
            {
                double change = next[place] - values[place];
                (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest));
            }
        }

        (values, next) = (next, values);
        return new SpanBound(smallest, largest, game.Discount);
    }

    /// <summary>
    /// Largest minus smallest value among the states that the maximizing actions of the last sweep visit from an initial law.
    /// </summary>
    internal double RangeVisited(ReadOnlySpan<double> start)
    {
        (bool[] visited, Stack<int> open) = (new bool[values.Length], new Stack<int>());
        for (int place = 0; place < start.Length; place++)
        {
            if (start[place] > 0)
            {
                Visit(place, visited, open);
            }
        }

        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        while (open.TryPop(out int place))
        {
            (smallest, largest) = (Math.Min(smallest, values[place]), Math.Max(largest, values[place]));
            VisitSuccessors(place, visited, open);
        }

        return largest - smallest;
    }

    /// <summary>What the agents do where each believes that the dispatcher serves it alone, [s_l][s_g].</summary>
    /// <param name="error">The error of values at which sweeps end.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    internal LocalPolicy ServedAgents(double error, CancellationToken cancellation)
    {
        SpanBound bound;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            bound = Sweep(null, null).Checked("the value of one agent");
        } while (bound.Error > error && bound.Error > SpanBound.RoundingFloor(values, game.Discount));

        return LocalPolicy.Deterministic(game, (state, globalState) =>
            game.Allowed.Local(state, globalState).Played(chosen[(globalState * game.LocalStates) + state] % game.LocalActions)
        );
    }

    private void Improve(int globalState, int action, int? fixedLocal)
    {
        Expect(game.GlobalTransition(globalState, action));
        for (int state = 0; state < game.LocalStates; state++)
        {
            int place = (globalState * game.LocalStates) + state;
            for (int local = fixedLocal ?? 0; local < (fixedLocal + 1 ?? game.LocalActions); local++)
            {
                double value =
                    game.GlobalReward(globalState, action)
                    + game.LocalReward(state, globalState, local)
                    + (game.Discount * moves.Expect(Row(state, globalState, local), expected));
                if (value > next[place] || double.IsNaN(value))
                {
                    (next[place], chosen[place]) = (value, (action * game.LocalActions) + local);
                }
            }
        }
    }

    // expected[y] = sum over s_g' of p(s_g') U(s_g', y).
    private void Expect(ReadOnlySpan<double> law)
    {
        Array.Clear(expected);
        for (int after = 0; after < law.Length; after++)
        {
            if (law[after] == 0)
            {
                continue;
            }

            for (int state = 0; state < expected.Length; state++)
            {
                expected[state] += law[after] * values[(after * expected.Length) + state];
            }
        }
    }

    private void VisitSuccessors(int place, bool[] visited, Stack<int> open)
    {
        (int globalState, int state) = (place / game.LocalStates, place % game.LocalStates);
        (int action, int local) = (chosen[place] / game.LocalActions, chosen[place] % game.LocalActions);
        ReadOnlySpan<double> law = game.GlobalTransition(globalState, action);
        for (int after = 0; after < law.Length; after++)
        {
            if (law[after] > 0)
            {
                int row = Row(state, globalState, local);
                for (int move = moves.Starts[row]; move < moves.Starts[row + 1]; move++)
                {
                    Visit((after * game.LocalStates) + moves.Successors[move], visited, open);
                }
            }
        }
    }

    private static void Visit(int place, bool[] visited, Stack<int> open)
    {
        if (!visited[place])
        {
            visited[place] = true;
            open.Push(place);
        }
    }

    /// <summary>P_l without its zeros, one row per [s_l][s_g][a_l].</summary>
    internal static SparseRows LocalMoves(CooperativeGame game)
    {
        var rows = new SparseRows.Builder(game.LocalStates * game.GlobalStates * game.LocalActions);
        for (int cell = 0; cell < game.LocalStates * game.GlobalStates; cell++)
        {
            for (int action = 0; action < game.LocalActions; action++)
            {
                TransitionRow row = game.LocalRow(cell / game.GlobalStates, cell % game.GlobalStates, action);
                for (int place = 0; place < row.Targets.Length; place++)
                {
                    rows.Add(row.Targets[place], row.Probabilities[place]);
                }

                rows.EndRow();
            }
        }

        return rows.Build();
    }

    private int Row(int state, int globalState, int local) => (((state * game.GlobalStates) + globalState) * game.LocalActions) + local;
}
