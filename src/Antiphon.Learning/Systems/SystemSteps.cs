using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>A pair at work in one episode of a system. A workspace; one per thread.</summary>
internal sealed class SystemSteps : IEpisode
{
    private static readonly ulong ObservationPurpose = RandomStream.PurposeKey(Purposes.Observation);
    private static readonly ulong ActionPurpose = RandomStream.PurposeKey(LearningPurposes.LocalAction);
    private static readonly ulong SystemPurpose = RandomStream.PurposeKey(LearningPurposes.System);

    private readonly SystemDeclaration declaration;
    private readonly ISystemEpisode inside;
    private readonly JointPolicy pair;
    private readonly DeployedWorld world;
    private readonly ObservationSampler sampler;
    private readonly RandomStream own = new(0);
    private readonly RandomStream chance = new(0);
    private readonly int[] seen;
    private readonly int[] states;
    private readonly int[] actions;
    private readonly int[] all;
    private readonly long[] counts;
    private StreamFamily observations;
    private StreamFamily choices;
    private IGlobalActor? actor;
    private int time;

    internal SystemSteps(IAgentSystem system, JointPolicy pair, DeployedWorld world)
    {
        (declaration, inside, this.pair, this.world) = (system.Declaration, system.CreateEpisode(), pair, world);
        CooperativeGame game = world.Game;
        sampler = ObservationSampler.Of(game, pair.Global.Subsample);
        seen = new int[game.Sampling.Places(game.LocalStates)];
        (states, actions) = (new int[declaration.Agents], new int[declaration.Agents]);
        all = [.. Enumerable.Range(0, declaration.Agents)];
        counts = new long[game.LocalStates];
    }

    /// <summary>The system's own episode.</summary>
    internal ISystemEpisode Inside => inside;

    /// <summary>s_g of the step, before the move.</summary>
    internal int GlobalState { get; private set; }

    /// <summary>s_l of every agent, before the move.</summary>
    internal ReadOnlySpan<int> States => states;

    /// <summary>a_l of every agent.</summary>
    internal ReadOnlySpan<int> Actions => actions;

    /// <summary>a_g.</summary>
    internal int GlobalAction { get; private set; }

    /// <summary>The step's reward without the agents' own part.</summary>
    internal double GlobalReward { get; private set; }

    /// <summary>How many agents are in each local state, before the move.</summary>
    internal ReadOnlySpan<long> Counts => counts;

    /// <inheritdoc/>
    public void Start(RandomStream rollout)
    {
        time = 0;
        observations = rollout.Family(ObservationPurpose);
        choices = rollout.Family(ActionPurpose);
        rollout.SplitInto(own, SystemPurpose, 0);
        inside.Start(own);
        actor = pair.Global.Start(world, rollout);
    }

    /// <inheritdoc/>
    public double Act()
    {
        Look();
        observations.SplitInto(chance, time);
        sampler.Draw(chance, GlobalState, counts, seen);
        GlobalAction = pair.Global.Checked(actor!.Act(GlobalState, seen, chance), GlobalState, seen);
        choices.SplitInto(chance, time);
        int size = pair.Local.LocalActions;
        for (int agent = 0; agent < states.Length; agent++)
        {
            int row = ((states[agent] * pair.Local.GlobalStates) + GlobalState) * size;
            actions[agent] = CategoricalSampler.Sample(chance.NextDouble(), pair.Local.Probabilities.Slice(row, size));
        }

        double reward = inside.Step(GlobalAction, actions);
        GlobalReward = double.IsFinite(reward)
            ? reward
            : throw new ArithmeticException($"the system '{declaration.Name}' returned the reward {reward} in step {time}");
        return GlobalReward + LocalReward(all);
    }

    /// <summary>Mean local reward of some agents.</summary>
    /// <param name="agents">Which, at least one.</param>
    internal double LocalReward(ReadOnlySpan<int> agents)
    {
        double sum = 0.0;
        foreach (int agent in agents)
        {
            sum += declaration.LocalReward?.Invoke(states[agent], GlobalState, actions[agent]) ?? 0;
        }

        return sum / agents.Length;
    }

    /// <inheritdoc/>
    public void Move()
    {
        actor!.Moved(GlobalState);
        time++;
    }

    // Takes note of what the system shows, which it may change in place.
    private void Look()
    {
        GlobalState = Checked(inside.GlobalState, declaration.GlobalStateNames.Length, "global state");
        ReadOnlySpan<int> shown = inside.LocalStates;
        if (shown.Length != states.Length)
        {
            throw new InvalidInputException(
                $"the system '{declaration.Name}' returned {shown.Length:N0} agents in step {time}; expected {states.Length:N0}"
            );
        }

        Array.Clear(counts);
        for (int agent = 0; agent < states.Length; agent++)
        {
            states[agent] = Checked(shown[agent], counts.Length, $"agent {agent} in local state");
            counts[states[agent]]++;
        }
    }

    private int Checked(int state, int count, string what) =>
        (uint)state < (uint)count
            ? state
            : throw new InvalidInputException(
                $"the system '{declaration.Name}' returned {what} {state} in step {time}; expected 0 to {count - 1}"
            );
}
