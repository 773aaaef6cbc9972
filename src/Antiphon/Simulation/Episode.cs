using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// One episode of online execution in count space: a workspace that is restarted for every rollout and allocates nothing while it runs.
/// One per thread.
/// </summary>
/// <remarks>
/// Each kind of chance has a sub-stream of the rollout's stream: the start; one uniform number per step for the global state; a stream per
/// step for the observation, one per step and local state for the moves, and one per step for random rewards. Rejection samplers use a
/// varying number of draws, but this never shifts another stream. Two policies that run on one rollout's stream meet the same random
/// numbers for as long as they act alike: the coupling of <see cref="PairedComparison"/>.
/// </remarks>
internal sealed class Episode : IEpisode
{
    private static readonly ulong StartPurpose = RandomStream.PurposeKey(Purposes.Start);
    private static readonly ulong GlobalPurpose = RandomStream.PurposeKey(Purposes.GlobalState);
    private static readonly ulong ObservationPurpose = RandomStream.PurposeKey(Purposes.Observation);
    private static readonly ulong MovePurpose = RandomStream.PurposeKey(Purposes.Move);
    private static readonly ulong RewardPurpose = RandomStream.PurposeKey(Purposes.Reward);

    private readonly DeployedPair pair;
    private readonly CooperativeGame game;
    private readonly DisturbedWorld? world;
    private readonly ChangedMoves? changed;
    private readonly StepMoves step;
    private readonly LocalChoices? choices;
    private readonly RandomStream globalChance = new(0);
    private readonly RandomStream chance = new(0);
    private readonly double[] law;
    private readonly int[] seen;
    private readonly ObservationSampler sampler;
    private readonly Clusters? clusters;
    private StreamFamily observations;
    private StreamFamily moves;
    private StreamFamily rewards;
    private IGlobalActor actor = null!;
    private int action;
    private long[] counts;
    private long[] next;

    /// <summary>Prepares a workspace.</summary>
    /// <param name="pair">The deployed pair.</param>
    /// <param name="choices">What the local agents do where someone else than the pair's policy decides it.</param>
    public Episode(DeployedPair pair, LocalChoices? choices = null)
    {
        this.pair = pair;
        this.choices = choices;
        game = pair.Game;
        int states = game.LocalStates;
        law = new double[states];
        seen = new int[game.Sampling.Places(states)];
        sampler = ObservationSampler.Of(game, pair.Global.Subsample);
        clusters = game.Sampling is ClusteredSampling rule ? new Clusters(rule, states, pair.Agents, pair.Global.Subsample) : null;
        counts = new long[states];
        next = new long[states];
        step = new StepMoves(pair, choices);
        world = pair.Disturbances is { ChangesTheWorld: true } disturbances ? new DisturbedWorld(disturbances, states) : null;
        changed = pair.Changing is { } kernels ? new ChangedMoves(kernels, states) : null;
    }

    /// <summary>The game's discount factor.</summary>
    public double Discount => game.Discount;

    /// <summary>Steps taken since the start.</summary>
    public int Time { get; private set; }

    /// <summary>Present global state s_g.</summary>
    public int GlobalState { get; private set; }

    /// <summary>Present numbers of agents by local state; they sum to n.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>Writes the fraction of the n agents in each local state.</summary>
    public void WriteFractions(Span<double> fractions)
    {
        for (int state = 0; state < counts.Length; state++)
        {
            fractions[state] = (double)counts[state] / pair.Agents;
        }
    }

    /// <summary>What was seen last: k agents by local state, the lost ones before them where observations can be lost.</summary>
    public ReadOnlySpan<int> Observation => seen;

    /// <summary>Values of the hat functions at the population that the step begins with; known after <see cref="Act"/>.</summary>
    public ReadOnlySpan<double> Hats => step.Hats;

    /// <summary>The global agent at work.</summary>
    public IGlobalActor Actor => actor;

    /// <summary>The local state with most agents, the lowest of equals.</summary>
    public int Mode => ModeOf(counts);

    /// <summary>The largest entry's place, the lowest of equals.</summary>
    internal static int ModeOf(ReadOnlySpan<long> counts)
    {
        int mode = 0;
        for (int state = 1; state < counts.Length; state++)
        {
            mode = counts[state] > counts[mode] ? state : mode;
        }

        return mode;
    }

    /// <summary>Draws the start: s_g by one uniform, then the local states, independent given their law.</summary>
    /// <param name="rollout">The rollout's stream; only its key is used.</param>
    public void Start(RandomStream rollout)
    {
        Time = 0;
        rollout.SplitInto(globalChance, GlobalPurpose, 0);
        rollout.SplitInto(chance, StartPurpose, 0);
        observations = rollout.Family(ObservationPurpose);
        moves = rollout.Family(MovePurpose);
        rewards = rollout.Family(RewardPurpose);
        GlobalState = CategoricalSampler.Sample(globalChance.NextDouble(), game.Initial.Global.AsSpan());
        StartLocals();
        world?.Start(rollout);
        changed?.Start(rollout);
        choices?.Start(rollout, counts);
        actor = pair.Global.Start(pair.World, rollout);
    }

