using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// What one local agent does under a fixed shared policy pi_l: its kernels M_{s_g}(x, y) = sum_a pi_l(a | x, s_g) P_l(y | x, s_g, a) and
/// expected rewards rbar_l(x, s_g) = sum_a pi_l(a | x, s_g) r_l(x, s_g, a) (the paper's induced one-step objects, Section 3). Where these
/// depend on the population they are sums over hat functions (<see cref="Couplings"/>), whose parts are held here.
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

        Hats = game.Hats;
        transitions = new double[Hats * GlobalStates * LocalStates * LocalStates];
        rewards = new double[Hats * GlobalStates * LocalStates];
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
        double bytes = game.Hats * Bytes(game.GlobalStates, game.LocalStates);
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
        (LocalStates, GlobalStates, Hats) = (other.LocalStates, other.GlobalStates, other.Hats);
        (this.transitions, rewards) = (transitions, other.rewards);
    }

    /// <summary>S, the number of local states.</summary>
    public int LocalStates { get; }

    /// <summary>The number of global states.</summary>
    public int GlobalStates { get; }

    /// <summary>How many hat functions the kernels are sums over; 1 where they do not depend on the population.</summary>
    public int Hats { get; }

    /// <summary>M_{s_g}, S x S, row-major: entry [x * S + y] is the probability of x -> y.</summary>
    /// <param name="globalState">s_g.</param>
    /// <exception cref="InvalidInputException">The kernels depend on the population.</exception>
    public ReadOnlySpan<double> Transition(int globalState) => Uncoupled(TransitionPart(0, globalState));

    /// <summary>M_{s_g} at a population.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="hats">Values of the hat functions there.</param>
    /// <param name="scratch">S x S numbers, written where kernels depend on the population.</param>
    public ReadOnlySpan<double> Transition(int globalState, ReadOnlySpan<double> hats, Span<double> scratch)
    {
        if (Hats == 1)
        {
            return TransitionPart(0, globalState);
        }

        scratch.Clear();
        for (int hat = 0; hat < hats.Length; hat++)
        {
            Add(hats[hat], TransitionPart(hat, globalState), scratch);
        }

        return scratch;
    }

    /// <summary>One row M_{s_g}(x, .) at a population, likewise.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="localState">x.</param>
    /// <param name="hats">Values of the hat functions there.</param>
    /// <param name="row">Receives the row, length S.</param>
    public void WriteRow(int globalState, int localState, ReadOnlySpan<double> hats, Span<double> row)
    {
        row.Clear();
        for (int hat = 0; hat < hats.Length; hat++)
        {
            Add(hats[hat], TransitionPart(hat, globalState).Slice(localState * LocalStates, LocalStates), row);
        }
    }

    /// <summary>rbar_l(., s_g): the expected local reward in each local state.</summary>
    /// <param name="globalState">s_g.</param>
    /// <exception cref="InvalidInputException">The rewards depend on the population.</exception>
    public ReadOnlySpan<double> Reward(int globalState) => Uncoupled(RewardPart(0, globalState));

    /// <summary>rbar_l(., s_g) at a population.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="hats">Values of the hat functions there.</param>
    /// <param name="scratch">S numbers, written where rewards depend on the population.</param>
    public ReadOnlySpan<double> Reward(int globalState, ReadOnlySpan<double> hats, Span<double> scratch)
    {
        if (Hats == 1)
        {
            return RewardPart(0, globalState);
        }

        scratch.Clear();
        for (int hat = 0; hat < hats.Length; hat++)
        {
            Add(hats[hat], RewardPart(hat, globalState), scratch);
        }

        return scratch;
    }

    /// <summary>rbar_l(x, s_g) at a population.</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="localState">x.</param>
    /// <param name="hats">Values of the hat functions there.</param>
    public double Reward(int globalState, int localState, ReadOnlySpan<double> hats)
    {
        double sum = 0.0;
        for (int hat = 0; hat < hats.Length; hat++)
        {
            sum += hats[hat] == 0 ? 0 : hats[hat] * RewardPart(hat, globalState)[localState];
        }

        return sum;
    }

    private static void Add(double hat, ReadOnlySpan<double> part, Span<double> sum)
    {
        if (hat != 0)
        {
            ConjugateGradient.AddScaled(hat, part, sum);
        }
    }

    private ReadOnlySpan<double> TransitionPart(int hat, int globalState) =>
        transitions.AsSpan(((hat * GlobalStates) + globalState) * LocalStates * LocalStates, LocalStates * LocalStates);

    private ReadOnlySpan<double> RewardPart(int hat, int globalState) =>
        rewards.AsSpan(((hat * GlobalStates) + globalState) * LocalStates, LocalStates);

    private ReadOnlySpan<double> Uncoupled(ReadOnlySpan<double> part) =>
        Hats == 1
            ? part
            : throw new InvalidInputException(
                "this computation does not support kernels and rewards that depend on the population; use a mean-field lattice, a small "
                    + "exact one, or simulation"
            );

    /// <summary>Wrong kernels: (1 - share) M plus share times rows drawn uniformly from the simplex.</summary>
    internal LocalKernels Mixed(double share, RandomStream chance)
    {
        double[] mixed = new double[transitions.Length];
        for (int row = 0; row < mixed.Length / Hats; row += LocalStates)
        {
            DirichletSampler.Sample(chance, 1, mixed.AsSpan(row, LocalStates));
        }

        // What is drawn does not depend on the population: it belongs to the constant hat function, the first.
        for (int place = 0; place < mixed.Length; place++)
        {
            mixed[place] = ((1 - share) * transitions[place]) + (share * mixed[place]);
        }

        return new LocalKernels(this, mixed);
    }

    private void Mix(CooperativeGame game, int globalState, int localState, ReadOnlySpan<double> actionLaw)
    {
        for (int hat = 0; hat < Hats; hat++)
        {
            Mix(game, hat, globalState, localState, actionLaw);
        }
    }

    private void Mix(CooperativeGame game, int hat, int globalState, int localState, ReadOnlySpan<double> actionLaw)
    {
        int cell = (((hat * GlobalStates) + globalState) * LocalStates) + localState;
        Span<double> target = transitions.AsSpan(cell * LocalStates, LocalStates);
        for (int action = 0; action < actionLaw.Length; action++)
        {
            double probability = actionLaw[action];
            if (probability == 0)
            {
                continue;
            }

            if (game.LocalPart(hat, localState, globalState, action) is { } law)
            {
                for (int place = 0; place < law.Targets.Length; place++)
                {
                    target[law.Targets[place]] += probability * law.Probabilities[place];
                }
            }

            rewards[cell] += probability * game.LocalRewardPart(hat, localState, globalState, action);
        }
    }
}
