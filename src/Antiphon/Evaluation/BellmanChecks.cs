using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Evaluation;

/// <summary>
/// Bellman equations state by state, by <see cref="DirectLaws"/>. |T f - f| &lt;= (1 - gamma) e at every state proves that f is within e
/// of the fixed point of T everywhere. Functions over the same states are checked together, since the laws of a state serve all of them.
/// </summary>
internal sealed class BellmanChecks(CooperativeGame game, JointPolicy pair, DirectLaws laws, CancellationToken cancellation)
{
    private readonly Lazy<GameDefinition> written = new(game.ToRows);

    private readonly double rounding = RoundingShare(game.Discount);

    /// <summary>
    /// What rounding may do to an equation, as a share of the sizes of both sides. An error d in an equation is an error d / (1 - gamma)
    /// in a figure; a backup itself is rounded to some 1e-14 of the values at hand.
    /// </summary>
    internal static double RoundingShare(double discount) => Math.Max(GapChecks.RoundingShare * (1 - discount), 1e-13);

    /// <summary>
    /// Functions of the population: values of joint policies, and of the best dispatcher that sees everyone beside the pair's local
    /// policy.
    /// </summary>
    /// <param name="functions">Each with its joint policy; null for the dispatcher.</param>
    /// <param name="states">[rank(c) * G + s_g], where to check.</param>
    internal IEnumerable<Inequality> Population(
        IReadOnlyList<(WitnessFunction Function, JointPolicy? Policy)> functions,
        IReadOnlyList<int> states
    )
    {
        LocalPolicy[] locals = [.. functions.Select(one => (one.Policy ?? pair).Local).Distinct()];
        foreach (int state in states)
        {
            (int globalState, int[] counts) = (state % game.GlobalStates, laws.Counts(laws.Agents, state / game.GlobalStates));
            double[] fractions = laws.Fractions(counts);
            Dictionary<LocalPolicy, double[]> next = locals.ToDictionary(
                local => local,
                local => laws.Next(Moves(local, counts, globalState, fractions))
            );
            double[] observations = laws.Observations(pair.Global.Subsample, globalState, counts);
            foreach ((WitnessFunction function, JointPolicy? policy) in functions)
            {
                cancellation.ThrowIfCancellationRequested();
                LocalPolicy local = (policy ?? pair).Local;
                double[] expected = Expected(function.Values, next[local]);
                double ahead = policy is null
                    ? BestAction(globalState, expected, fractions)
                    : Mean(globalState, laws.Actions(policy.Global, globalState, observations), expected, fractions);
                double locally = Locals(local, counts, globalState, fractions);
                yield return Equation(function, state, locally + ahead, globalState, counts);
            }
        }
    }

    /// <summary>W of one tagged agent: best response, or a reactive policy of its own.</summary>
    /// <param name="functions">
    /// Each with the tagged agent's policy, null for its best response, and whether it counts its own reward only.
    /// </param>
    /// <param name="states">[(rank(c') * S + x) * G + s_g], where to check.</param>
    internal IEnumerable<Inequality> Agent(
        IReadOnlyList<(WitnessFunction Function, LocalPolicy? Own, bool Selfish)> functions,
        IReadOnlyList<int> states
    )
    {
        (int known, double[]?[] next) = (-1, new double[]?[game.GlobalStates]);
        foreach (int state in states)
        {
            (int globalState, int localState, int rank) = (
                state % game.GlobalStates,
                state / game.GlobalStates % game.LocalStates,
                state / game.GlobalStates / game.LocalStates
            );
            int[] counts = laws.Counts(laws.Agents - 1, rank);
            counts[localState]++;
            double[] fractions = laws.Fractions(counts);
            double[] actions = laws.Actions(pair.Global, globalState, counts);
            counts[localState]--;

            // Others that depend on the population depend on where the tagged agent is.
            if (rank != known || game.Couplings is not null)
            {
                Array.Clear(next);
                known = rank;
            }

            double[] law = next[globalState] ??= laws.Next(Moves(pair.Local, counts, globalState, fractions));
            double background = Background(counts, actions, globalState, fractions);
            foreach ((WitnessFunction function, LocalPolicy? own, bool selfish) in functions)
            {
                cancellation.ThrowIfCancellationRequested();
                double[] after = Tagged(function.Values, law, actions, globalState, fractions);
                double[] values = Enumerable
                    .Range(0, game.LocalActions)
                    .Select(action =>
                        (game.LocalReward(localState, globalState, action, fractions) / (selfish ? 1 : laws.Agents))
                        + (game.Discount * Dot(game.LocalRow(localState, globalState, action, fractions), after))
                    )
                    .ToArray();
                double chosen = own is null ? values.Max() : Dot(own.At(localState, globalState), values);
                yield return Equation(function, state, (selfish ? 0 : background) + chosen, globalState, counts, localState);
            }
        }
    }