    /// <summary>
    /// Goes on, between two steps, from where another episode of the same game, n and rollout stands: with the same population, and the
    /// same chances from then on. The global agent goes on with what the other one remembers if it is of the same pair and the other can
    /// tell; else it begins anew. For deployments without disturbances.
    /// </summary>
    /// <param name="other">The other episode; itself: only what the global agent remembers may change.</param>
    /// <param name="rollout">The rollout's stream; only its key is used.</param>
    public void Continue(Episode other, RandomStream rollout)
    {
        Time = other.Time;
        globalChance.Generator = other.globalChance.Generator;
        (observations, moves, rewards) = (other.observations, other.moves, other.rewards);
        GlobalState = other.GlobalState;
        other.counts.CopyTo(counts, 0);
        clusters?.Continue(other.clusters!);
        IGlobalActor begun = pair.Global.Start(pair.World, rollout);
        if (pair == other.pair && begun is IStoredActor heir && other.actor is IStoredActor known)
        {
            heir.Inherit(known);
        }

        actor = begun;
    }

    private void StartLocals()
    {
        if (game.Initial.Local is TypedLocalLaw typed)
        {
            StartByType(typed);
            return;
        }

        EpisodeLaw.Draw(game.Initial.Local, chance, law);
        if (clusters is null)
        {
            MultinomialSampler.Sample(chance, pair.Agents, law, counts);
        }
        else
        {
            clusters.Start(chance, law, counts);
        }
    }

    private void StartByType(TypedLocalLaw typed)
    {
        for (int index = 0; index < typed.Types.Length; index++)
        {
            AgentType type = game.Types[index];
            Span<double> own = law.AsSpan(type.First, type.States);
            EpisodeLaw.Draw(typed.Types[index], chance, own);
            MultinomialSampler.Sample(chance, pair.AgentsByType[index], own, counts.AsSpan(type.First, type.States));
        }
    }

    /// <summary>The global agent observes k of the n agents and acts.</summary>
    /// <returns>a_g.</returns>
    public int Act()
    {
        Observe();
        return Decide();
    }

    /// <summary>The global agent observes k of the n agents.</summary>
    public void Observe()
    {
        step.Begin(counts);
        observations.SplitInto(chance, Time);
        if (clusters is null)
        {
            sampler.Draw(chance, GlobalState, counts, seen);
        }
        else
        {
            clusters.Observe(chance, seen);
        }

        world?.Pass(seen, Time, forgets: !pair.Global.Remembers);
    }

    /// <summary>The global agent acts on what it has just observed.</summary>
    /// <returns>a_g.</returns>
    public int Decide() => pair.Global.Checked(actor.Act(GlobalState, seen, chance), GlobalState, seen, pair.Game);

    /// <summary>
    /// The step's team reward r_g(s_g, a_g) + (1/n) sum_x c_x rbar_l(x, s_g), or a draw of it where rewards are random and drawn.
    /// </summary>
    /// <param name="action">a_g.</param>
    public double Reward(int action)
    {
        if (pair.Drawn is not { } drawn)
        {
            return step.Reward(GlobalState, action, counts);
        }

        rewards.SplitInto(chance, Time);
        return choices is null
            ? drawn.Step(chance, GlobalState, action, counts, pair.Agents, step.Hats)
            : drawn.Step(chance, GlobalState, action, choices, pair.Agents, step.Hats);
    }

    /// <summary>
    /// Moves all agents: the global state by the law of the old s_g, local states by the law of the pair's <see cref="LocalMoveOrder"/>.
    /// </summary>
    /// <param name="action">a_g.</param>
    public void Move(int action)
    {
        int nextGlobalState = CategoricalSampler.Sample(globalChance.NextDouble(), step.GlobalLaw(GlobalState, action));
        step.Between(GlobalState, nextGlobalState);
        if (clusters is null)
        {
            MoveCounts();
        }
        else
        {
            moves.SplitInto(chance, Time);
            clusters.Move(chance, step, counts);
        }

        choices?.Moved();
        actor.Moved(GlobalState);
        GlobalState = nextGlobalState;
        Time++;
        world?.Shock(counts, Time);
    }

    /// <summary>Whether agents can be moved between all local states.</summary>
    public bool CanBeShocked => clusters is null && game.Types.Count == 1;

    /// <summary>Moves agents, each with a probability, to one local state drawn uniformly. No model knows of it.</summary>
    /// <param name="share">The probability.</param>
    /// <param name="stream">Randomness.</param>
    public void Shock(double share, RandomStream stream) => DisturbedWorld.Teleport(counts, share, stream);

    double IEpisode.Act()
    {
        action = Act();
        return Reward(action);
    }

    void IEpisode.Move() => Move(action);

    bool? IEpisode.IsRight => pair.Targets is { } targets ? targets[action] == Mode : null;

    // Total variation: half the sum of absolute differences.
    double? IEpisode.EstimateError
    {
        get
        {
            ReadOnlySpan<double> estimate = actor.Estimate;
            if (estimate.IsEmpty)
            {
                return null;
            }

            double sum = 0.0;
            for (int state = 0; state < counts.Length; state++)
            {
                sum += Math.Abs(estimate[state] - ((double)counts[state] / pair.Agents));
            }

            return sum / 2;
        }
    }

    bool IEpisode.Alarmed => actor.Alarmed;

    private void MoveCounts()
    {
        Array.Clear(next);
        long first = (long)Time * counts.Length;
        if (changed is null && step.AddSamples(moves, first, chance, counts, next))
        {
            (counts, next) = (next, counts);
            return;
        }

        for (int state = 0; state < counts.Length; state++)
        {
            if (counts[state] > 0)
            {
                moves.SplitInto(chance, first + state);
                long own = changed?.Move(chance, Time, GlobalState, state, counts[state], next) ?? counts[state];
                step.AddSample(chance, state, own, next);
            }
        }

        (counts, next) = (next, counts);
    }
}
