using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>
/// What a pair earns and what others could gain, written out over ordered agents: every state, every choice, every next state.
/// </summary>
internal sealed class PairTwin
{
    private readonly CooperativeGame game;
    private readonly OrderedGame ordered;
    private readonly GlobalRule rule;
    private readonly double[] local;
    private readonly int agents;

    public PairTwin(CooperativeGame game, JointPolicy pair)
    {
        (this.game, agents) = (game, (int)game.Agents);
        ordered = new OrderedGame(game, pair.Global.Subsample);
        rule = game.Types.Count > 1 && pair.Global.Table is { } table ? Library.TypedRule(game, table) : Library.Rule(game, pair.Global);
        local = pair.Local.Probabilities.ToArray();
        Start = ordered.InitialLaw();
        Value = Solve(Pair);
        Dispatcher = Optimum((state, tuple) => [.. Enumerable.Range(0, game.GlobalActions).Select(a => Dispatched(state, tuple, a))]);
        Controller = Optimum(Directed);
    }

    /// <summary>The initial law.</summary>
    public double[] Start { get; }

    /// <summary>The value of the pair.</summary>
    public double[] Value { get; }

    /// <summary>The best response of a dispatcher that sees everyone.</summary>
    public double[] Dispatcher { get; }

    /// <summary>The optimum of a controller of everybody.</summary>
    public double[] Controller { get; }

    /// <summary>How many agents there are.</summary>
    public int Agents => agents;

    /// <summary>One agent's best response, for the team or for itself.</summary>
    public double[] OneAgent(int who, bool own) =>
        Optimum((state, tuple) => [.. Enumerable.Range(0, game.LocalActions).Select(action => Alone(state, tuple, who, own, action))]);

    /// <summary>What one agent earns for itself under the pair.</summary>
    public double[] Own(int who) =>
        Solve((state, tuple) => Pair(state, tuple) with { Reward = Rewards(state, tuple, Mixed(state, tuple))[who] });

    private Choice Pair(int state, int tuple) => Make(state, tuple, Law(state, tuple), Mixed(state, tuple), who: null);

    private Choice Dispatched(int state, int tuple, int action) =>
        Make(state, tuple, Unit(game.GlobalActions, action), Mixed(state, tuple), who: null);

    private Choice Alone(int state, int tuple, int who, bool own, int action)
    {
        double[][] laws = Mixed(state, tuple);
        laws[who] = Unit(game.LocalActions, action);
        return Make(state, tuple, Law(state, tuple), laws, own ? who : null);
    }

    private Choice[] Directed(int state, int tuple) =>
        [
            .. Counting
                .Tuples(game.LocalActions, agents)
                .SelectMany(actions =>
                    Enumerable
                        .Range(0, game.GlobalActions)
                        .Select(action =>
                            Make(
                                state,
                                tuple,
                                Unit(game.GlobalActions, action),
                                [.. actions.Select(own => Unit(game.LocalActions, own))],
                                who: null
                            )
                        )
                ),
        ];

    private double[] Law(int state, int tuple) => ordered.ActionLaw(rule, state, tuple);

    // Each agent's law over its actions.
    private double[][] Mixed(int state, int tuple) =>
        [.. ordered.Tuples[tuple].Select(x => local.AsSpan(ordered.Cell(x, state, 0), game.LocalActions).ToArray())];

    // Each agent's own reward.
    private double[] Rewards(int state, int tuple, double[][] laws)
    {
        double[] fractions = ordered.Fractions(tuple);
        return
        [
            .. ordered.Tuples[tuple].Select((x, who) => laws[who].Select((p, a) => p * game.LocalReward(x, state, a, fractions)).Sum()),
        ];
    }

    private Choice Make(int state, int tuple, double[] law, double[][] laws, int? who)
    {
        double[] fractions = ordered.Fractions(tuple);
        double[] own = Rewards(state, tuple, laws);
        double reward = who is { } one
            ? own[one]
            : (own.Sum() / agents) + law.Select((p, a) => p * game.GlobalReward(state, a, fractions)).Sum();
        double[] next = new double[game.GlobalStates];
        for (int action = 0; action < law.Length; action++)
        {
            double[] row = game.GlobalRow(state, action, fractions).ToArray(game.GlobalStates);
            next = [.. next.Zip(row, (sum, p) => sum + (law[action] * p))];
        }

        double[][] moves = [.. ordered.Tuples[tuple].Select((x, i) => Move(x, state, laws[i], fractions))];
        double[] together = new double[ordered.Tuples.Length];
        for (int to = 0; to < together.Length; to++)
        {
            together[to] = 1;
            for (int i = 0; i < agents; i++)
            {
                together[to] *= moves[i][ordered.Tuples[to][i]];
            }
        }

        return new Choice(reward, [.. next.SelectMany(mass => together.Select(p => mass * p))]);
    }

    private double[] Move(int x, int state, double[] law, double[] fractions)
    {
        double[] move = new double[game.LocalStates];
        for (int action = 0; action < law.Length; action++)
        {
            double[] row = game.LocalRow(x, state, action, fractions).ToArray(game.LocalStates);
            for (int y = 0; y < move.Length; y++)
            {
                move[y] += law[action] * row[y];
            }
        }

        return move;
    }

    private double[] Solve(Func<int, int, Choice> choice) => Problem((state, tuple) => [choice(state, tuple)]).Value();

    private double[] Optimum(Func<int, int, Choice[]> choices) => Problem(choices).Optimum();

    private ExplicitControl Problem(Func<int, int, Choice[]> choices)
    {
        Choice[][] all =
        [
            .. Enumerable.Range(0, ordered.States).Select(state => choices(state / ordered.Tuples.Length, state % ordered.Tuples.Length)),
        ];
        return new ExplicitControl(
            game.Discount,
            [.. all.Select(row => row.Select(choice => choice.Reward).ToArray())],
            [.. all.Select(row => row.Select(choice => choice.Next).ToArray())]
        );
    }

    private static double[] Unit(int size, int index) => SmallGames.Unit(size, index);

    private sealed record Choice(double Reward, double[] Next);
}
