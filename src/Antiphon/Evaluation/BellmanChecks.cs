using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Bellman equations at random states, by <see cref="DirectLaws"/>. |T f - f| &lt;= (1 - gamma) e at every state proves that f is within e of the fixed point of T everywhere.
/// </summary>
/// <remarks>The states depend on the witness: whoever makes one cannot know beforehand where it will be checked.</remarks>
internal sealed class BellmanChecks(CooperativeGame game, JointPolicy pair, DirectLaws laws, VerificationOptions options, long digest, double tolerance)
{
    private readonly RandomStream random = new RandomStream(options.Seed).Split("verify", digest);

    private delegate double StepValue(int globalState, int[] counts);

    /// <summary>V of a joint policy.</summary>
    internal IEnumerable<Inequality> Value(WitnessFunction function, JointPolicy policy) => Population(function, (globalState, counts) =>
    {
        var expected = Expected(function.Values, laws.Next(Moves(policy.Local, counts, globalState)));
        var actions = laws.Actions(policy.Global, globalState, counts);
        return Locals(policy.Local, counts, globalState) + Enumerable.Range(0, actions.Length).Sum(action =>
            actions[action] * (game.GlobalReward(globalState, action) + (game.Discount * Dot(game.GlobalTransition(globalState, action), expected))));
    });

    /// <summary>U of a dispatcher that sees everyone.</summary>
    internal IEnumerable<Inequality> Dispatcher(WitnessFunction function) => Population(function, (globalState, counts) =>
    {
        var expected = Expected(function.Values, laws.Next(Moves(pair.Local, counts, globalState)));
        return Locals(pair.Local, counts, globalState) + BestAction(globalState, expected);
    });

    /// <summary>U of a controller of a group: every choice of the agents' actions, agents in the same state in ascending order of action.</summary>
    internal IEnumerable<Inequality> Group(WitnessFunction function, int size) => States(laws.Lattice(size).Size * game.GlobalStates).Select(state =>
    {
        var (globalState, counts) = (state % game.GlobalStates, laws.Counts(size, state / game.GlobalStates));
        int[] agents = [.. counts.SelectMany((count, localState) => Enumerable.Repeat(localState, count))];
        return Equation(function, state, GroupBest(function.Values, agents, new int[size], 0, globalState), Describe(globalState, counts));
    });

    /// <summary>W of one tagged agent: best response, or a reactive policy of its own.</summary>
    internal IEnumerable<Inequality> Agent(WitnessFunction function, LocalPolicy? own, bool selfish)
    {
        var others = laws.Lattice(laws.Agents - 1);
        return States(others.Size * game.LocalStates * game.GlobalStates).Select(state =>
        {
            var (globalState, localState, rank) = (state % game.GlobalStates, state / game.GlobalStates % game.LocalStates, state / game.GlobalStates / game.LocalStates);
            var counts = laws.Counts(laws.Agents - 1, rank);
            var next = laws.Next(Moves(pair.Local, counts, globalState));
            counts[localState]++;
            var actions = laws.Actions(pair.Global, globalState, counts);
            counts[localState]--;
            var after = Tagged(function.Values, next, actions, globalState);
            var background = selfish ? 0 : Background(counts, actions, globalState);
            var values = Enumerable.Range(0, game.LocalActions).Select(action =>
                (game.LocalReward(localState, globalState, action) / (selfish ? 1 : laws.Agents)) + (game.Discount * Dot(game.LocalTransition(localState, globalState, action), after))).ToArray();
            var chosen = own is null ? values.Max() : Dot(own.At(localState, globalState), values);
            return Equation(function, state, background + chosen, $"{Describe(globalState, counts)}, the agent in {game.LocalStateNames[localState]}");
        });
    }

    private IEnumerable<Inequality> Population(WitnessFunction function, StepValue step) => States(laws.Lattice(laws.Agents).Size * game.GlobalStates).Select(state =>
    {
        var (globalState, counts) = (state % game.GlobalStates, laws.Counts(laws.Agents, state / game.GlobalStates));
        return Equation(function, state, step(globalState, counts), Describe(globalState, counts));
    });

    private IEnumerable<int> States(int size) => size <= options.States
        ? Enumerable.Range(0, size)
        : Enumerable.Range(0, options.States).Select(_ => (int)random.NextBelow(size));

    private Inequality Equation(WitnessFunction function, int state, double backup, string where) => new(
        $"Bellman equation of {function.Name} at {where}", Math.Abs(backup - function.Values[state]), (1 - game.Discount) * function.Error, tolerance, IsBellman: true);

    private double[][] Moves(LocalPolicy policy, int[] counts, int globalState) =>
        [.. counts.SelectMany((count, state) => Enumerable.Repeat(laws.Move(policy, state, globalState), count))];

    private double Locals(LocalPolicy policy, int[] counts, int globalState) =>
        counts.Select((count, state) => count * laws.Reward(policy, state, globalState)).Sum() / laws.Agents;

    // What the step earns beside the tagged agent's own share.
    private double Background(int[] others, double[] actions, int globalState) =>
        Locals(pair.Local, others, globalState) + actions.Select((probability, action) => probability * game.GlobalReward(globalState, action)).Sum();

    // [s_g'] = E f(s_g', c').
    private double[] Expected(double[] values, double[] law)
    {
        var expected = new double[game.GlobalStates];
        for (var place = 0; place < values.Length; place++)
        {
            expected[place % expected.Length] += law[place / expected.Length] * values[place];
        }

        return expected;
    }

    // [x'] = E f(s_g', x', c'').
    private double[] Tagged(double[] values, double[] law, double[] actions, int globalState)
    {
        var move = new double[game.GlobalStates];
        for (var action = 0; action < actions.Length; action++)
        {
            for (var state = 0; state < move.Length; state++)
            {
                move[state] += actions[action] * game.GlobalTransition(globalState, action)[state];
            }
        }

        var after = new double[game.LocalStates];
        for (var place = 0; place < values.Length; place++)
        {
            var row = place / move.Length;
            after[row % after.Length] += law[row / after.Length] * move[place % move.Length] * values[place];
        }

        return after;
    }

    private double BestAction(int globalState, double[] expected) => Enumerable.Range(0, game.GlobalActions).Max(action =>
        game.GlobalReward(globalState, action) + (game.Discount * Dot(game.GlobalTransition(globalState, action), expected)));

    private double GroupBest(double[] values, int[] agents, int[] chosen, int decided, int globalState)
    {
        if (decided == agents.Length)
        {
            var moves = agents.Select((state, agent) => game.LocalTransition(state, globalState, chosen[agent]).ToArray()).ToArray();
            var reward = agents.Select((state, agent) => game.LocalReward(state, globalState, chosen[agent])).Average();
            return reward + BestAction(globalState, Expected(values, laws.Next(moves)));
        }

        var first = decided > 0 && agents[decided] == agents[decided - 1] ? chosen[decided - 1] : 0;
        var best = double.NegativeInfinity;
        for (var action = first; action < game.LocalActions; action++)
        {
            chosen[decided] = action;
            best = Math.Max(best, GroupBest(values, agents, chosen, decided + 1, globalState));
        }

        return best;
    }

    private string Describe(int globalState, int[] counts) => $"s_g = {game.GlobalStateNames[globalState]}, counts ({string.Join(", ", counts)})";

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var place = 0; place < left.Length; place++)
        {
            sum += left[place] * right[place];
        }

        return sum;
    }
}