    /// <summary>
    /// U of a controller of a group: every choice of the agents' actions, agents in the same state in ascending order of action. Of a
    /// group of nobody: whatever population suits best.
    /// </summary>
    internal IEnumerable<Inequality> Group(WitnessFunction function, int size, IReadOnlyList<int> states) =>
        states.Select(state =>
        {
            (int globalState, int[] counts) = (state % game.GlobalStates, laws.Counts(size, state / game.GlobalStates));
            int[] agents = [.. counts.SelectMany((count, localState) => Enumerable.Repeat(localState, count))];
            double backup =
                size == 0
                    ? FreeBest(globalState, function.Values)
                    : GroupBest(function.Values, agents, new int[size], 0, (globalState, 0.0, [1.0], laws.Fractions(counts)));
            return Equation(function, state, backup, globalState, counts);
        });

    // Rows and rewards as the game's author gives them, at each breakpoint: what is linear between them is largest at one of them.
    private double FreeBest(int globalState, double[] values)
    {
        GameDefinition given = written.Value;
        IEnumerable<(double[][][] Rewards, RewardForm?[][][]? Forms)> local = given.Types is { } types
            ? types.Select(type => (type.LocalReward, type.LocalRewardForms))
            : [(given.LocalReward, given.LocalRewardForms)];
        double own = local.Max(part =>
            part.Rewards.Select((rewards, state) => Largest(rewards[globalState], part.Forms?[state][globalState])).Max()
        );
        double ahead = double.NegativeInfinity;
        for (int action = 0; action < given.GlobalActionNames.Length; action++)
        {
            RewardForm? form = given.GlobalRewardForms?[globalState][action];
            double reward = Largest([given.GlobalReward[globalState][action]], form is null ? null : [form]);
            TransitionRow row = given.GlobalRows![globalState][action];
            double next = row.Coupling is { } coupling ? coupling.At.Max(one => Dot(one, values)) : Dot(row, values);
            ahead = Math.Max(ahead, reward + (given.Discount * next));
        }

        return own + ahead;
    }

    private static double Largest(double[] rewards, RewardForm?[]? forms) =>
        rewards.Select((reward, action) => forms?[action] is CoupledReward coupled ? coupled.At.Max() : reward).Max();

    private Inequality Equation(WitnessFunction function, int state, double backup, int globalState, int[] counts, int? tagged = null)
    {
        double value = function.Values[state];
        string agent = tagged is { } localState ? $", the agent in {game.LocalStateNames[localState]}" : "";
        return new Inequality(
            $"Bellman equation of {function.Name} at s_g = {game.GlobalStateNames[globalState]}, counts "
                + $"({string.Join(", ", counts)}){agent}",
            Math.Abs(backup - value),
            (1 - game.Discount) * function.Error,
            rounding * (Math.Abs(backup) + Math.Abs(value)),
            IsBellman: true
        );
    }

    private double[][] Moves(LocalPolicy policy, int[] counts, int globalState, double[] fractions) =>
        [
            .. counts.SelectMany(
                (count, state) => count == 0 ? [] : Enumerable.Repeat(laws.Move(policy, state, globalState, fractions), count)
            ),
        ];

