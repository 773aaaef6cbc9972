using Antiphon.Games;

namespace Antiphon.Tests.Reference;

/// <summary>A global policy as the twins know it: the law of a_g at global state s_g when the observation has these counts.</summary>
internal delegate double[] GlobalRule(int globalState, int[] observation);

/// <summary>
/// The deployed game written out over ordered states (s_g, s_1, .., s_n): no count vectors, no symmetry, dense matrices. State number s_g
/// * S^n + t, with t as in <see cref="Counting.Tuples"/>. Local policies are tables [s_l][s_g][a_l], flat; rows need not sum to one, so
/// that values can be differentiated entry by entry.
/// </summary>
internal sealed class OrderedGame
{
    private readonly int _agents;
    private readonly int _observations;
    private readonly int[] _types;
    private readonly double[] _weights;
    private readonly int[][] _subsets;

    /// <summary>
    /// Writes out a game. Where it declares types, the first agents are of the first type and so on, and observations are stratified by
    /// type.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="observations">k.</param>
    /// <param name="agents">
    /// How many agents live in it; null for the game's own number. Types count in the reward as among the game's agents.
    /// </param>
    public OrderedGame(CooperativeGame game, int observations, int? agents = null)
    {
        Game = game;
        _agents = agents ?? checked((int)game.Agents);
        _types = [.. game.Types.Split(_agents).SelectMany((count, type) => Enumerable.Repeat(type, (int)count))];
        _weights =
        [
            .. _types.Select(type => (double)game.Types.Split(game.Agents)[type] / game.Agents / _types.Count(other => other == type)),
        ];
        Tuples =
        [
            .. Counting
                .Tuples(game.LocalStates, _agents)
                .Where(tuple => tuple.Zip(_types).All(agent => game.Types.Of(agent.First) == agent.Second)),
        ];
        _observations = observations;
        long[] seen = game.Types.Split(observations);
        _subsets =
        [
            .. Counting
                .Subsets(_agents, observations)
                .Where(subset => seen.Select((count, type) => subset.Count(i => _types[i] == type) == count).All(fits => fits)),
        ];
    }

    public CooperativeGame Game { get; }

    public int[][] Tuples { get; }

    public int States => Game.GlobalStates * Tuples.Length;

    public int StateOf(int globalState, int tuple) => globalState * Tuples.Length + tuple;

    /// <summary>phi(a_g | s_g, s): the rule averaged over all k-subsets.</summary>
    public double[] ActionLaw(GlobalRule rule, int globalState, int tuple)
    {
        double[] law = new double[Game.GlobalActions];
        if (Game.Sampling is not UniformSampling)
        {
            foreach ((int[] observation, double probability) in OrderedObservations.Law(Game, globalState, Tuples[tuple], _observations))
            {
                law = [.. law.Zip(rule(globalState, observation), (sum, given) => sum + probability * given)];
            }
            return law;
        }
        foreach (int[] subset in _subsets)
        {
            double[] given = rule(globalState, Counting.CountsOf(Game.LocalStates, subset.Select(i => Tuples[tuple][i])));
            for (int action = 0; action < law.Length; action++)
            {
                law[action] += given[action] / _subsets.Length;
            }
        }
        return law;
    }

    /// <summary>The fraction of agents in each local state, each agent with its type's weight.</summary>
    public double[] Fractions(int tuple)
    {
        double[] fractions = new double[Game.LocalStates];
        for (int agent = 0; agent < _agents; agent++)
        {
            fractions[Tuples[tuple][agent]] += _weights[agent];
        }
        return fractions;
    }

    /// <summary>The same where nothing depends on the population.</summary>
    public double[,] LocalKernel(double[] local, int globalState) => LocalKernel(local, globalState, new double[Game.LocalStates]);

    /// <summary>M_{s_g}[x, y] = sum_a pi(a | x, s_g) P_l(y | x, s_g, a) at a population.</summary>
    public double[,] LocalKernel(double[] local, int globalState, double[] fractions)
    {
        double[,] kernel = new double[Game.LocalStates, Game.LocalStates];
        for (int x = 0; x < Game.LocalStates; x++)
        {
            for (int action = 0; action < Game.LocalActions; action++)
            {
                double[] row = Game.LocalRow(x, globalState, action, fractions).ToArray(Game.LocalStates);
                for (int y = 0; y < Game.LocalStates; y++)
                {
                    kernel[x, y] += local[Cell(x, globalState, action)] * row[y];
                }
            }
        }
        return kernel;
    }

    public int Cell(int localState, int globalState, int localAction) =>
        (localState * Game.GlobalStates + globalState) * Game.LocalActions + localAction;

    /// <summary>Probability of each next tuple: the product of the agents' moves.</summary>
    public double[] NextTuples(double[,] kernel, int tuple) =>
        [.. Tuples.Select(next => next.Select((y, agent) => kernel[Tuples[tuple][agent], y]).Aggregate(1.0, (product, p) => product * p))];

