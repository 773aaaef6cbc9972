using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Planning;

/// <summary>
/// One step of one agent and the global state under a blind pair, rows of P_l kept sparse. Vectors are indexed [s_g * S + s_l]. Not safe
/// for use by several threads.
/// </summary>
internal sealed class BlindKernel
{
    private readonly CooperativeGame game;
    private readonly int states;
    private readonly double[] expected;

    // P_l by rows (s_l, s_g, a_l).
    private readonly SparseRows moves;
    private readonly double[] globalLaw;
    private readonly double[] globalReward;
    private readonly double[] local;

    /// <summary>Prepares a step.</summary>
    /// <param name="game">The game.</param>
    /// <param name="moves">P_l by rows (s_l, s_g, a_l) where it is another than the game's; null for the game's.</param>
    internal BlindKernel(CooperativeGame game, SparseRows? moves)
    {
        this.game = game;
        states = game.LocalStates;
        expected = new double[states];
        globalLaw = new double[game.GlobalStates * game.GlobalStates];
        globalReward = new double[game.GlobalStates];
        local = new double[states * game.GlobalStates * game.LocalActions];
        this.moves = moves ?? SingleAgentProblem.LocalMoves(game);
    }

    /// <summary>The dispatcher takes one action in each global state.</summary>
    internal void SetGlobal(ReadOnlySpan<int> actions)
    {
        for (int globalState = 0; globalState < actions.Length; globalState++)
        {
            SetGlobal(globalState, actions[globalState]);
        }
    }

    /// <summary>The dispatcher takes an action in one global state.</summary>
    internal void SetGlobal(int globalState, int action)
    {
        game.GlobalTransition(globalState, action).CopyTo(globalLaw.AsSpan(globalState * game.GlobalStates));
        globalReward[globalState] = game.GlobalReward(globalState, action);
    }

    /// <summary>The dispatcher draws its action by a law, index order [s_g][a_g].</summary>
    internal void SetGlobal(ReadOnlySpan<double> law)
    {
        Array.Clear(globalLaw);
        Array.Clear(globalReward);
        for (int row = 0; row < law.Length; row++)
        {
            (int globalState, int action) = (row / game.GlobalActions, row % game.GlobalActions);
            globalReward[globalState] += law[row] * game.GlobalReward(globalState, action);
            Span<double> target = globalLaw.AsSpan(globalState * game.GlobalStates, game.GlobalStates);
            ConjugateGradient.AddScaled(law[row], game.GlobalTransition(globalState, action), target);
        }
    }

    /// <summary>The agents' policy, index order [s_l][s_g][a_l].</summary>
    internal void SetLocal(ReadOnlySpan<double> probabilities) => probabilities.CopyTo(local);

    /// <summary>The agents take one action in each cell, index order [s_l][s_g].</summary>
    internal void SetLocal(ReadOnlySpan<int> actions)
    {
        Array.Clear(local);
        for (int cell = 0; cell < actions.Length; cell++)
        {
            local[(cell * game.LocalActions) + actions[cell]] = 1;
        }
    }

    /// <summary>image = r + gamma P vector.</summary>
    internal void Apply(ReadOnlySpan<double> vector, Span<double> image) => Step(vector, image, rewards: 1);

    /// <summary>product = vector - gamma P vector.</summary>
    internal void Resolvent(ReadOnlySpan<double> vector, Span<double> product)
    {
        Step(vector, product, rewards: 0);
        for (int i = 0; i < product.Length; i++)
        {
            product[i] = vector[i] - product[i];
        }
    }

    /// <summary>
    /// What taking a global action once earns each agent state, the pair going on afterwards: r_g + rho_s + gamma sum_s' P_g(s' | s, a)
    /// M_s vector_s'.
    /// </summary>
    internal void GlobalActionValues(int globalState, int action, ReadOnlySpan<double> vector, Span<double> values) =>
        Row(globalState, game.GlobalTransition(globalState, action), game.GlobalReward(globalState, action), vector, values, rewards: 1);

    /// <summary>
    /// What one agent in a cell earns by each local action once, the pair going on afterwards; call <c>Expect</c> for the global state
    /// first.
    /// </summary>
    internal double LocalActionValue(int localState, int globalState, int action) =>
        globalReward[globalState] + ActionValue(FirstRow(localState, globalState) + action, rewards: 1);

    /// <summary>Prepares <see cref="LocalActionValue"/> for one global state.</summary>
    internal void Expect(int globalState, ReadOnlySpan<double> vector) =>
        Expect(globalLaw.AsSpan(globalState * game.GlobalStates, game.GlobalStates), vector);

    private void Step(ReadOnlySpan<double> vector, Span<double> image, double rewards)
    {
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            Span<double> law = globalLaw.AsSpan(globalState * game.GlobalStates, game.GlobalStates);
            Row(globalState, law, globalReward[globalState], vector, image.Slice(globalState * states, states), rewards);
        }
    }

    private void Row(
        int globalState,
        ReadOnlySpan<double> law,
        double reward,
        ReadOnlySpan<double> vector,
        Span<double> image,
        double rewards
    )
    {
        Expect(law, vector);
        for (int localState = 0; localState < states; localState++)
        {
            double sum = rewards * reward;
            int first = FirstRow(localState, globalState);
            for (int row = first; row < first + game.LocalActions; row++)
            {
                if (local[row] > 0)
                {
                    sum += local[row] * ActionValue(row, rewards);
                }
            }

            image[localState] = sum;
        }
    }

    private int FirstRow(int localState, int globalState) => ((localState * game.GlobalStates) + globalState) * game.LocalActions;

    private double ActionValue(int row, double rewards) =>
        (rewards * game.LocalRewards[row]) + (game.Discount * moves.Expect(row, expected));

    private void Expect(ReadOnlySpan<double> law, ReadOnlySpan<double> vector)
    {
        Array.Clear(expected);
        for (int next = 0; next < law.Length; next++)
        {
            if (law[next] > 0)
            {
                ConjugateGradient.AddScaled(law[next], vector.Slice(next * states, states), expected);
            }
        }
    }
}