    private double Locals(LocalPolicy policy, int[] counts, int globalState, double[] fractions) =>
        counts.Select((count, state) => count * laws.Reward(policy, state, globalState, fractions)).Sum() / laws.Agents;

    private double Background(int[] others, double[] actions, int globalState, double[] fractions) =>
        Locals(pair.Local, others, globalState, fractions)
        + actions.Select((weight, action) => weight * game.GlobalReward(globalState, action, fractions)).Sum();

    // [s_g'] = E f(s_g', c').
    private double[] Expected(double[] values, double[] law)
    {
        double[] expected = new double[game.GlobalStates];
        for ((int rank, int place) = (0, 0); rank < law.Length; rank++)
        {
            for (int state = 0; state < expected.Length; state++, place++)
            {
                expected[state] += law[rank] * values[place];
            }
        }

        return expected;
    }

    // [x'] = E f(s_g', x', c'').
    private double[] Tagged(double[] values, double[] law, double[] actions, int globalState, double[] fractions)
    {
        double[] move = new double[game.GlobalStates];
        for (int action = 0; action < actions.Length; action++)
        {
            TransitionRow row = game.GlobalRow(globalState, action, fractions);
            for (int place = 0; place < row.Targets.Length; place++)
            {
                move[row.Targets[place]] += actions[action] * row.Probabilities[place];
            }
        }

        double[] after = new double[game.LocalStates];
        for ((int rank, int place) = (0, 0); rank < law.Length; rank++)
        {
            for (int to = 0; to < after.Length; to++)
            {
                double mean = 0.0;
                for (int state = 0; state < move.Length; state++, place++)
                {
                    mean += move[state] * values[place];
                }

                after[to] += law[rank] * mean;
            }
        }

        return after;
    }

    private double Mean(int globalState, double[] actions, double[] expected, double[] fractions)
    {
        double sum = 0.0;
        for (int action = 0; action < actions.Length; action++)
        {
            sum += actions[action] * ActionValue(globalState, action, expected, fractions);
        }

        return sum;
    }

    private double BestAction(int globalState, double[] expected, double[] fractions) =>
        Enumerable.Range(0, game.GlobalActions).Max(action => ActionValue(globalState, action, expected, fractions));

    private double ActionValue(int globalState, int action, double[] expected, double[] fractions) =>
        game.GlobalReward(globalState, action, fractions)
        + (game.Discount * Dot(game.GlobalRow(globalState, action, fractions), expected));

    // Agent after agent chooses; the law of the next counts of those who have chosen grows with it. A group on which something depends is
    // everybody.
    private double GroupBest(
        double[] values,
        int[] agents,
        int[] chosen,
        int decided,
        (int GlobalState, double Reward, double[] Law, double[] Fractions) so
    )
    {
        if (decided == agents.Length)
        {
            return (so.Reward / agents.Length) + BestAction(so.GlobalState, Expected(values, so.Law), so.Fractions);
        }

        (int state, int first) = (agents[decided], decided > 0 && agents[decided] == agents[decided - 1] ? chosen[decided - 1] : 0);
        double best = double.NegativeInfinity;
        for (int action = first; action < game.LocalActions; action++)
        {
            chosen[decided] = action;
            TransitionRow row = game.LocalRow(state, so.GlobalState, action, so.Fractions);
            double[] law = laws.Joined(so.Law, decided, row.Dense(game.LocalStates));
            double reward = so.Reward + game.LocalReward(state, so.GlobalState, action, so.Fractions);
            best = Math.Max(best, GroupBest(values, agents, chosen, decided + 1, so with { Reward = reward, Law = law }));
        }

        return best;
    }

    private static double Dot(TransitionRow row, ReadOnlySpan<double> function)
    {
        double sum = 0.0;
        for (int place = 0; place < row.Targets.Length; place++)
        {
            sum += row.Probabilities[place] * function[row.Targets[place]];
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0.0;
        for (int place = 0; place < left.Length; place++)
        {
            sum += left[place] * right[place];
        }

        return sum;
    }
}
