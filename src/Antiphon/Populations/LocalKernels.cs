using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// What one local agent does under a fixed shared policy pi_l: its kernels M_{s_g}(x, y) = sum_a pi_l(a | x, s_g) P_l(y | x, s_g, a) and
/// expected rewards rbar_l(x, s_g) = sum_a pi_l(a | x, s_g) r_l(x, s_g, a) (the paper's induced one-step objects, Section 3).
/// </summary>
internal sealed class LocalKernels
{
    private readonly double[] transitions;
    private readonly double[] rewards;

    /// <summary>Mixes the game's local kernels and rewards by a policy.</summary>
    /// <param name="game">The game.</param>
    /// <param name="localPolicy">pi_l in index order [s_l][s_g][a_l]; rows sum to 1.</param>
    /// <exception cref="ArgumentException">The table has another length.</exception>
    /// <exception cref="DoesNotFitException">The kernels do not fit in memory.</exception>
    public LocalKernels(CooperativeGame game, ReadOnlySpan<double> localPolicy)
    {
        ArgumentNullException.ThrowIfNull(game);
        (LocalStates, GlobalStates) = (game.LocalStates, game.GlobalStates);
        RequireFit(game);
        if (localPolicy.Length != LocalStates * GlobalStates * game.LocalActions)
        {
            throw new ArgumentException(
                $"the local policy has {localPolicy.Length} entries; expected {LocalStates * GlobalStates * game.LocalActions}",
                nameof(localPolicy)
            );
        }

        transitions = new double[GlobalStates * LocalStates * LocalStates];
        rewards = new double[GlobalStates * LocalStates];
        for (int globalState = 0; globalState < GlobalStates; globalState++)
        {
            for (int localState = 0; localState < LocalStates; localState++)
            {
                ReadOnlySpan<double> row = localPolicy.Slice(
                    ((localState * GlobalStates) + globalState) * game.LocalActions,
                    game.LocalActions
                );
                Mix(game, globalState, localState, row);
            }
        }
    }

    /// <summary>What kernels take.</summary>
    internal static double Bytes(int globalStates, int localStates) => sizeof(double) * (double)globalStates * localStates * localStates;

    /// <summary>Refuses a game whose kernels do not fit: a number for every global state and pair of local states.</summary>
    /// <exception cref="DoesNotFitException">They do not fit in memory, or not in one array.</exception>
    internal static void RequireFit(CooperativeGame game)
    {
        double bytes = Bytes(game.GlobalStates, game.LocalStates);
        string job = $"the kernels of one agent in {game.LocalStates:N0} local and {game.GlobalStates:N0} global states";
        MemoryBudget.Require(bytes, job, "use a game of fewer local states");
        if (bytes / sizeof(double) > Array.MaxLength)
        {
            long most = sizeof(double) * (long)Array.MaxLength;
            throw new DoesNotFitException(
                $"{job} need {LatticeSize.Bytes(bytes)}; {LatticeSize.Bytes(most)} fit in one array; use a game of fewer local states",
                bytes,
                most
            );
        }
    }

    private LocalKernels(LocalKernels other, double[] transitions)
    {
        (LocalStates, GlobalStates) = (other.LocalStates, other.GlobalStates);
        (this.transitions, rewards) = (transitions, other.rewards);
    }

    /// <summary>S, the number of local states.</summary>
    public int LocalStates { get; }

    /// <summary>The number of global states.</summary>
    public int GlobalStates { get; }

    /// <summary>M_{s_g}, S x S, row-major: entry [x * S + y] is the probability of x -> y.</summary>
    /// <param name="globalState">s_g.</param>
    public ReadOnlySpan<double> Transition(int globalState) =>
        transitions.AsSpan(globalState * LocalStates * LocalStates, LocalStates * LocalStates);

    /// <summary>rbar_l(., s_g): the expected local reward in each local state.</summary>
    /// <param name="globalState">s_g.</param>
    public ReadOnlySpan<double> Reward(int globalState) => rewards.AsSpan(globalState * LocalStates, LocalStates);

    /// <summary>Wrong kernels: (1 - share) M plus share times rows drawn uniformly from the simplex.</summary>
    internal LocalKernels Mixed(double share, RandomStream chance)
    {
        double[] mixed = new double[transitions.Length];
        for (int row = 0; row < mixed.Length; row += LocalStates)
        {
            DirichletSampler.Sample(chance, 1, mixed.AsSpan(row, LocalStates));
            for (int place = row; place < row + LocalStates; place++)
            {
                mixed[place] = ((1 - share) * transitions[place]) + (share * mixed[place]);
            }
        }

        return new LocalKernels(this, mixed);
    }

    private void Mix(CooperativeGame game, int globalState, int localState, ReadOnlySpan<double> actionLaw)
    {
        Span<double> target = transitions.AsSpan(((globalState * LocalStates) + localState) * LocalStates, LocalStates);
        for (int action = 0; action < actionLaw.Length; action++)
        {
            double probability = actionLaw[action];
            if (probability == 0)
            {
                continue;
            }

            TransitionRow law = game.LocalRow(localState, globalState, action);
            for (int place = 0; place < law.Targets.Length; place++)
            {
                target[law.Targets[place]] += probability * law.Probabilities[place];
            }

            rewards[(globalState * LocalStates) + localState] += probability * game.LocalReward(localState, globalState, action);
        }
    }
}
