using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// Gamma: vectors alpha of plans that depend on the path of global states alone, for a dispatcher that observes the whole population
/// beside a fixed local policy. The plan of a vector earns &lt;c/n, alpha&gt; from count vector c, for every n, and each vector is kept
/// with its action and with the vectors by which its plan continues. Immutable; safe for use by several threads.
/// </summary>
/// <remarks>
/// The full-information policy that is greedy by <see cref="ActionValues"/> earns at least <see cref="Value"/> with n agents, for every n:
/// every vector is at most the backup of its successors, which are all in the set.
/// </remarks>
public sealed class AlphaVectors : PopulationPlan
{
    // Up to so many local states scratch memory is taken from the stack.
    private const int MostOnStack = 2048;

    private const string SameAllowed = "the same allowed actions";

    private readonly DispatcherProblem problem;
    private readonly VectorBlocks[] blocks;
    private readonly int[][] actions;
    private readonly int[][] successors;

    internal AlphaVectors(PlanVectors plan, ImmutableArray<int> blindActions)
    {
        problem = plan.Problem;
        BlindActions = [.. blindActions.Select((action, state) => problem.Allowed.Global(state).Played(action))];
        blocks = [.. Enumerable.Range(0, GlobalStates).Select(state => new VectorBlocks(plan, state))];
        actions =
        [
            .. blocks.Select((own, state) => Enumerable.Range(0, own.Count).Select(vector => plan.Action(state, vector)).ToArray()),
        ];
        successors =
        [
            .. blocks.Select((own, state) => Enumerable.Range(0, own.Count).SelectMany(vector => plan.Following(state, vector)).ToArray()),
        ];
    }

    /// <summary>G, the number of global states.</summary>
    public int GlobalStates => problem.GlobalStates;

    /// <summary>S, the number of local states.</summary>
    public int LocalStates => problem.LocalStates;

    /// <summary>A, the number of global actions.</summary>
    public override int GlobalActions => problem.GlobalActions;

    /// <summary>How many vectors there are in all global states.</summary>
    public int Count => blocks.Sum(own => own.Count);

    /// <summary>The best plan found among those that take one action in each global state, whatever they observe: a_g by s_g.</summary>
    public ImmutableArray<int> BlindActions { get; }

    internal override AlphaVectors Vectors => this;

    /// <summary>What is planned for.</summary>
    internal DispatcherProblem Problem => problem;

    /// <summary>How many vectors a global state has.</summary>
    /// <param name="globalState">s_g.</param>
    public int CountAt(int globalState) => blocks[globalState].Count;

    /// <summary>One vector alpha, length S.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="vector">Its number, from 0 to <see cref="CountAt"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such vector.</exception>
    public double[] Vector(int globalState, int vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vector);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(vector, CountAt(globalState));
        return [.. Enumerable.Range(0, LocalStates).Select(local => blocks[globalState][vector, local])];
    }

    /// <summary>The action that a vector's plan starts with.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="vector">The vector's number.</param>
    public int Action(int globalState, int vector) => actions[globalState][vector];

    /// <summary>The vector by which a plan continues; any number where s_g' cannot follow.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="vector">The vector's number.</param>
    /// <param name="next">s_g'.</param>
    /// <returns>Its number in s_g'.</returns>
    public int Successor(int globalState, int vector, int next) => successors[globalState][(vector * GlobalStates) + next];

    /// <summary>max &lt;mu, alpha&gt;: a lower bound of the full-information value, for every n of which mu = c/n.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="fractions">mu, the fraction of agents in each local state.</param>
    public double Value(int globalState, ReadOnlySpan<double> fractions)
    {
        RequireFractions(fractions);
        Span<int> scratch = LocalStates <= MostOnStack ? stackalloc int[LocalStates] : new int[LocalStates];
        return blocks[globalState].Largest(Occupied(fractions, scratch), fractions);
    }

    /// <summary>
    /// Q(s, mu, a) = r_g(s, a) + &lt;mu, rho_s&gt; + gamma sum_s' P_g(s' | s, a) max_alpha &lt;mu M_s, alpha&gt;, for every action.
    /// </summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="fractions">mu, the fraction of agents in each local state; length S.</param>
    /// <param name="values">Receives one number per global action.</param>
    public void ActionValues(int globalState, ReadOnlySpan<double> fractions, Span<double> values)
    {
        RequireFractions(fractions);
        Span<double> next = problem.Width <= MostOnStack ? stackalloc double[problem.Width] : new double[problem.Width];
        Span<int> scratch = LocalStates <= MostOnStack ? stackalloc int[LocalStates] : new int[LocalStates];
        Span<double> after = stackalloc double[GlobalStates];
        problem.Kernel(globalState).Push(fractions, next);
        Span<int> occupied = Occupied(next[..LocalStates], scratch);
        foreach (int state in problem.Reachable(globalState))
        {
            after[state] = blocks[state].Largest(occupied, next);
        }

        double local = 0.0;
        ReadOnlySpan<double> rewards = problem.LocalReward(globalState);
        for (int state = 0; state < LocalStates; state++)
        {
            local += fractions[state] * rewards[state];
        }

        for (int action = 0; action < GlobalActions; action++)
        {
            values[action] = local + problem.ActionValue(globalState, action, after);
        }
    }

    /// <summary>The allowed action of the largest Q(s, mu, a); ties go to the lowest index.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="fractions">mu, the fraction of agents in each local state; length S.</param>
    public int Greedy(int globalState, ReadOnlySpan<double> fractions)
    {
        Span<double> values = stackalloc double[GlobalActions];
        ActionValues(globalState, fractions, values);
        return Best(globalState, values);
    }

    /// <summary>The allowed action of the largest value; ties go to the lowest index.</summary>
    internal int Best(int globalState, ReadOnlySpan<double> values) => problem.Allowed.Global(globalState).Played(Argmax.First(values));

    internal override PlanReader CreateReader(PlanReading reading, PopulationFilter filter) => new VectorPlanReader(this, reading, filter);

    internal override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return
        [
            .. Mismatches(
                ($"{game.GlobalStates} global states", $"{GlobalStates} global states"),
                ($"{game.LocalStates} local states", $"{LocalStates} local states"),
                (game.Allowed.SameAs(problem.Allowed) ? SameAllowed : "other allowed actions", SameAllowed)
            ),
        ];
    }

    /// <summary>A violation for each pair of what a game has and what the vectors need that differ.</summary>
    internal static IEnumerable<Violation> Mismatches(params (string Found, string Expected)[] pairs) =>
        pairs
            .Where(pair => pair.Found != pair.Expected)
            .Select(pair => new Violation(
                "the game of the alpha vectors",
                $"has {pair.Found}",
                pair.Expected,
                "deploy the policy in the game that it was planned for"
            ));

    private static Span<int> Occupied(ReadOnlySpan<double> fractions, Span<int> scratch)
    {
        int count = 0;
        for (int state = 0; state < fractions.Length; state++)
        {
            if (fractions[state] != 0)
            {
                scratch[count++] = state;
            }
        }

        return scratch[..count];
    }

    private void RequireFractions(ReadOnlySpan<double> fractions)
    {
        if (fractions.Length != LocalStates)
        {
            throw new ArgumentException($"there are {fractions.Length} fractions; expected {LocalStates}", nameof(fractions));
        }
    }
}
