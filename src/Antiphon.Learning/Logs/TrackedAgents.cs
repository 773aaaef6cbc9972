using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>The agents that a log tracks, and the global state, as they move on. A workspace.</summary>
internal abstract class TrackedAgents
{
    private readonly CooperativeGame game;
    private readonly LocalKernels kernels;
    private readonly double[] scratch;
    private readonly DrawnRewards? drawn;
    private readonly RandomStream rewards = new(0);
    private readonly long[] counted;

    protected TrackedAgents(CooperativeGame game, LocalPolicy local, LocalKernels kernels, int subsample)
    {
        this.game = game;
        drawn = DrawnRewards.Of(game, local);
        counted = new long[game.LocalStates];
        States = new int[subsample];
        Counts = new int[game.LocalStates];
        (this.kernels, scratch) = (kernels, new double[game.LocalStates]);
    }

    /// <summary>Their local states.</summary>
    public int[] States { get; }

    /// <summary>How many of them are in each local state.</summary>
    public int[] Counts { get; }

    /// <summary>Values of the hat functions at the population of the step, on which rewards may depend.</summary>
    protected virtual ReadOnlySpan<double> Hats => Couplings.Constant.AsSpan();

    /// <summary>s_g.</summary>
    public abstract int GlobalState { get; }

    /// <summary>Begins an episode.</summary>
    public virtual void Start(RandomStream episode) =>
        episode.SplitInto(rewards, RandomStream.PurposeKey(LearningPurposes.DrawnRewards), 0);

    /// <summary>The global agent observes the tracked agents and acts.</summary>
    public abstract int Act();

    /// <summary>Everybody moves.</summary>
    public abstract void Move(int action);

    /// <summary>
    /// r_g(s_g, a_g) + (1/k) sum over the tracked agents of rbar_l(s_i, s_g) (the paper's equation 3), local rewards in expectation over
    /// the local actions; a draw of it where rewards are random.
    /// </summary>
    public double Reward(int action)
    {
        if (drawn is not null)
        {
            for (int state = 0; state < Counts.Length; state++)
            {
                counted[state] = Counts[state];
            }

            return drawn.Step(rewards, GlobalState, action, counted, States.Length, Hats);
        }

        ReadOnlySpan<double> local = kernels.Reward(GlobalState, Hats, scratch);
        double sum = 0.0;
        for (int state = 0; state < Counts.Length; state++)
        {
            sum += Counts[state] * local[state];
        }

        return game.GlobalRewardAt((GlobalState * game.GlobalActions) + action, Hats) + (sum / States.Length);
    }
}

/// <summary>Always the same k agents. Nobody else matters to them, so that nobody else is simulated.</summary>
internal sealed class SameAgents : TrackedAgents
{
    private readonly CooperativeGame game;
    private readonly GlobalPolicy behaviour;
    private readonly LocalKernels kernels;
    private readonly DeployedWorld world;
    private readonly RandomStream global = new(0);
    private readonly RandomStream moves = new(0);
    private readonly RandomStream choice = new(0);
    private readonly double[] law;
    private IGlobalActor? dispatcher;
    private int globalState;

    public SameAgents(CooperativeGame game, GlobalPolicy behaviour, LocalPolicy local, LocalKernels kernels)
        : base(game, local, kernels, behaviour.Subsample)
    {
        this.game = game;
        this.behaviour = behaviour;
        this.kernels = kernels;
        world = new DeployedWorld(game, kernels, game.Agents);
        law = new double[game.LocalStates];
    }

    public override int GlobalState => globalState;

    /// <inheritdoc/>
    public override void Start(RandomStream episode)
    {
        base.Start(episode);
        episode.SplitInto(global, RandomStream.PurposeKey(Purposes.GlobalState), 0);
        episode.SplitInto(moves, RandomStream.PurposeKey(LearningPurposes.TrackedAgents), 0);
        episode.SplitInto(choice, RandomStream.PurposeKey(LearningPurposes.LoggedAction), 0);
        dispatcher = behaviour.Start(world, episode);
        globalState = CategoricalSampler.Sample(global.NextDouble(), game.Initial.Global.AsSpan());
        EpisodeLaw.Draw(game.Initial.Local, moves, law);

        Array.Clear(Counts);
        for (int agent = 0; agent < States.Length; agent++)
        {
            States[agent] = CategoricalSampler.Sample(moves.NextDouble(), law);
            Counts[States[agent]]++;
        }
    }

    public override int Act() => behaviour.Checked(dispatcher!.Act(globalState, Counts, choice), globalState, Counts, game);

    public override void Move(int action)
    {
        ReadOnlySpan<double> kernel = kernels.Transition(globalState);
        Array.Clear(Counts);
        for (int agent = 0; agent < States.Length; agent++)
        {
            States[agent] = CategoricalSampler.Sample(moves.NextDouble(), kernel.Slice(States[agent] * Counts.Length, Counts.Length));
            Counts[States[agent]]++;
        }

        dispatcher!.Moved(globalState);
        globalState = CategoricalSampler.Sample(global.NextDouble(), game.GlobalTransition(globalState, action));
    }
}