    /// <summary>Expected team reward of a joint policy in each state.</summary>
    public double[] Rewards(GlobalRule rule, double[] local)
    {
        double[] rewards = new double[States];
        for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
        {
            for (int tuple = 0; tuple < Tuples.Length; tuple++)
            {
                double[] law = ActionLaw(rule, globalState, tuple);
                double reward = LocalReward(local, globalState, tuple);
                for (int action = 0; action < law.Length; action++)
                {
                    reward += law[action] * Game.GlobalReward(globalState, action, Fractions(tuple));
                }
                rewards[StateOf(globalState, tuple)] = reward;
            }
        }
        return rewards;
    }

    /// <summary>sum_i w_i sum_a pi(a | s_i, s_g) r_l(s_i, s_g, a), w_i = 1/n for agents of one type.</summary>
    public double LocalReward(double[] local, int globalState, int tuple)
    {
        double[] fractions = Fractions(tuple);
        double sum = 0.0;
        for (int agent = 0; agent < _agents; agent++)
        {
            int state = Tuples[tuple][agent];
            for (int action = 0; action < Game.LocalActions; action++)
            {
                sum += _weights[agent] * local[Cell(state, globalState, action)] * Game.LocalReward(state, globalState, action, fractions);
            }
        }
        return sum;
    }

    /// <summary>The joint law of the next state.</summary>
    public double[,] Transitions(GlobalRule rule, double[] local)
    {
        double[,] transitions = new double[States, States];
        for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
        {
            for (int tuple = 0; tuple < Tuples.Length; tuple++)
            {
                double[] fractions = Fractions(tuple);
                double[,] kernel = LocalKernel(local, globalState, fractions);
                double[] law = ActionLaw(rule, globalState, tuple);
                double[] next = NextTuples(kernel, tuple);
                for (int nextGlobal = 0; nextGlobal < Game.GlobalStates; nextGlobal++)
                {
                    double move = 0.0;
                    for (int action = 0; action < law.Length; action++)
                    {
                        move += law[action] * Game.GlobalRow(globalState, action, fractions).ToArray(Game.GlobalStates)[nextGlobal];
                    }
                    for (int t = 0; t < next.Length; t++)
                    {
                        transitions[StateOf(globalState, tuple), StateOf(nextGlobal, t)] = move * next[t];
                    }
                }
            }
        }
        return transitions;
    }

    /// <summary>V = (I - gamma P)^{-1} r.</summary>
    public double[] Value(GlobalRule rule, double[] local) => GaussianElimination.Solve(Resolvent(rule, local), Rewards(rule, local));

    /// <summary>d = (I - gamma P^T)^{-1} rho: expected discounted visits, total 1/(1-gamma).</summary>
    public double[] Occupancy(GlobalRule rule, double[] local) =>
        GaussianElimination.SolveTransposed(Resolvent(rule, local), InitialLaw());

    public double StartValue(GlobalRule rule, double[] local) => Value(rule, local).Zip(InitialLaw(), (value, mass) => value * mass).Sum();

    /// <summary>
    /// Probability of each ordered state at time 0. Dirichlet: an ordered tuple with counts c has probability prod_x a (a+1) .. (a+c_x-1)
    /// / (Sa (Sa+1) .. (Sa+n-1)).
    /// </summary>
    public double[] InitialLaw()
    {
        double[] law = new double[States];
        for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
        {
            for (int tuple = 0; tuple < Tuples.Length; tuple++)
            {
                law[StateOf(globalState, tuple)] = Game.Initial.Global[globalState] * StartOfTuple(Tuples[tuple]);
            }
        }
        return law;
    }

    private double StartOfTuple(int[] tuple) =>
        Game.Initial.Local is TypedLocalLaw typed
            ? typed
                .Types.Select((law, type) => StartOfTuple([.. tuple.Where((_, agent) => _types[agent] == type)], law, Game.Types[type]))
                .Aggregate(1.0, (product, p) => product * p)
            : StartOfTuple(tuple, Game.Initial.Local, Game.Types[0]);

    private static double StartOfTuple(int[] tuple, LocalInitialLaw start, AgentType type) =>
        start switch
        {
            IndependentLocalLaw law => tuple.Aggregate(1.0, (product, state) => product * law.Probabilities[state - type.First]),
            DirichletLocalLaw law => PolyaUrn(tuple, law.Concentration, type.States),
            _ => throw new NotSupportedException(),
        };

    /// <summary>Draws the tuple agent by agent from the urn that a Dirichlet mixture is.</summary>
    private static double PolyaUrn(int[] tuple, double concentration, int states)
    {
        double probability = 1.0;
        for (int agent = 0; agent < tuple.Length; agent++)
        {
            int alike = tuple.Take(agent).Count(state => state == tuple[agent]);
            probability *= (concentration + alike) / (states * concentration + agent);
        }
        return probability;
    }

    private double[,] Resolvent(GlobalRule rule, double[] local)
    {
        double[,] matrix = Transitions(rule, local);
        for (int i = 0; i < States; i++)
        {
            for (int j = 0; j < States; j++)
            {
                matrix[i, j] = (i == j ? 1 : 0) - Game.Discount * matrix[i, j];
            }
        }
        return matrix;
    }
}
