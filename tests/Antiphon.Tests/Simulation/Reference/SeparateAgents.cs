using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>
/// The slow twin of online execution: n separate agents with a state each, an explicit k-subset, an action drawn by each agent, rewards of
/// the drawn actions. Agents may move by another game's kernels in each step; what can go wrong in a world goes wrong agent by agent.
/// </summary>
internal sealed class SeparateAgents(
    CooperativeGame game,
    JointPolicy policy,
    RandomStream stream,
    LocalMoveOrder order = LocalMoveOrder.Together,
    Func<int, CooperativeGame>? world = null,
    Disturbances? disturbances = null
)
{
    private readonly IGlobalActor actor = policy.Global.Start(new DeployedWorld(game, policy.Local), stream);
    private readonly int[] states = new int[game.Agents];
    private readonly Disturbances wrong = disturbances ?? new Disturbances();
    private readonly List<int[]?> sent = [];
    private int[] arrived = [];

    public int GlobalState { get; private set; }

    public long[] Counts => [.. Enumerable.Range(0, game.LocalStates).Select(state => states.LongCount(own => own == state))];

    public double Run(int horizon)
    {
        Start();
        double sum = 0.0;
        for (int time = 0; time < horizon; time++)
        {
            sum += Math.Pow(game.Discount, time) * Step(time);
            Shock(time + 1);
        }

        return sum;
    }

    private static int Draw(RandomStream stream, ReadOnlySpan<double> probabilities) =>
        CategoricalSampler.Sample(stream.NextDouble(), probabilities);

    private void Start()
    {
        sent.Clear();
        GlobalState = Draw(stream, game.Initial.Global.AsSpan());
        double[] law = new double[game.LocalStates];
        if (game.Initial.Local is DirichletLocalLaw dirichlet)
        {
            DirichletSampler.Sample(stream, dirichlet.Concentration, law);
        }
        else
        {
            ((IndependentLocalLaw)game.Initial.Local).Probabilities.CopyTo(law);
        }

        for (int agent = 0; agent < states.Length; agent++)
        {
            states[agent] = Draw(stream, law);
        }
    }

    private double Step(int time)
    {
        int action = actor.Act(GlobalState, Arriving(), stream);
        double[] fractions = [.. Counts.Select(count => (double)count / states.Length)];
        int next = Draw(stream, game.GlobalRow(GlobalState, action, fractions).ToArray(game.GlobalStates));
        int movedBy = order == LocalMoveOrder.Together ? GlobalState : next;
        double reward = 0.0;
        for (int agent = 0; agent < states.Length; agent++)
        {
            int own = Draw(stream, policy.Local.At(states[agent], GlobalState));
            reward += game.LocalReward(states[agent], GlobalState, own, fractions);
            CooperativeGame moving = world?.Invoke(time) ?? game;
            states[agent] = Draw(stream, moving.LocalRow(states[agent], movedBy, own, fractions).ToArray(game.LocalStates));
        }

        reward = game.GlobalReward(GlobalState, action, fractions) + (reward / states.Length);
        GlobalState = next;
        return reward;
    }

    // Of a dispatcher that forgets: the last observation that arrived, the very first before any has.
    private int[] Arriving()
    {
        int[] now = Observe();
        arrived = sent.Count == 0 ? now : arrived;
        sent.Add(stream.NextDouble() < wrong.LostObservations ? null : now);
        arrived = sent.Count > wrong.Delay && sent[^(wrong.Delay + 1)] is { } late ? late : arrived;
        return arrived;
    }

    private void Shock(int time)
    {
        if (wrong.ShockShare == 0 || time % wrong.ShockEvery != 0)
        {
            return;
        }

        int target = (int)stream.NextBelow(game.LocalStates);
        for (int agent = 0; agent < states.Length; agent++)
        {
            states[agent] = stream.NextDouble() < wrong.ShockShare ? target : states[agent];
        }
    }

    // A uniform k-subset: the first k agents of a partial Fisher-Yates shuffle.
    private int[] Observe()
    {
        int[] agents = [.. Enumerable.Range(0, states.Length)];
        int[] seen = new int[game.LocalStates];
        for (int i = 0; i < policy.Global.Subsample; i++)
        {
            int other = i + (int)stream.NextBelow(agents.Length - i);
            (agents[i], agents[other]) = (agents[other], agents[i]);
            seen[states[agents[i]]]++;
        }

        return seen;
    }
}
